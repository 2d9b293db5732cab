import { Lexer, type Token, type TokensList } from 'marked'
import { Budget } from './bounds.ts'
import { options, rules } from './grammar.ts'
import { meteredRules } from './metered.ts'
import { hasNoSpans } from './plain.ts'
import { BoundedTokenizer } from './tokenizer.ts'
import { containerWork, inlineWork } from './work.ts'

/** The token tree of a message, which is marked's. It throws `BeyondBounds` (MD4). */
export function lex(markdown: string): TokensList {
  return new BoundedLexer(new Budget()).lex(markdown)
}

class BoundedLexer extends Lexer {
  private readonly budget: Budget

  constructor(budget: Budget) {
    const tokenizer = new BoundedTokenizer(budget)
    super({ ...options, tokenizer })
    tokenizer.rules = meteredRules(rules, budget) // the constructor has just given it the standard ones
    this.budget = budget
  }

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[]
  override blockTokens(src: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList
  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped = false): Token[] {
    this.budget.spend(containerWork(src))
    return this.budget.insideBlock(() => super.blockTokens(src, tokens, lastParagraphClipped))
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (hasNoSpans(src)) return plainTokens(src, tokens)
    this.budget.spend(inlineWork(src))
    return this.budget.insideInline(() => super.inlineTokens(src, tokens))
  }
}

/** What marked's inline rules make of lines without a span in them. */
function plainTokens(src: string, tokens: Token[]): Token[] {
  for (const [index, line] of src.split(/ *\n[ \t]*/).entries()) {
    if (index > 0) tokens.push({ type: 'br', raw: '\n' })
    if (line) tokens.push({ type: 'text', raw: line, text: line })
  }
  return tokens
}
