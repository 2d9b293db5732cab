import { termSafe } from '../../cli/term-safe.ts'
import type { Entry } from '../wire/entry.ts'
import type { Result } from './run.ts'

/** How many of the last frames a failure shows. */
const SHOWN = 20

/** Why a scenario did not pass, in lines for a terminal: where, what was expected, what came closest, the last frames. */
export function explain({ scenario, failure, violations, log }: Result): string[] {
  const lines: string[] = []
  if (failure) {
    const { step, error } = failure
    const index = step ? ` (step ${scenario.steps.indexOf(step) + 1}: ${step.kind})` : ''
    lines.push(`at ${scenario.file}:${step?.line ?? scenario.line}${index}`, error.message)
    if (error.expected !== undefined) lines.push(`expected: ${JSON.stringify(error.expected)}`)
    const { nearest } = error
    if (nearest) {
      lines.push(`nearest:  ${entryText(nearest.entry)}`)
      for (const { path, expected, got } of nearest.mismatches)
        lines.push(`  ${path || 'frame'}: ${shown(got)} instead of ${shown(expected)}`)
    } else if (error.expected !== undefined) lines.push('nearest:  nothing came')
  }
  for (const { entry, session, rule, text } of violations)
    lines.push(`violation ${rule} on ${session}${entry ? ` in #${entry.n}` : ''}: ${text}`)
  const last = log.slice(-SHOWN)
  lines.push(`the last ${last.length} of ${log.length} lines:`, ...last.map((entry) => `  ${entryText(entry)}`))
  return lines.map(termSafe)
}

const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))

const arrows = { in: '←', out: '→', note: '·' }

function entryText({ n, at, session, dir, text, latency, violations }: Entry): string {
  const time = new Date(at).toISOString().slice(11, 23)
  const took = latency === undefined ? '' : ` ${latency.toFixed(1)}ms`
  return `${violations.length > 0 ? '!' : ' '}#${n} ${time} ${session} ${arrows[dir]}${took} ${text}`
}
