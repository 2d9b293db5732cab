import type { Entry, WireFrame } from '../wire/entry.ts'
import { memberOf } from '../wire/variables.ts'
import { type Nearest, StepFailure } from './failure.ts'
import { type Mismatch, mismatches } from './match.ts'

/** What a frame must be; `event` undefined where the answer is known by its request. */
export interface Wanted {
  event?: string
  code?: string | undefined
  where?: Record<string, unknown> | undefined
}

/** Where a frame is not what is wanted; an error fits only where a code is asked for. */
export function differences(entry: Entry, { event, code, where = {} }: Wanted): Mismatch[] {
  const frame: WireFrame = entry.frame ?? {}
  const found: Mismatch[] = []
  if (event !== undefined && frame.event !== event) found.push({ path: 'event', expected: event, got: frame.event })
  if (code === undefined && frame.exception !== undefined)
    found.push({ path: 'exception', expected: undefined, got: `${frame.code}: ${frame.data}` })
  if (code !== undefined && frame.code !== code) found.push({ path: 'code', expected: code, got: frame.code })
  return [...found, ...mismatches(where, frame)]
}

export const fits = (entry: Entry, wanted: Wanted): boolean => differences(entry, wanted).length === 0

/** Whether a frame is of the event and fits the `where`, error or not. */
export function fitsOrFails(entry: Entry, { event, where }: Wanted): boolean {
  return differences(entry, { ...(event === undefined ? {} : { event }), where }).every(
    ({ path }) => path === 'exception',
  )
}

/** The frame that comes closest: of the right event before any other, then with the fewest mismatches, then the newest. */
export function nearestOf(entries: readonly Entry[], wanted: Wanted): Nearest | undefined {
  let best: Nearest | undefined
  let bestScore = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    const found = differences(entry, wanted)
    const score = found.length + (found.some(({ path }) => path === 'event') ? 1_000 : 0)
    if (score <= bestScore) [best, bestScore] = [{ entry, mismatches: found }, score]
  }
  return best
}

/** The values that `capture` names, by dotted paths into what came. */
export function captured(
  from: unknown,
  capture: Record<string, string>,
  entry?: Entry,
): [name: string, value: unknown][] {
  return Object.entries(capture).map(([name, path]) => {
    const value = path.split('.').reduce<unknown>(memberOf, from)
    if (value === undefined) {
      const nearest = entry && { entry, mismatches: [] }
      throw new StepFailure('expectation', `cannot capture ${name}: there is no ${path}`, undefined, nearest)
    }
    return [name, value]
  })
}
