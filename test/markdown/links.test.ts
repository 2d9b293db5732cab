import { expect, test } from 'vitest'
import { render } from '../../src/markdown/render.ts'

const link = (href: string, label: string, title = '') =>
  `<a href="${href}"${title} rel="noopener noreferrer nofollow" target="_blank">${label}</a>`

test.each([
  ['[x](https://a.example/?b=1&c=2)', link('https://a.example/?b=1&amp;c=2', 'x')],
  ['[x](HTTP://a.example "a \\"title\\"")', link('HTTP://a.example', 'x', ' title="a &quot;title&quot;"')],
  ['[x](mailto:a@b.example)', link('mailto:a@b.example', 'x')],
  ['[x](tel:+370-5)', link('tel:+370-5', 'x')],
  ['[x](<https://a.example/b c>)', link('https://a.example/b%20c', 'x')],
  ['[x](https://a.example/я%20)', link('https://a.example/%D1%8F%20', 'x')],
  ['[**x**][y]\n\n[y]: https://a.example', link('https://a.example', '<strong>x</strong>')],
  ['https://a.example/b', link('https://a.example/b', 'https://a.example/b')],
  ['www.a.example', link('http://www.a.example', 'www.a.example')],
  ['a@b.example', link('mailto:a@b.example', 'a@b.example')],
  ['<https://a.example>', link('https://a.example', 'https://a.example')],
  ['[](https://a.example)', link('https://a.example', 'https://a.example')],
])('[MD3] %j is a link that says whose page it leaves', (markdown, html) => {
  expect(render(markdown).html).toBe(`<p>${html}</p>`)
})

test.each([
  ['[x](javascript:alert(1))', 'x'],
  ['[*x*](data:text/html,y)', '<em>x</em>'],
  ['[x](/relative)', 'x'],
  ['[x](relative.html)', 'x'],
  ['[x](#anchor)', 'x'],
  ['[x](//a.example)', 'x'],
  ['[x](https:a.example)', 'x'],
  ['[x](ftp://a.example)', 'x'],
  ['[x]()', 'x'],
  ['ftp://a.example', 'ftp://a.example'],
  ['<javascript:alert(1)>', '&lt;javascript:alert(1)&gt;'],
])('[MD3] %j is no link', (markdown, html) => {
  expect(render(markdown).html).toBe(`<p>${html}</p>`)
})

test('[MD3] an image becomes a link', () => {
  expect(render('![a cat](https://a.example/cat.png)').html).toBe(
    `<p>${link('https://a.example/cat.png', 'a cat')}</p>`,
  )
  expect(render('![](https://a.example/c)').html).toBe(`<p>${link('https://a.example/c', 'https://a.example/c')}</p>`)
  expect(render('![a cat](cat.png)').html).toBe('<p>a cat</p>')
})

test('[MD3] no link stands in a link', () => {
  const badge = '[![build](https://a.example/badge.svg)](https://a.example/build)'
  expect(render(badge).html).toBe(`<p>${link('https://a.example/build', 'build')}</p>`)
  expect(render('![a [b](https://b.example)](https://a.example)').html.match(/<a /g)).toHaveLength(1)
})
