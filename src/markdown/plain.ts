import { escapeHtml } from './escape.ts'

export interface Rendered {
  /** Safe to put in a page. */
  html: string
  /** The same without markup. */
  text: string
}

/**
 * Anything that may begin a span: the special characters, and the starts of addresses, which need none. Like
 * `BLOCK`, it may say yes too often, which only costs time; a no must be true.
 */
const SPAN = /[\\`*_~[<@]|:\/\/|www\.|mailto:|xmpp:/i

/** Anything that may make a block: whitespace that markdown drops or folds, a table, what opens a block on a line. */
const BLOCK = /[|\t]|[^\S ]{2}|[^\S\n ]|(?:^|\n)(?:[ #>+=:-]|\d{1,9}[.)]|$)| (?:\n|$)/

/** Whether markdown would change nothing in it but mark the line breaks. */
export function isPlain(markdown: string): boolean {
  return !SPAN.test(markdown) && !BLOCK.test(markdown)
}

/** The same for the text inside a block. White space at the end may belong to a line break. */
export function hasNoSpans(text: string): boolean {
  return !SPAN.test(text) && !/\s$/.test(text)
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
