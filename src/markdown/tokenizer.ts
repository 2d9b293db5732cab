import { type Links, Tokenizer, type Tokens } from 'marked'
import { type Budget, MAX_TRAILING, MAX_UNDERLINED } from './bounds.ts'
import { blockWork, containerWork, linesBeforeBlank, quoteWork, referenceWork } from './work.ts'

/** marked's rules, without what HTML means to them (MD2), and with an account of what they cost (MD4). */
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

  /** The first rule that is tried for a block, so each one passes here. */
  override space(src: string): Tokens.Space | undefined {
    this.budget.spend(blockWork(src.length))
    return super.space(src)
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (!this.rules.other.blockquoteStart.test(src)) return undefined
    this.budget.spend(quoteWork(src))
    return super.blockquote(src)
  }

  /** marked reads a list in a quote anew at each line without a `>`. */
  override list(src: string): Tokens.List | undefined {
    const list = super.list(src)
    if (list) this.budget.spend(containerWork(list.raw))
    return list
  }

  /** marked reads a table to its end before it looks whether the head of it makes one. */
  override table(src: string): Tokens.Table | undefined {
    const delimiters = src.indexOf('\n') + 1
    if (!delimiters) return undefined
    const delimiterRow = lineAt(src, delimiters)
    if (!/^[ |:-]+$/.test(delimiterRow) || !/[|:]/.test(delimiterRow)) return undefined
    const queued = this.lexer.inlineQueue.length
    const head = super.table(src.slice(0, delimiters) + delimiterRow)
    this.lexer.inlineQueue.length = queued // the cells of the head come again below
    if (!head) return undefined
    this.budget.cells(head.header.length * linesBeforeBlank(src))
    return super.table(src)
  }

  /** marked looks for the underline in all that follows, and does so at each line. */
  override lheading(src: string): Tokens.Heading | undefined {
    return super.lheading(src.length > MAX_UNDERLINED ? src.slice(0, src.lastIndexOf('\n', MAX_UNDERLINED) + 1) : src)
  }

  override reflink(src: string, links: Links): ReturnType<Tokenizer['reflink']> {
    const token = super.reflink(src, links)
    if (token && token.type !== 'text') this.budget.spend(referenceWork(token.href.length + (token.title?.length ?? 0)))
    return token
  }

  /** marked takes the punctuation after an address off one character at a time, and starts anew each time. */
  override url(src: string): Tokens.Link | undefined {
    const address = this.rules.inline.url.exec(src)?.[0]
    if (!address) return undefined
    const end = lastIndexNotOf('?!.,:;*_\'"~)&', address)
    return super.url(address.length - end > MAX_TRAILING ? address.slice(0, end + 1) : src)
  }
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? text.length : end)
}

function lastIndexNotOf(characters: string, text: string): number {
  let index = text.length - 1
  while (index >= 0 && characters.includes(text.charAt(index))) index--
  return index
}
