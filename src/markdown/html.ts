import type { MarkedToken, Token, Tokens } from 'marked'
import { escapeHtml } from './escape.ts'
import { anchor, safeHref } from './links.ts'

/** The blocks of a token tree as HTML (MD2, MD3): nothing but the tags written here, and all else escaped. */
export function blocksToHtml(tokens: Token[]): string {
  let html = ''
  let separator = ''
  for (const token of tokens as MarkedToken[]) {
    const block = blockToHtml(token)
    if (!block) continue
    html += separator + block
    separator = token.type === 'checkbox' ? '' : '\n'
  }
  return html
}

function blockToHtml(token: MarkedToken): string {
  switch (token.type) {
    case 'paragraph':
      return `<p>${inlineToHtml(token.tokens)}</p>`
    case 'text': // the text of a list item whose items stand close together
      return inlineToHtml(token.tokens ?? [token])
    case 'heading':
      return `<h${token.depth}>${inlineToHtml(token.tokens)}</h${token.depth}>`
    case 'code':
      return codeToHtml(token)
    case 'blockquote':
      return `<blockquote>\n${blocksToHtml(token.tokens)}\n</blockquote>`
    case 'list':
      return listToHtml(token)
    case 'table':
      return tableToHtml(token)
    case 'hr':
      return '<hr>'
    case 'html':
      return `<p>${literal(token.raw.trim())}</p>`
    case 'checkbox':
      return checkbox(token)
    default: // space and link definitions show nothing
      return ''
  }
}

/** `inLink`: inside a link's text, where HTML allows no other link. */
function inlineToHtml(tokens: Token[], inLink = false): string {
  let html = ''
  for (const token of tokens as MarkedToken[]) html += spanToHtml(token, inLink)
  return html
}

function spanToHtml(token: MarkedToken, inLink: boolean): string {
  switch (token.type) {
    case 'text':
    case 'html':
      return literal(token.raw) // not `.text`, where marked has replaced character references (MD2: shown as typed)
    case 'escape':
      return escapeHtml(token.text)
    case 'strong':
    case 'em':
    case 'del':
      return `<${token.type}>${inlineToHtml(token.tokens, inLink)}</${token.type}>`
    case 'codespan':
      return `<code>${escapeHtml(token.text)}</code>`
    case 'br':
      return '<br>'
    case 'link':
    case 'image':
      return linkToHtml(token, inLink)
    case 'checkbox':
      return checkbox(token)
    default:
      return ''
  }
}

function linkToHtml(token: Tokens.Link | Tokens.Image, inLink: boolean): string {
  const href = inLink ? null : safeHref(token.href)
  if (href !== null) return anchor(href, token.title, inlineToHtml(token.tokens, true) || escapeHtml(token.href))
  // `<scheme:anything>` is shown as typed, brackets and all: it was never meant as a link.
  if (token.type === 'link' && token.autolink) return escapeHtml(token.raw)
  return inlineToHtml(token.tokens, inLink)
}

function codeToHtml({ lang, text }: Tokens.Code): string {
  const language = /^[\w+#.-]{1,40}(?=\s|$)/.exec(lang ?? '')?.[0]
  const attribute = language ? ` class="language-${language}"` : ''
  return `<pre><code${attribute}>${escapeHtml(text.endsWith('\n') || !text ? text : `${text}\n`)}</code></pre>`
}

function listToHtml({ ordered, start, items }: Tokens.List): string {
  const tag = ordered ? 'ol' : 'ul'
  const from = ordered && start !== 1 ? ` start="${Number(start)}"` : ''
  return `<${tag}${from}>\n${items.map((item) => `<li>${blocksToHtml(item.tokens)}</li>\n`).join('')}</${tag}>`
}

function tableToHtml({ header, rows }: Tokens.Table): string {
  const body = rows.length ? `<tbody>\n${rows.map((row) => rowToHtml('td', row)).join('')}</tbody>\n` : ''
  return `<table>\n<thead>\n${rowToHtml('th', header)}</thead>\n${body}</table>`
}

function rowToHtml(tag: 'td' | 'th', cells: Tokens.TableCell[]): string {
  const html = cells.map(({ align, tokens }) => {
    return `<${tag}${align ? ` align="${align}"` : ''}>${inlineToHtml(tokens)}</${tag}>`
  })
  return `<tr>${html.join('')}</tr>\n`
}

function checkbox({ checked }: Tokens.Checkbox): string {
  return `<input type="checkbox" disabled${checked ? ' checked' : ''}> `
}

function literal(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>')
}
