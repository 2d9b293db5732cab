/** Text that is HTML already; made by `html` only. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)

type Value = Html | string | number | false | undefined | Value[]

function textOf(value: Value): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(textOf).join('')
  return value === undefined || value === false ? '' : escaped(String(value))
}

/** HTML in which every value is escaped, unless it is HTML itself. */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(String.raw({ raw: strings }, ...values.map(textOf)))

/** Prose of the documents: paragraphs, with `code` in them. */
export const prose = (markdown: string): Html[] =>
  markdown.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`)

export const inline = (text: string): Html[] =>
  text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))

export const code = (value: unknown): Html =>
  html`<pre><code>${typeof value === 'string' ? value : pretty(value)}</code></pre>`

/** JSON on as few lines as can be read. */
function pretty(value: unknown): string {
  const flat = JSON.stringify(value)
  return flat.length <= 100 ? flat : JSON.stringify(value, null, 2)
}

export const table = (heads: string[], rows: Value[][]): Html => html`<div class="wide"><table>
<thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>
`

/** An id that a link can lead to. */
export const slug = (text: string): string => text.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '')
