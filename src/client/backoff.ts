/** How a client comes back after a break. Times in milliseconds. */
export interface BackoffOptions {
  /** The longest first pause; 500 by default. */
  min_ms?: number
  /** The longest pause of all; 30 s by default. */
  max_ms?: number
  /** How long a connection must have held for the pauses to start small again; 5 s by default. */
  steady_ms?: number
  /** A number from 0 up to 1; Math.random unless a test needs to know it. */
  random?: () => number
}

/** The longest time a timer of JavaScript keeps; it fires at once for a longer one. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** A restart cuts everybody off at once: the first pause is drawn from what an ordinary break gets at this attempt. */
const SHUTDOWN = { code: 1012, attempt: 3 }

/**
 * The pause before attempt `attempt` (1, 2, 3…): random between nothing and a bound that doubles each time, so that
 * clients that were cut off together do not all come back together.
 */
export function pauseBefore(
  attempt: number,
  { min_ms = 500, max_ms = 30_000, random = Math.random }: BackoffOptions = {},
): number {
  const bound = Math.min(max_ms, min_ms * 2 ** Math.min(attempt - 1, 30), LONGEST_TIMER)
  return Math.ceil(bound * random())
}

/** The pause after a close (CL): what 4429 asks for is waited for in full, with the random pause on top of it. */
export function pauseAfter(
  { code, reason }: { code: number; reason: string },
  attempt: number,
  options: BackoffOptions = {},
): number {
  const asked = code === 4429 ? (retryAfter(reason) ?? 0) : 0
  return asked + pauseBefore(code === SHUTDOWN.code ? Math.max(attempt, SHUTDOWN.attempt) : attempt, options)
}

/** 4429 says in its reason when to come back: `retry_after=<ms>`. */
export function retryAfter(reason: string): number | undefined {
  const [, ms] = /^retry_after=(\d{1,9})$/.exec(reason) ?? []
  return ms === undefined ? undefined : Number(ms)
}
