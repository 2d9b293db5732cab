import type { Entry } from '../wire/entry.ts'
import type { Outcome } from './replay.ts'

/** A difference as a line of a list. */
export interface DifferenceRow {
  /** Which entry of the recording (or of the live session, where the recording has none), and what it is. */
  place: string
  pointer: string
  recorded: unknown
  live: unknown
}

/** The differences that an outcome of a replay tells of; none where it came as recorded. */
export function differenceRows(outcome: Outcome): DifferenceRow[] {
  if (outcome.kind === 'missing')
    return [{ place: placeOf(outcome.recorded), pointer: '', recorded: outcome.recorded.text, live: undefined }]
  if (outcome.kind === 'extra')
    return [
      { place: `live ${placeOf(outcome.live)}`, pointer: '', recorded: undefined, live: outcome.live.text },
      ...violationRows(`live ${placeOf(outcome.live)}`, outcome.live, []),
    ]
  const place = placeOf(outcome.recorded)
  return [
    ...outcome.differences.map((difference) => ({ place, ...difference })),
    ...violationRows(place, outcome.live, outcome.recorded.violations),
  ]
}

/** What is against the protocol now and was not when it was recorded. */
const violationRows = (place: string, { violations }: Entry, before: Entry['violations']): DifferenceRow[] =>
  violations
    .filter(({ rule }) => !before.some((violation) => violation.rule === rule))
    .map(({ rule, text }) => ({ place, pointer: '', recorded: undefined, live: `violates ${rule}: ${text}` }))

const placeOf = ({ n, session, dir, event, kind }: Entry) => `#${n} ${session} ${dir} ${event ?? kind ?? ''}`.trim()
