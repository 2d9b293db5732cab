import type { TokensList } from 'marked'
import { isBeyondBounds } from './bounds.ts'
import { blocksToHtml } from './html.ts'
import { lex } from './lexer.ts'
import { isPlain, type Rendered, renderPlain } from './plain.ts'
import { blocksToText } from './text.ts'

/**
 * A message as it was typed, for a page and as plain text (MD1–MD4). Safe by construction: only the tags this
 * folder writes are tags, all else is escaped, so nobody has to sanitise the HTML again. It never throws.
 */
export function render(markdown: string): Rendered {
  const source = normalise(markdown)
  const tokens = tokensOf(source)
  const text = tokens ? blocksToText(tokens).trim() : ''
  // Only link definitions, only an empty heading: what was typed rather than an empty message.
  return tokens === undefined || text === '' ? renderPlain(source) : { html: blocksToHtml(tokens), text }
}

/** The token tree of what `normalise` gave; undefined where the message is shown as it was typed. It never throws. */
export function tokensOf(source: string): TokensList | undefined {
  if (isPlain(source) || isBeyondBounds(source)) return undefined
  try {
    return lex(source)
  } catch {
    return undefined // BeyondBounds, or an error in marked, of which none is known
  }
}

/** One kind of line break, and no character that a page, a mail or a database would not carry. */
export function normalise(markdown: string): string {
  return markdown.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD').toWellFormed()
}
