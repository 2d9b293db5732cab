import { fill } from '../../src/config/texts.ts'
import type { Locale } from '../../src/protocol/errors.ts'
import * as en from './en.ts'
import * as ru from './ru.ts'

const tables = { en, ru }

/** What is said to a person, in their language. */
export const noteText = (locale: Locale, code: en.NoteCode, parts?: Record<string, string>): string =>
  fill(tables[locale].notes[code], parts)

/** The texts of a failure; both are empty for a code that is not in the table. */
export function failureText(
  locale: Locale,
  code: string,
  parts?: Record<string, string>,
): { text: string; hint: string } {
  const { failures } = tables[locale]
  const { text, hint } = Object.hasOwn(failures, code) ? failures[code as en.FailureCode] : { text: '', hint: '' }
  return { text: fill(text, parts), hint: fill(hint, parts) }
}
