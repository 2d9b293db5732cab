/**
 * MD4: marked is quadratic in places and recurses without an end. These bounds keep any input of 10,000
 * characters under 50 ms. They depend on the text alone, never on a clock, so a message always renders the
 * same. No message that a person writes comes near them; the part of a message that does is shown as typed.
 */

/** UTF-16 units of a message: 10,000 characters, each of them outside the basic plane. */
export const MAX_LENGTH = 20_000
/** Quotes and list items inside one another. */
export const MAX_BLOCK_DEPTH = 16
/** Emphasis, strikethrough and link texts inside one another. */
export const MAX_INLINE_DEPTH = 16
/** Cells of a table. A line of bars over many short rows makes a million out of 10,000 characters. */
export const MAX_CELLS = 10_000
/** What `Budget` gives a message. One unit is about 3 ns. */
export const MAX_WORK = 4_000_000

/** The work one message may cost, counted before it is done. */
export class Budget {
  private left = MAX_WORK

  /** False when there is not so much left; then this piece must be shown as typed. */
  spend(work: number): boolean {
    this.left -= work
    return this.left >= 0
  }
}

/** Lexing one block: some forty rules, a few of which look at all that follows. */
export function blockWork(length: number): number {
  return 1000 + length / 4
}

/**
 * Lexing one run of inline text: each delimiter of emphasis may be tried against each other one, and each
 * special character may make a rule look at the whole run.
 */
export function inlineWork(src: string): number {
  let specials = 0
  let delimiters = 0
  let previous = 0
  for (let i = 0; i < src.length; i++) {
    const code = src.charCodeAt(i)
    switch (code) {
      case 42: // *
      case 95: // _
      case 126: // ~
        if (code !== previous) delimiters++
        specials++
        break
      case 33: // !
      case 60: // <
      case 91: // [
      case 92: // \
      case 96: // `
        specials++
    }
    previous = code
  }
  return 300 + 20 * delimiters * delimiters + specials * src.length
}

/** A link definition is written once, but is copied wherever it is used. */
export function referenceWork(length: number): number {
  return 20 * length
}
