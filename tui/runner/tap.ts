import { explain } from './explain.ts'
import type { Result } from './run.ts'

/** The lines that begin a TAP stream (version 14). */
export const tapHead = (scenarios: number): string[] => ['TAP version 14', `1..${scenarios}`]

/** One test point, with the reason below it where it failed. */
export function tapLines(result: Result, number: number): string[] {
  const { scenario, verdict, ms } = result
  const rules = scenario.rules.map((rule) => `[${rule}]`).join('')
  // `#` begins a directive.
  const name = `${rules}${rules && ' '}${scenario.title}`.replaceAll('\\', '\\\\').replaceAll('#', '\\#')
  const point = `${verdict === 'pass' ? 'ok' : 'not ok'} ${number} - ${name}`
  const facts = ['  ---', `  duration_ms: ${ms.toFixed(1)}`]
  if (verdict === 'pass') return [point, ...facts, '  ...']
  return [
    point,
    ...facts,
    `  verdict: ${verdict}`,
    '  message: |',
    ...explain(result).map((line) => `    ${line}`),
    '  ...',
  ]
}
