import { Lexer, type Token, Tokenizer, type Tokens, type TokensList } from 'marked'
import { Budget, blockWork, inlineWork, MAX_BLOCK_DEPTH, MAX_INLINE_DEPTH } from './bounds.ts'
import { options, rules } from './grammar.ts'
import { BoundedTokenizer } from './tokenizer.ts'

/** The token tree of a message. Within the bounds (MD4) it is marked's; what goes beyond them is plain text in it. */
export function lex(markdown: string): TokensList {
  return new BoundedLexer(new Budget()).lex(markdown)
}

class BoundedLexer extends Lexer {
  private readonly budget: Budget
  private blockDepth = 0
  private inlineDepth = 0

  constructor(budget: Budget) {
    const tokenizer = new BoundedTokenizer(budget)
    // Asked before each block, with all that is left of the text.
    const bound = (src: string) => (budget.spend(blockWork(src.length)) ? undefined : plainBlock(src))
    super({ ...options, tokenizer, extensions: { renderers: {}, childTokens: {}, block: [bound] } })
    tokenizer.rules = rules
    this.budget = budget
  }

  override blockTokens(src: string, tokens?: Token[], lastParagraphClipped?: boolean): Token[]
  override blockTokens(src: string, tokens?: TokensList, lastParagraphClipped?: boolean): TokensList
  override blockTokens(src: string, tokens: Token[] = [], lastParagraphClipped = false): Token[] {
    if (this.blockDepth >= MAX_BLOCK_DEPTH) {
      tokens.push(plainBlock(src))
      return tokens
    }
    this.blockDepth++
    try {
      return super.blockTokens(src, tokens, lastParagraphClipped)
    } finally {
      this.blockDepth--
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (this.inlineDepth >= MAX_INLINE_DEPTH || !this.budget.spend(inlineWork(src))) return plainTokens(src, tokens)
    this.inlineDepth++
    try {
      return super.inlineTokens(src, tokens)
    } finally {
      this.inlineDepth--
    }
  }
}

function plainBlock(src: string): Tokens.Paragraph {
  return { type: 'paragraph', raw: src, text: src, tokens: plainTokens(src, []) }
}

function plainTokens(src: string, tokens: Token[]): Token[] {
  for (const [index, line] of src.split('\n').entries()) {
    if (index > 0) tokens.push({ type: 'br', raw: '\n' })
    if (line) tokens.push({ type: 'text', raw: line, text: line })
  }
  return tokens
}
