/**
 * What a terminal would obey, hide or reorder: controls, bidi marks and overrides, zero-width and other invisible
 * characters, line separators, tags, lone surrogates; not the selectors that emoji are made with.
 */
const unsafe = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\ufe00-\ufe0f]]/gv

/** More marks on one character than any script sets: piled up by the thousand they hide the lines around. */
const piled = /(?<=\p{M}{8})\p{M}+/gu

function visible(character: string): string {
  const code = character.codePointAt(0)!
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  if (code === 0x7f) return '␡'
  return `<${code.toString(16).toUpperCase().padStart(2, '0')}>`
}

/** Text of others as it may go to a terminal: what would drive or deceive it becomes visible (`␛`, `<202E>`). */
export const termSafe = (text: string): string => text.replace(unsafe, visible).replace(piled, counted)

/** The same for text of several lines: line breaks and tabs stay. */
export const termSafeLines = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(unsafe, (found) => (found === '\n' || found === '\t' ? found : visible(found)))
    .replace(piled, counted)

const counted = (marks: string) => `<+${marks.length} marks>`

/** JSON that a terminal shows as it is: the same characters as `\uXXXX`, so that no reader loses anything. */
export const jsonSafe = (json: string): string =>
  json.replace(unsafe, (found) => (found < ' ' ? found : escaped(found))).replace(piled, escaped)

const escaped = (text: string) =>
  text
    .split('')
    .map((unit) => `\\u${hex(unit)}`)
    .join('')

const hex = (unit: string) => unit.charCodeAt(0).toString(16).padStart(4, '0')
