/**
 * MD4: marked is quadratic in places and recurses without an end. These bounds keep any input of 10,000
 * characters under 50 ms. They depend on the text alone, never on a clock, so a message always renders the
 * same. No message that a person writes comes near them; one that goes beyond is shown as typed.
 */

/** UTF-16 units of a message: 10,000 characters, each of them outside the basic plane. */
const MAX_LENGTH = 20_000
/** Spaces and tabs in a row. */
const MAX_BLANKS = 400
/** Quotes and list items opened on one line. */
const MAX_MARKERS = 32
/** Quotes and list items inside one another. */
const MAX_BLOCK_DEPTH = 16
/** Emphasis, strikethrough and link texts inside one another. */
const MAX_INLINE_DEPTH = 16
/** Cells of a table. A line of bars over many short rows makes a million out of 10,000 characters. */
const MAX_CELLS = 10_000
/** Work units of a message; one is about 3 ns. See work.ts. */
const MAX_WORK = 3_000_000
/** UTF-16 units of a heading underlined with `===` or `---`. A longer one is a paragraph. */
export const MAX_UNDERLINED = 500
/** Punctuation after an address that is looked at one character at a time. */
export const MAX_TRAILING = 16

const TOO_MANY_MARKERS = new RegExp(
  `^(?:[ \\t]*(?:(?:[*+-]|\\d{1,9}[.)])[ \\t]|>)){${MAX_MARKERS + 1}}(?![-*\\s]*$)`,
  'm',
)

/** Whether the message goes beyond what a look at its characters can tell. */
export function isBeyondBounds(markdown: string): boolean {
  return markdown.length > MAX_LENGTH || longestBlank(markdown) > MAX_BLANKS || TOO_MANY_MARKERS.test(markdown)
}

function longestBlank(text: string): number {
  let longest = 0
  let run = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    run = code === 32 || code === 9 ? run + 1 : 0
    if (run > longest) longest = run
  }
  return longest
}

/** Thrown inside the lexer; `render` then shows the message as typed. */
export class BeyondBounds extends Error {}

/**
 * What one message may still cost and how deep it is in. A piece is counted before it is lexed, or, where only lexing
 * tells its size, at once after.
 */
export class Budget {
  private work = MAX_WORK
  private blockDepth = 0
  private inlineDepth = 0

  spend(work: number): void {
    this.work -= work
    if (this.work < 0) throw new BeyondBounds('work')
  }

  cells(count: number): void {
    if (count > MAX_CELLS) throw new BeyondBounds('cells')
  }

  insideBlock<T>(lex: () => T): T {
    if (++this.blockDepth > MAX_BLOCK_DEPTH) throw new BeyondBounds('block depth')
    const result = lex()
    this.blockDepth--
    return result
  }

  insideInline<T>(lex: () => T): T {
    if (++this.inlineDepth > MAX_INLINE_DEPTH) throw new BeyondBounds('inline depth')
    const result = lex()
    this.inlineDepth--
    return result
  }
}
