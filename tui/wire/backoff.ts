import { type AfterClose, afterClose, closeCodes } from '../../src/protocol/close.ts'
import type { Close } from './entry.ts'

export interface Backoff {
  /** The pause before the first try, milliseconds; it doubles with every failed try. */
  first: number
  /** The longest pause, milliseconds. */
  most: number
  /** How many tries in a row may fail; then the session stays closed. */
  tries: number
}

export const defaultBackoff: Backoff = { first: 500, most: 10_000, tries: 10 }

/** The pause before try `attempt` (from 1): doubled each time and up to 20 % longer, so that not everyone comes at once. */
export function pauseBefore(attempt: number, { first, most }: Backoff, random: () => number = Math.random): number {
  return Math.round(Math.min(most, first * 2 ** (attempt - 1)) * (1 + random() * 0.2))
}

/** What a close code means (CL). */
export function closeOf(code: number, reason: string): Close {
  const known = (closeCodes as Record<number, { when: string }>)[code]?.when
  return { code, reason, meaning: known ?? unlisted[code] ?? 'a code the protocol does not know' }
}

const unlisted: Record<number, string> = { 1005: 'closed without a code', 1006: 'the connection was lost' }

/** What a client does after this close: come back, with a new token only, not at all; and the pause a 4429 asks for. */
export function nextStep({ code, reason }: Close): { next: AfterClose; wait?: number } {
  const next = afterClose(code)
  const wait = Number(/^retry_after=(\d{1,9})$/.exec(reason)?.[1])
  return code === 4429 && wait > 0 ? { next, wait } : { next }
}
