import { once } from 'node:events'
import { stripVTControlCharacters, styleText } from 'node:util'
import type { Io } from './io.ts'
import { jsonSafe, termSafe, termSafeLines } from './term-safe.ts'

export interface OutputOptions {
  json?: boolean | undefined
  quiet?: boolean | undefined
  color?: 'auto' | 'always' | 'never' | undefined
}

/** Data goes to stdout, everything else to stderr; text of others cannot drive the terminal from either. */
export interface Output {
  json: boolean
  /** Rows as a table on a terminal, as TSV without a header in a pipe, as `items` with `--json`. */
  list(columns: string[], rows: string[][], items: unknown): void
  /** One thing: names and values, or `item` with `--json`. */
  record(fields: [name: string, value: string][], item: unknown): void
  /** One value alone, or `item` with `--json`. */
  value(text: string, item: unknown): void
  /** One line of NDJSON; resolves when the reader has room for more. */
  stream(json: string): Promise<void>
  /** One more row of a list without an end; resolves when the reader has room for more. */
  row(cells: string[]): Promise<void>
  /** Lines of text as they are; resolves when the reader has room for more. */
  text(text: string): Promise<void>
  /** A remark for a person; not said with `--quiet`, nor with `--json`, where stderr is for programs too. */
  note(text: string): void
}

type Style = 'bold' | 'red' | 'dim'

/** Whether to use colour on a stream: what was asked for, else on a terminal that did not opt out. */
export function colours({ env }: Io, stream: { isTTY?: boolean }, color: OutputOptions['color'] = 'auto'): boolean {
  if (color !== 'auto') return color === 'always'
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}

export const paint = (on: boolean, style: Style, text: string): string =>
  on ? styleText(style, text, { validateStream: false }) : text

export function createOutput(io: Io, { json = false, quiet = false, color }: OutputOptions): Output {
  const { stdout, stderr } = io
  const colour = colours(io, stdout, color)
  const terminal = stdout.isTTY === true
  const print = (line: string) => stdout.write(`${line}\n`)
  const printJson = (item: unknown) => print(jsonSafe(JSON.stringify(item, null, terminal ? 2 : undefined)))
  const printRows = (rows: string[][]) => {
    for (const line of terminal ? table(rows, stdout.columns) : rows.map((row) => row.join('\t'))) print(line)
  }
  const flushed = async (text: string) => {
    if (!stdout.write(text)) await once(stdout, 'drain')
  }
  return {
    json,
    list(columns, rows, items) {
      if (json) return printJson(items)
      const safe = rows.map((row) => row.map(termSafe))
      const header = columns.map((name) => paint(colour, 'bold', name))
      printRows(terminal ? [header, ...safe] : safe)
    },
    record(fields, item) {
      if (json) return printJson(item)
      const rows = fields.map(([name, value]) => [terminal ? paint(colour, 'dim', name) : name, termSafe(value)])
      printRows(rows)
    },
    value: (text, item) => (json ? printJson(item) : print(termSafe(text))),
    stream: (line) => flushed(`${jsonSafe(line)}\n`),
    row: (cells) => flushed(`${cells.map(termSafe).join(terminal ? '  ' : '\t')}\n`),
    text: (text) => flushed(`${terminal ? termSafeLines(text) : text}\n`),
    note: (text) => quiet || json || stderr.write(`${termSafeLines(text)}\n`),
  }
}

/** Columns as wide as their widest cell; the last one is cut where the terminal ends. */
function table(rows: string[][], columns = 80): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))))
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column < row.length - 1 ? cell + ' '.repeat(widths[column]! - widthOf(cell)) : cell,
    )
    const last = cells.pop()!
    const start = cells.map((cell) => `${cell}  `).join('')
    return start + cut(last, Math.max(20, columns - widthOf(start)))
  })
}

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
const zero = /^\p{M}|\ufe0f/u
const widthOf = (text: string) =>
  [...stripVTControlCharacters(text)].reduce((sum, one) => sum + (zero.test(one) ? 0 : wide.test(one) ? 2 : 1), 0)

function cut(text: string, most: number): string {
  if (widthOf(text) <= most) return text
  let kept = ''
  for (const one of text) {
    if (widthOf(kept + one) > most - 1) break
    kept += one
  }
  return `${kept}…`
}
