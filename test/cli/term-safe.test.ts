import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonSafe, termSafe, termSafeLines } from '../../cli/term-safe.ts'

test.each([
  ['an escape sequence', '\x1b[31mred', '␛[31mred'],
  ['a clipboard sequence', '\x1b]52;c;x\x07', '␛]52;c;x␇'],
  ['line breaks and tabs', 'a\r\n\tb', 'a␍␊␉b'],
  ['DEL and C1', '\x7f\x9b', '␡<9B>'],
  ['bidi', 'a\u202eb\u2066\u200f\u061c', 'a<202E>b<2066><200F><61C>'],
  ['zero-width', '\u200b\u200d\u2060\ufeff\u00ad', '<200B><200D><2060><FEFF><AD>'],
  ['tags', '\u{e0041}', '<E0041>'],
  ['lone surrogates', 'a\ud800b\udc00', 'a<D800>b<DC00>'],
  ['line separators', '\u2028', '<2028>'],
  ['a pile of marks', `e${'\u0301'.repeat(10_000)}!`, `e${'\u0301'.repeat(8)}<+9992 marks>!`],
])('%s becomes visible', (_what, text, shown) => {
  expect(termSafe(text)).toBe(shown)
})

test('letters of any language, accents and emoji stay as they are', () => {
  for (const text of ['Привет, é 日本語 العربية', '❤️ 👍🏽 🇷🇺 e\u0301']) expect(termSafe(text)).toBe(text)
})

test('text of several lines keeps its line breaks and tabs, and nothing else', () => {
  expect(termSafeLines('a\r\n\tb\x1b\rc')).toBe('a\n\tb␛␍c')
})

test('JSON made safe is the same JSON, with no character left that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.anything({ values: [fc.string({ unit: 'binary' })] }), (value) => {
      const json = JSON.stringify(value) ?? 'null'
      expect(JSON.parse(jsonSafe(json))).toEqual(JSON.parse(json))
      expect(jsonSafe(json)).not.toMatch(/[\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]/)
    }),
  )
  expect(jsonSafe('"\u009b\u{e0041}"')).toBe('"\\u009b\\udb40\\udc41"')
})
