import type { MarkedToken, Token, Tokens } from 'marked'
import { normalise, tokensOf } from '../../src/markdown/render.ts'

/** A piece of a message with what markdown makes of it; a line break is a piece of its own. */
export interface Piece {
  text: string
  bold?: true
  italic?: true
  strikethrough?: true
  underline?: true
  /** Code, as it was typed. */
  code?: true
  /** Signs that stand for markup: bullets, bars, addresses. */
  dim?: true
}

type Looks = Omit<Piece, 'text'>

/**
 * A message by the server's own grammar, in lines of pieces. Addresses are written out: a terminal must not make a link
 * of a label that says something else.
 */
export function markdownLines(markdown: string): Piece[][] {
  const source = normalise(markdown)
  const tokens = tokensOf(source)
  const lines = tokens ? blocks(tokens, true) : []
  return lines.length > 0 ? lines : plain(source.trim(), {})
}

function blocks(tokens: readonly Token[], apart: boolean): Piece[][] {
  const lines: Piece[][] = []
  for (const token of tokens as MarkedToken[]) {
    const block = linesOf(token)
    if (block.length === 0) continue
    if (apart && lines.length > 0) lines.push([])
    lines.push(...block)
  }
  return lines
}

function linesOf(token: MarkedToken): Piece[][] {
  switch (token.type) {
    case 'paragraph':
      return broken(inline(token.tokens, {}))
    case 'text': // the text of a list item whose items stand close together
      return broken(inline(token.tokens ?? [token], {}))
    case 'heading':
      return prefixed(broken(inline(token.tokens, { bold: true, underline: true })), `${'#'.repeat(token.depth)} `)
    case 'code':
      return prefixed(plain(token.text.replace(/\n$/, ''), { code: true }), '  ')
    case 'blockquote':
      return prefixed(blocks(token.tokens, true), '┃ ', '┃ ')
    case 'list':
      return token.items.flatMap((item, index) => itemLines(token, item, index))
    case 'table':
      return [token.header, ...token.rows].map((cells, row) =>
        cells.flatMap(({ tokens }, column) => [
          ...(column > 0 ? [{ text: ' │ ', dim: true as const }] : []),
          ...inline(tokens, row === 0 ? { bold: true } : {}),
        ]),
      )
    case 'hr':
      return [[{ text: '────', dim: true }]]
    case 'html':
      return plain(token.raw.trim(), {})
    default: // space and link definitions show nothing
      return []
  }
}

function itemLines({ ordered, start, loose }: Tokens.List, item: Tokens.ListItem, index: number): Piece[][] {
  const bullet = ordered ? `${Number(start) + index}. ` : '• '
  const mark = item.task ? `${item.checked ? '☑' : '☐'} ` : ''
  const inner = item.tokens.filter(({ type }) => type !== 'checkbox')
  return prefixed(blocks(inner, loose), bullet + mark, ' '.repeat(bullet.length))
}

function inline(tokens: readonly Token[], looks: Looks): Piece[] {
  return (tokens as MarkedToken[]).flatMap((token) => pieces(token, looks))
}

function pieces(token: MarkedToken, looks: Looks): Piece[] {
  switch (token.type) {
    case 'text':
    case 'html':
      return [{ ...looks, text: token.raw }]
    case 'escape':
      return [{ ...looks, text: token.text }]
    case 'codespan':
      return [{ ...looks, text: token.text, code: true }]
    case 'strong':
      return inline(token.tokens, { ...looks, bold: true })
    case 'em':
      return inline(token.tokens, { ...looks, italic: true })
    case 'del':
      return inline(token.tokens, { ...looks, strikethrough: true })
    case 'br':
      return [{ text: '\n' }]
    case 'link':
    case 'image': {
      const label = inline(token.tokens, { ...looks, underline: true })
      const same = label.map(({ text }) => text).join('') === token.href
      return same ? label : [...label, { text: ` (${token.href})`, dim: true }]
    }
    default:
      return []
  }
}

/** Line breaks inside of pieces begin new lines. */
function broken(all: readonly Piece[]): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const { text, ...looks } of all)
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)!.push({ ...looks, text: part })
    }
  return lines
}

const plain = (text: string, looks: Looks): Piece[][] => broken([{ ...looks, text }])

const prefixed = (lines: Piece[][], first: string, rest = ' '.repeat(first.length)): Piece[][] =>
  lines.map((line, index) => [{ text: index === 0 ? first : rest, dim: true as const }, ...line])
