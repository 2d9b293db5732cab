import { escapeHtml } from './escape.ts'

export interface Rendered {
  /** Safe to put in a page. */
  html: string
  /** The same without markup. */
  text: string
}

/**
 * Anything that may mean something to the lexer: the inline characters and the starts of autolinks anywhere,
 * then whitespace that markdown would drop or fold, then what opens a block at the start of a line.
 * It may say yes too often, which only costs time; a no must be true.
 */
const INLINE = /[\\`*_~[\]<|@\t]|:\/\/|www\.|mailto:|xmpp:/i
const BLOCK = /[^\S ]{2}|[^\S\n ]|(?:^|\n)(?:[ #>+=:-]|\d{1,9}[.)]|$)| (?:\n|$)/

/** Whether markdown would change nothing in it but mark the line breaks. */
export function isPlain(markdown: string): boolean {
  return !INLINE.test(markdown) && !BLOCK.test(markdown)
}

/** Every character as typed: one paragraph for each run of lines, a break for each line. */
export function renderPlain(markdown: string): Rendered {
  const text = markdown.trim()
  if (text === '') return { html: '', text }
  const escaped = escapeHtml(text)
  if (!escaped.includes('\n')) return { html: `<p>${escaped}</p>`, text }
  const paragraphs = escaped.split(/\n\s*\n/).map((lines) => `<p>${lines.replaceAll('\n', '<br>')}</p>`)
  return { html: paragraphs.join('\n'), text }
}
