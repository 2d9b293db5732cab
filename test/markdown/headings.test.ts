import { expect, test } from 'vitest'
import { render } from '../../src/markdown/render.ts'

test.each([
  ['#Hello', '<h1>Hello</h1>'],
  ['# Hello', '<h1>Hello</h1>'],
  ['###### six', '<h6>six</h6>'],
  ['######six', '<h6>six</h6>'],
  ['##Привет, мир ##', '<h2>Привет, мир</h2>'],
  ['#😀', '<h1>😀</h1>'],
  ['  #Hello', '<h1>Hello</h1>'],
  ['#Hello *you*', '<h1>Hello <em>you</em></h1>'],
  ['before\n#Hello\nafter', '<p>before</p>\n<h1>Hello</h1>\n<p>after</p>'],
  ['> #Hello', '<blockquote>\n<h1>Hello</h1>\n</blockquote>'],
  ['- #Hello', '<ul>\n<li><h1>Hello</h1></li>\n</ul>'],
  ['- item\n#Hello', '<ul>\n<li>item</li>\n</ul>\n<h1>Hello</h1>'],
  ['#Hello #', '<h1>Hello</h1>'],
])('[MD1] %j is a heading', (markdown, html) => {
  expect(render(markdown).html).toBe(html)
})

test.each([
  ['#1 is done', '<p>#1 is done</p>'],
  ['see\n#123', '<p>see<br>#123</p>'],
  ['#!/bin/sh', '<p>#!/bin/sh</p>'],
  ['#-x', '<p>#-x</p>'],
  ['#######seven', '<p>#######seven</p>'],
  ['C#Hello', '<p>C#Hello</p>'],
  ['\\#Hello', '<p>#Hello</p>'],
  ['#cats #dogs', '<p>#cats #dogs</p>'],
  ['look\n#cats #dogs #птицы', '<p>look<br>#cats #dogs #птицы</p>'],
  ['`#Hello`', '<p><code>#Hello</code></p>'],
  ['#', '<p>#</p>'],
])('[MD1] %j is not', (markdown, html) => {
  expect(render(markdown).html).toBe(html)
})

test('[MD1] a line in code that looks like a heading is code', () => {
  expect(render('```\n#Hello\n```').html).toBe('<pre><code>#Hello\n</code></pre>')
  expect(render('    #Hello').html).toBe('<pre><code>#Hello\n</code></pre>')
})
