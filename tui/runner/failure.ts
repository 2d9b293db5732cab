import type { Entry } from '../wire/entry.ts'
import type { Mismatch } from './match.ts'

/** How a scenario ended; each but `pass` has an exit code of the same name. */
export type Verdict = 'pass' | 'expectation' | 'violation' | 'cannot_connect' | 'timeout'

/** The frame that came closest to what was expected, and where it differs. */
export interface Nearest {
  entry: Entry
  mismatches: Mismatch[]
}

/** A step that did not go as the scenario says. */
export class StepFailure extends Error {
  readonly verdict: Exclude<Verdict, 'pass'>
  readonly expected: unknown
  readonly nearest: Nearest | undefined
  constructor(verdict: Exclude<Verdict, 'pass'>, message: string, expected?: unknown, nearest?: Nearest) {
    super(message)
    this.name = 'StepFailure'
    this.verdict = verdict
    this.expected = expected
    this.nearest = nearest
  }
}
