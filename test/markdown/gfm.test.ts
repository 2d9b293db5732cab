import { expect, test } from 'vitest'
import { render } from '../../src/markdown/render.ts'

test.each([
  ['Hello', '<p>Hello</p>'],
  ['one\ntwo\r\nthree', '<p>one<br>two<br>three</p>'],
  ['one\n\ntwo', '<p>one</p>\n<p>two</p>'],
  [
    '*a* _b_ **c** __d__ ~~e~~ `f`',
    '<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del> <code>f</code></p>',
  ],
  ['snake_case_name 2*3*4', '<p>snake_case_name 2<em>3</em>4</p>'],
  ['Title\n===', '<h1>Title</h1>'],
  ['---', '<hr>'],
  ['- a\n- b\n  - c', '<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul></li>\n</ul>'],
  ['- a\n\n- b', '<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>'],
  ['1. a\n2. b', '<ol>\n<li>a</li>\n<li>b</li>\n</ol>'],
  ['7) a', '<ol start="7">\n<li>a</li>\n</ol>'],
  [
    '- [x] done\n- [ ] open',
    '<ul>\n<li><input type="checkbox" disabled checked> done</li>\n<li><input type="checkbox" disabled> open</li>\n</ul>',
  ],
  ['> a\n> b', '<blockquote>\n<p>a<br>b</p>\n</blockquote>'],
  [
    '|a|b|c|\n|:-|:-:|-:|\n|1|**2**|',
    '<table>\n<thead>\n<tr><th align="left">a</th><th align="center">b</th><th align="right">c</th></tr>\n</thead>\n' +
      '<tbody>\n<tr><td align="left">1</td><td align="center"><strong>2</strong></td><td align="right"></td></tr>\n</tbody>\n</table>',
  ],
  ['|a|\n|-|', '<table>\n<thead>\n<tr><th>a</th></tr>\n</thead>\n</table>'],
  ['```c++\na < b\n```', '<pre><code class="language-c++">a &lt; b\n</code></pre>'],
  ['```ts title="x"\na\n```', '<pre><code class="language-ts">a\n</code></pre>'],
  ['```"x"\na\n```', '<pre><code>a\n</code></pre>'],
  ['a\n```\n```', '<p>a</p>\n<pre><code></code></pre>'],
  ['~~~\nunfinished', '<pre><code>unfinished\n</code></pre>'],
  ['\\*a\\*', '<p>*a*</p>'],
  ['', ''],
  [' \n\t\n', ''],
])('[MD1] %j', (markdown, html) => {
  expect(render(markdown).html).toBe(html)
})

test('[MD1] a message that would show nothing is shown as typed', () => {
  expect(render('```\n```').html).toBe('<p>```<br>```</p>')
  expect(render('[a]: https://x.example').html).toBe('<p>[a]: https://x.example</p>')
})
