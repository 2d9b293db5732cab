import type { Exit } from './exits.ts'
import type { FailureCode } from './texts/en.ts'

/** An expected end of a command that is not a success: which exit code, and which text of texts/ says why and what to do. */
export class Failure extends Error {
  readonly exit: Exit
  readonly code: FailureCode
  readonly parts: Record<string, string>
  constructor(exit: Exit, code: FailureCode, parts: Record<string, string | number> = {}) {
    super(code)
    this.name = 'Failure'
    this.exit = exit
    this.code = code
    this.parts = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, String(part)]))
  }
}
