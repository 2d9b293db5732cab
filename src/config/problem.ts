import type { Locale } from '../protocol/errors.ts'
import { type SettingName, setting } from './settings.ts'
import { expected, fill, type ProblemCode, problems } from './texts.ts'

/** One thing that is wrong with the configuration, in words for a person. */
export interface Problem {
  /** Its name in the table of texts. */
  code: ProblemCode
  /** The setting's name in lower case; what was written, where there is no such setting. */
  setting: string
  /** Where it came from: a variable, a flag, or the config file. */
  origin: string
  problem: string
  hint: string
}

/** Everything that is wrong with the configuration, at once. No text holds the value of a secret. */
export class ConfigError extends Error {
  readonly problems: Problem[]
  constructor(problems: Problem[]) {
    super(problems.map(({ origin, problem, hint }) => `${origin}: ${problem}. ${hint}`).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export function problemOf(
  code: ProblemCode,
  locale: Locale,
  at: { setting: string; origin: string },
  parts: Record<string, string> = {},
): Problem {
  const { problem, hint } = problems[code]
  return { code, ...at, problem: fill(problem[locale], parts), hint: fill(hint[locale], parts) }
}

/** Says that a value is not what its setting expects; `message` is the code that the schema gave, if it gave one. */
export function badValue(name: SettingName, origin: string, value: unknown, message: string, locale: Locale): Problem {
  const { kind, secret } = setting(name)
  const code = message in problems ? (message as ProblemCode) : secret ? 'not_expected_secret' : 'not_expected'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return problemOf(code, locale, { setting: name, origin }, { value: shorten(text), expected: expected[kind][locale] })
}

const shorten = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text)

/** The reason of a failed file operation, without the path that Node puts into its message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^\w+: /, '').replace(/,? ?\w* '.*$/, '') : String(error)
}
