/** The single characters of a text as a person counts them: an emoji or a letter with its accents is one. */
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const plain = /^[\x20-\x7e]*$/
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u
const zero = /^\p{M}+$/u

export const graphemes = (text: string): string[] =>
  plain.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment)

/** How many cells one character takes in a terminal. */
function cells(grapheme: string): number {
  if (plain.test(grapheme)) return grapheme.length
  return zero.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1
}

export const widthOf = (text: string): number =>
  plain.test(text) ? text.length : graphemes(text).reduce((sum, one) => sum + cells(one), 0)

/** At most `most` cells of a text, with `…` where something was cut off. */
export function cut(text: string, most: number): string {
  if (most <= 0) return ''
  if (plain.test(text)) return text.length <= most ? text : `${text.slice(0, most - 1)}…`
  // A cell holds at most a few code units of what we show; the rest of a long text is never looked at.
  const start = text.length > most * 16 ? text.slice(0, most * 16) : text
  let kept = ''
  let width = 0
  let fits = ''
  for (const one of graphemes(start)) {
    width += cells(one)
    if (width <= most - 1) fits += one
    if (width > most) return `${fits}…`
    kept += one
  }
  return kept.length === text.length ? kept : `${fits}…`
}

export const pad = (text: string, width: number): string => {
  const short = cut(text, width)
  return short + ' '.repeat(Math.max(0, width - widthOf(short)))
}

export const padStart = (text: string, width: number): string => {
  const short = cut(text, width)
  return ' '.repeat(Math.max(0, width - widthOf(short))) + short
}

/** Breaks a text into lines of at most `width` cells, between words where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    let used = 0
    for (const word of paragraph.split(/(?<= )/)) {
      const length = widthOf(word.trimEnd())
      if (used > 0 && used + length > width) {
        lines.push(line.trimEnd())
        line = ''
        used = 0
      }
      if (length <= width) {
        line += word
        used += widthOf(word)
        continue
      }
      for (const one of graphemes(word)) {
        if (used + cells(one) > width) {
          lines.push(line)
          line = ''
          used = 0
        }
        line += one
        used += cells(one)
      }
    }
    lines.push(line.trimEnd())
  }
  return lines
}
