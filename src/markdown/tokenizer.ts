import { type Links, Tokenizer, type Tokens } from 'marked'
import { type Budget, MAX_CELLS, referenceWork } from './bounds.ts'

/** marked's rules, without what HTML means to them (MD2) and with what a bound has to know beforehand (MD4). */
export class BoundedTokenizer extends Tokenizer {
  private readonly budget: Budget

  constructor(budget: Budget) {
    super()
    this.budget = budget
  }

  /** Unlike marked's own, an `<a>` or a `<pre>` does not change how the rest of the message is lexed (MD2). */
  override tag(src: string): Tokens.Tag | undefined {
    if (!src.startsWith('<')) return undefined
    const raw = this.rules.inline.tag.exec(src)?.[0]
    return raw ? { type: 'html', block: false, inLink: false, inRawBlock: false, raw, text: raw } : undefined
  }

  /** marked's rule reads the table to its end before it notices that `---` is the line under a heading. */
  override table(src: string): Tokens.Table | undefined {
    const header = src.indexOf('\n')
    if (header < 0) return undefined
    const end = src.indexOf('\n', header + 1)
    const delimiters = src.slice(header + 1, end < 0 ? src.length : end)
    if (!/^[ |:-]*[|:][ |:-]*$/.test(delimiters)) return undefined
    const columns = delimiters.split('|').length
    const rows = src.split('\n', MAX_CELLS).length
    return columns * rows > MAX_CELLS ? undefined : super.table(src)
  }

  override reflink(src: string, links: Links): ReturnType<Tokenizer['reflink']> {
    const token = super.reflink(src, links)
    if (!token || token.type === 'text') return token
    if (this.budget.spend(referenceWork(token.href.length + (token.title?.length ?? 0)))) return token
    return { type: 'text', raw: src.charAt(0), text: src.charAt(0) }
  }

  /** marked takes the punctuation after an address off one character at a time, and starts anew each time. */
  override url(src: string): Tokens.Link | undefined {
    const address = this.rules.inline.url.exec(src)?.[0]
    if (!address) return undefined
    const end = lastIndexNotOf('?!.,:;*_\'"~)&', address)
    return super.url(address.length - end > MAX_TRAILING ? address.slice(0, end + 1) : src)
  }
}

const MAX_TRAILING = 16

function lastIndexNotOf(characters: string, text: string): number {
  let index = text.length - 1
  while (index >= 0 && characters.includes(text.charAt(index))) index--
  return index
}
