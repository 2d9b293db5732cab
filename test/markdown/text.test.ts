import { expect, test } from 'vitest'
import { render } from '../../src/markdown/render.ts'

test.each([
  ['#Hello', 'Hello'],
  ['**bold**, *soft*, ~~gone~~, `code`', 'bold, soft, gone, code'],
  ['one\ntwo\n\nthree', 'one\ntwo\n\nthree'],
  ['\n\n  plain  \n', 'plain'],
  ['[the docs](https://a.example/x)', 'the docs (https://a.example/x)'],
  ['[the docs](docs/x.html)', 'the docs'],
  ['https://a.example and www.a.example and a@b.example', 'https://a.example and www.a.example and a@b.example'],
  ['[a.example](https://a.example)', 'a.example'],
  ['![a cat](https://a.example/cat.png)', 'a cat (https://a.example/cat.png)'],
  ['- a\n- [x] b\n  1. c\n  2. d', '- a\n- [x] b\n  1. c\n  2. d'],
  ['3. a\n4. b', '3. a\n4. b'],
  ['> quoted\n> twice\n\nanswer', '> quoted\n> twice\n\nanswer'],
  ['```js\nif (a) {\n  b()\n}\n```\nend', 'if (a) {\n  b()\n}\n\nend'],
  ['|a|b|\n|-|-|\n|1|*2*|', 'a | b\n1 | 2'],
  ['a\n\n---\n\nb', 'a\n\n---\n\nb'],
  ['<b>x</b> &amp; y', '<b>x</b> &amp; y'],
])('[MD1] the text of %j', (markdown, text) => {
  expect(render(markdown).text).toBe(text)
})
