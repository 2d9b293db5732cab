import { Text, useIsScreenReaderEnabled } from 'ink'
import { memo } from 'react'
import { termSafe } from '../../cli/term-safe.ts'
import { cut, widthOf } from '../state/width.ts'

/** A piece of a row with its looks. */
export interface Span {
  text: string
  color?: string | undefined
  bold?: boolean | undefined
  dim?: boolean | undefined
  inverse?: boolean | undefined
  italic?: boolean | undefined
  underline?: boolean | undefined
  strikethrough?: boolean | undefined
}

export const span = (text: string, looks: Omit<Span, 'text'> = {}): Span => ({ text, ...looks })
export const dim = (text: string): Span => ({ text, dim: true })

interface Props {
  spans: readonly Span[]
  width: number
  /** Stands at the right end; the rest is cut before it. */
  right?: readonly Span[] | undefined
  /** Shown reversed over its whole width. */
  inverse?: boolean | undefined
}

/**
 * One line of the screen. This is the only place where text reaches Ink, and so the only place that must make it safe
 * for a terminal: what would drive or reorder it becomes visible here, and only then it is measured and cut.
 */
export const Row = memo(function Row(props: Props) {
  return useIsScreenReaderEnabled() ? <Sentence {...props} /> : <Line {...props} />
})

/** For a screen reader: everything, and no strokes. */
function Sentence({ spans, right = [], inverse = false }: Props) {
  const said = [...spans, ...right].map(({ text }) => text.replaceAll(strokes, ' ')).join('')
  const text = termSafe(said).replaceAll(/ {2,}/g, ' ').trim()
  return text === '' ? null : <Text>{inverse ? `selected: ${text}` : text}</Text>
}

const strokes = /[\u2500-\u259f]+/g

function Line({ spans, width, right = [], inverse = false }: Props) {
  const end = fitted(right, width)
  const start = fitted(spans, Math.max(0, width - end.used - (end.used > 0 ? 1 : 0)))
  const gap = inverse || end.used > 0 ? ' '.repeat(Math.max(0, width - start.used - end.used)) : ''
  const all = [...start.spans, ...(gap ? [{ text: gap }] : []), ...end.spans]
  if (all.length === 0) return <Text> </Text>
  return (
    <Text wrap="truncate" inverse={inverse}>
      {all.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a row have no other identity
        <Text key={index} {...looksOf(one)}>
          {one.text}
        </Text>
      ))}
    </Text>
  )
}

function looksOf({ text: _text, color, dim = false, ...looks }: Span) {
  const given = Object.fromEntries(Object.entries(looks).filter(([, value]) => value))
  return { ...given, dimColor: dim, ...(color === undefined ? {} : { color }) }
}

function fitted(spans: readonly Span[], width: number): { spans: Span[]; used: number } {
  const shown: Span[] = []
  let used = 0
  for (const one of spans) {
    if (used >= width) break
    const text = cut(termSafe(one.text), width - used)
    if (text === '') continue
    shown.push({ ...one, text })
    used += widthOf(text)
  }
  return { spans: shown, used }
}
