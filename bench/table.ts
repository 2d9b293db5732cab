import type { Row } from './workload.ts'

const fixed = (digits: number) => (value: number) => value.toFixed(digits)
const grouped = (value: number) => Math.round(value).toLocaleString('en')

/** Headings and how their figures are written, in the order of the columns. */
const columns: [keyof Row, string, (value: number) => string][] = [
  ['per_second', 'per second', grouped],
  ['cpu_us', 'CPU µs each', fixed(1)],
  ['ratio', '× bare', fixed(2)],
  ['ack_p50', 'ack p50', fixed(1)],
  ['ack_p95', 'p95', fixed(1)],
  ['ack_p99', 'p99 ms', fixed(1)],
  ['heard_p50', 'heard p50', fixed(1)],
  ['heard_p99', 'p99 ms', fixed(1)],
  ['key_p50', 'key p50', fixed(1)],
  ['key_p95', 'p95 ms', fixed(1)],
  ['took_p50', 'took p50', fixed(0)],
  ['took_max', 'most ms', fixed(0)],
  ['rss_mb', 'RSS MB', fixed(0)],
]

/** The rows as a markdown table whose columns line up; what a workload does not measure is left out. */
export function table(rows: Row[]): string {
  const used = columns.filter(([name]) => rows.some((row) => row[name] !== undefined))
  const cell = (row: Row, name: keyof Row, write: (value: number) => string) =>
    row[name] === undefined ? '' : write(row[name] as number)
  const lines = [
    ['workload', '', ...used.map(([, heading]) => heading)],
    ...rows.map((row) => [row.workload, row.subject, ...used.map(([name, , write]) => cell(row, name, write))]),
  ]
  const widths = lines[0]!.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)))
  const draw = (line: string[]) =>
    `| ${line.map((text, index) => (index < 2 ? text.padEnd(widths[index]!) : text.padStart(widths[index]!))).join(' | ')} |`
  const rule = `|${widths.map((width, index) => (index < 2 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  const [head, ...body] = lines.map(draw)
  return [head, rule, ...body].join('\n')
}
