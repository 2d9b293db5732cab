import { inspectedLines } from '../inspected.ts'
import type { TreeLine } from '../state/tree.ts'
import { cut, wrap } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { type Theme, useTheme } from '../theme.ts'
import type { Entry } from '../wire/entry.ts'
import { durationOf, timeOf } from './log-row.ts'
import { markdownSpans } from './markdown.ts'
import { dim, Row, type Span, span } from './row.tsx'
import { Lines, Rows, Rule } from './rows.tsx'

/** The selected frame: what it is, whether it is valid, its JSON to fold, its text as people read it. */
export function Inspector({
  tester,
  width,
  height,
  active,
}: {
  tester: Tester
  width: number
  height: number
  active: boolean
}) {
  const theme = useTheme()
  const entry = tester.log.selected
  if (!entry) return <Lines lines={[[dim('Nothing came yet.')]]} width={width} height={height} />
  const lines = inspectedLines(tester)
  const line = Math.min(tester.ui.line, lines.length - 1)
  const extra = [
    ...problems(entry, theme),
    ...(tester.ui.codePoints ? codePoints(lines[line], width) : textLines(entry, width, theme)),
  ]
  const below = extra.slice(0, Math.max(2, (height >> 1) - 1))
  const room = Math.max(1, height - 1 - below.length)
  const from = Math.max(0, Math.min(line - (room >> 1), lines.length - room))
  return (
    <Rows width={width} height={height}>
      <Rule title={titleOf(entry)} right={verdict(entry)} width={width} active={active} />
      {lines.slice(from, from + room).map((one, index) => (
        <Row key={one.path} spans={treeSpans(one, active && from + index === line, theme)} width={width} />
      ))}
      {below.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it stands
        <Row key={index} spans={spans} width={width} />
      ))}
    </Rows>
  )
}

const words = { in: '←', out: '→', note: '·' } as const

function titleOf({ session, dir, bytes, latency, at }: Entry): string {
  const size = dir === 'note' ? '' : `  ${bytes} B`
  return `Inspect ${session} ${words[dir]} ${timeOf(at)}${size}${latency === undefined ? '' : `  ${durationOf(latency)}`}`
}

const verdict = ({ dir, violations }: Entry) =>
  dir !== 'in' ? '' : violations.length === 0 ? 'valid ✓' : `! ${violations.length}`

const problems = ({ violations }: Entry, { bad }: Theme): Span[][] =>
  violations.map(({ rule, text }) => [span(`! ${rule} `, { color: bad, bold: true }), span(text, { color: bad })])

export function treeSpans({ depth, name, value, kind, open }: TreeLine, focused: boolean, theme: Theme): Span[] {
  const arrow = open === undefined ? '  ' : open ? '▾ ' : '▸ '
  const color = kind === 'string' ? theme.string : kind === 'number' ? theme.number : undefined
  return [
    span(focused ? '›' : ' ', { color: theme.accent, bold: true }),
    span('  '.repeat(depth) + arrow, { dim: true }),
    ...(name === undefined ? [] : [span(name, { bold: focused }), dim(': ')]),
    span(value, { color, dim: kind === 'container', inverse: focused }),
  ]
}

/** The text of a message as people read it; of a request, as they will. */
function textLines({ dir, frame }: Entry, width: number, theme: Theme): Span[][] {
  const fields = (dir === 'in' ? frame?.data : frame) as { markdown_body?: unknown; body?: unknown } | null | undefined
  const text = dir === 'in' ? fields?.markdown_body : fields?.body
  if (typeof text !== 'string' || text === '') return []
  const lines = markdownSpans(text, Math.max(4, width - 2), theme)
  return [[dim('as people read it')], ...lines.map((line) => [dim('│ '), ...line])]
}

/** Each character of a string with its number, for what looks the same and is not. */
function codePoints(line: TreeLine | undefined, width: number): Span[][] {
  if (line?.kind !== 'string') return [[dim('Code points: choose a text with ↑ ↓.')]]
  const text = JSON.parse(line.value) as string
  const listed = [...text.slice(0, 500)].map(
    (one) => `${one} U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  )
  return [
    [dim(`${[...text].length} code points`)],
    ...wrap(listed.map((one) => cut(one, 12)).join('  '), width).map((row) => [span(row)]),
  ]
}
