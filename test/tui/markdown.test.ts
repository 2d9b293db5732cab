import { expect, test } from 'vitest'
import { markdownSpans } from '../../tui/components/markdown.ts'
import { markdownLines } from '../../tui/state/markdown.ts'
import { widthOf } from '../../tui/state/width.ts'
import { themes } from '../../tui/theme.ts'

const shown = (markdown: string, width = 60) =>
  markdownSpans(markdown, width, themes.mono).map((spans) => spans.map(({ text }) => text).join(''))

test('blocks stand apart, and each is shown as what it is', () => {
  const message =
    '# Title\nfirst\nsecond\n\n- one\n- two\n  1. deep\n\n> quoted\n\n```js\nlet a = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |'
  expect(shown(message)).toEqual([
    '# Title',
    '',
    'first',
    'second',
    '',
    '• one',
    '• two',
    '  1. deep',
    '',
    '┃ quoted',
    '',
    '  let a = 1',
    '',
    'a │ b',
    '1 │ 2',
  ])
})

test('spans have looks, and their signs are gone', () => {
  expect(markdownLines('**b** *i* ~~s~~ `c`')).toEqual([
    [
      { text: 'b', bold: true },
      { text: ' ' },
      { text: 'i', italic: true },
      { text: ' ' },
      { text: 's', strikethrough: true },
      { text: ' ' },
      { text: 'c', code: true },
    ],
  ])
})

test('the address of a link is written out, so that a label cannot hide it', () => {
  expect(shown('[your bank](https://evil.example)')).toEqual(['your bank (https://evil.example)'])
  expect(shown('https://example.com')).toEqual(['https://example.com'])
})

test('tasks show whether they are done', () => {
  expect(shown('- [x] done\n- [ ] open')).toEqual(['• ☑ done', '• ☐ open'])
})

test('HTML and what is beyond the bounds of the grammar are shown as typed', () => {
  expect(shown('<b>x</b>')).toEqual(['<b>x</b>'])
  expect(shown(`${'>'.repeat(40)} deep`, 80)).toEqual([`${'>'.repeat(40)} deep`])
  expect(shown('   ')).toEqual([''])
})

test('no line is wider than it may be, whatever is in it', () => {
  for (const text of ['word '.repeat(50), 'x'.repeat(300), '你好👍🏽'.repeat(40), '**bold** `code` '.repeat(30)])
    for (const width of [4, 17, 60])
      for (const line of shown(text, width)) expect(widthOf(line.trimEnd())).toBeLessThanOrEqual(width)
})

test('what would drive a terminal is shown in every kind of markup', () => {
  const bad = '\u001b]8;;http://x\u0007'
  for (const message of [
    `**${bad}**`,
    `\`${bad}\``,
    `    ${bad}`,
    `[a](http://x/${bad})`,
    `| ${bad} |\n|---|`,
    `- ${bad}`,
  ])
    expect(shown(message).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})
