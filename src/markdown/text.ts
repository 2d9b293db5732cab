import type { MarkedToken, Token, Tokens } from 'marked'
import { safeHref } from './links.ts'

/** The blocks of a token tree as plain text, one blank line between two: what a mail or a preview shows. */
export function blocksToText(tokens: Token[], separator = '\n\n'): string {
  let text = ''
  let between = ''
  for (const token of tokens as MarkedToken[]) {
    const block = blockToText(token)
    if (!block) continue
    text += between + block
    between = token.type === 'checkbox' ? ' ' : separator
  }
  return text
}

function blockToText(token: MarkedToken): string {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
      return inlineToText(token.tokens).trim()
    case 'text': // the text of a list item whose items stand close together
      return inlineToText(token.tokens ?? [token]).trim()
    case 'code':
      return token.text.replace(/\n$/, '')
    case 'blockquote':
      return prefixLines(blocksToText(token.tokens), '> ', '> ')
    case 'list':
      return listToText(token)
    case 'table':
      return [token.header, ...token.rows].map(rowToText).join('\n')
    case 'hr':
      return '---'
    case 'html':
      return token.raw.trim()
    case 'checkbox':
      return checkbox(token)
    default: // space and link definitions show nothing
      return ''
  }
}

function inlineToText(tokens: Token[], inLink = false): string {
  let text = ''
  for (const token of tokens as MarkedToken[]) text += spanToText(token, inLink)
  return text
}

function spanToText(token: MarkedToken, inLink: boolean): string {
  switch (token.type) {
    case 'text':
    case 'html':
      return token.raw
    case 'escape':
    case 'codespan':
      return token.text
    case 'strong':
    case 'em':
    case 'del':
      return inlineToText(token.tokens, inLink)
    case 'br':
      return '\n'
    case 'link':
    case 'image':
      return linkToText(token, inLink)
    case 'checkbox':
      return `${checkbox(token)} `
    default:
      return ''
  }
}

/** `label (address)`, or the label alone where it is the address, or where MD3 leaves no link. */
function linkToText(token: Tokens.Link | Tokens.Image, inLink: boolean): string {
  const href = inLink ? null : safeHref(token.href)
  if (href === null) {
    return token.type === 'link' && token.autolink ? token.raw : inlineToText(token.tokens, inLink)
  }
  const label = inlineToText(token.tokens, true)
  if (!label) return token.href
  const same = [token.href, href].some((address) => address.replace(/^(?:mailto:|tel:|https?:\/\/)/i, '') === label)
  return same || label === token.href || label === href ? label : `${label} (${href})`
}

function listToText({ ordered, start, loose, items }: Tokens.List): string {
  const lines = items.map((item, index) => {
    const marker = ordered ? `${Number(start) + index}. ` : '- '
    return prefixLines(blocksToText(item.tokens, loose ? '\n\n' : '\n'), marker, ' '.repeat(marker.length))
  })
  return lines.join('\n')
}

function rowToText(cells: Tokens.TableCell[]): string {
  return cells.map(({ tokens }) => inlineToText(tokens).trim()).join(' | ')
}

function prefixLines(text: string, first: string, rest: string): string {
  return first + text.replaceAll('\n', `\n${rest}`)
}

function checkbox({ checked }: Tokens.Checkbox): string {
  return checked ? '[x]' : '[ ]'
}
