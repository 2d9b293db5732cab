import { termSafeLines } from '../../cli/term-safe.ts'
import { markdownLines, type Piece } from '../state/markdown.ts'
import { graphemes, widthOf } from '../state/width.ts'
import type { Theme } from '../theme.ts'
import { type Span, span } from './row.tsx'

/** How much of a message is laid out, characters. */
const LONGEST = 4_000

/** A message as people read it, in lines of at most `width` cells. */
export const markdownSpans = (markdown: string, width: number, theme: Theme): Span[][] =>
  markdownLines(markdown.slice(0, LONGEST)).flatMap((pieces) => wrapped(pieces.map(styled(theme)), width))

const styled =
  ({ string }: Theme) =>
  ({ text, code, ...looks }: Piece): Span =>
    span(termSafeLines(text).replaceAll('\t', '  '), code ? { ...looks, color: string } : looks)

/** Breaks a line between words where there are any, else between characters. */
function wrapped(spans: readonly Span[], width: number): Span[][] {
  const lines: Span[][] = [[]]
  let used = 0
  const put = (text: string, looks: Omit<Span, 'text'>) => {
    const length = widthOf(text)
    if (used > 0 && used + length > width) {
      lines.push([])
      used = 0
    }
    lines.at(-1)!.push({ ...looks, text })
    used += length
  }
  for (const { text, ...looks } of spans)
    for (const word of text.split(/(?<= )/)) {
      if (widthOf(word) <= width) put(word, looks)
      else for (const one of graphemes(word)) put(one, looks)
    }
  return lines.map(joined)
}

/** Neighbours of the same looks as one. */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const one of spans) {
    const last = all.at(-1)
    const { text: _one, ...looks } = one
    const { text: _last, ...before } = last ?? { text: '' }
    if (last && JSON.stringify(looks) === JSON.stringify(before))
      all[all.length - 1] = { ...last, text: last.text + one.text }
    else all.push(one)
  }
  return all
}
