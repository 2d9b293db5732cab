/**
 * What lexing may cost, in units of about 3 ns, as a search for the slowest input found it (MD4): upper bounds
 * that are quick to count. Ordinary markdown costs far less than they say.
 */

/** One block: a dozen rules, a few of which look at all that follows. */
export function blockWork(length: number): number {
  return 1000 + length / 4
}

/** What is inside a quote or a list item: its lines are read one by one, and again at each depth. */
export function containerWork(src: string): number {
  return 400 * countLines(src, src.length)
}

/** A quote. One in a quote is read anew at each line without its `>`. */
export function quoteWork(src: string): number {
  return 400 * linesBeforeBlank(src)
}

/** The most lines that a quote or a table at the beginning of `src` can have. */
export function linesBeforeBlank(src: string): number {
  const end = src.indexOf('\n\n')
  return countLines(src, end < 0 ? src.length : end)
}

function countLines(src: string, length: number): number {
  let lines = 1
  for (let end = src.indexOf('\n'); end >= 0 && end < length; end = src.indexOf('\n', end + 1)) lines++
  return lines
}

/**
 * One run of inline text: each `[` and `<` may make a rule look at the whole run; in a word without a space, which
 * may be an address or a link, each punctuation mark makes rules look at the whole word; and each character before
 * an `@` may begin an address. A backtick after a backslash leaves its neighbour without a partner, and that one is
 * looked for to the end, twice. What emphasis costs cannot be told beforehand: see metered.ts.
 */
export function inlineWork(src: string): number {
  let brackets = 0
  let lonelyTicks = 0
  let words = 0
  let punctuation = 0
  let wordStart = 0
  let addressStart = 0
  for (let i = 0; i < src.length; i++) {
    const code = src.charCodeAt(i)
    if (code === SPACE || code === NEWLINE) {
      words += punctuation * (i - wordStart)
      punctuation = 0
      wordStart = addressStart = i + 1
    } else if (code < 128 && !isAlphanumeric(code)) {
      punctuation++
      if (code === BRACKET || code === ANGLE) {
        brackets++
      } else if (code === AT) {
        words += (i - addressStart) ** 2
        addressStart = i + 1
      } else if (code === TICK && src.charCodeAt(i - 1) === BACKSLASH) {
        lonelyTicks++
      }
    }
  }
  words += punctuation * (src.length - wordStart)
  return 300 + (brackets / 3 + lonelyTicks * 3) * src.length + words
}

const NEWLINE = 10
const SPACE = 32
const ANGLE = 60 // <
const AT = 64 // @
const BRACKET = 91 // [
const BACKSLASH = 92
const TICK = 96 // `

function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
}

/** A link definition is written once, but is copied wherever it is used. */
export function referenceWork(length: number): number {
  return 20 * length
}

/** One search for the end of an emphasis, over so many characters. */
export function searchWork(length: number): number {
  return 60 + 5 * length
}
