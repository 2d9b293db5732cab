import { expect, test } from 'vitest'
import { render } from '../../src/markdown/render.ts'
import { visibleText } from './oracles.ts'

test.each([
  '<b>bold</b>',
  'a <b onclick="x*y*z">b</b> c',
  '<div>\n**not bold**\n</div>',
  '<!-- a comment -->',
  '<https',
  '1 < 2 && 3 > 2',
  '&copy; &amp; &#65; &#x41; &nosuch;',
  '<std::string>',
  'vector<int> v;',
  '<?php echo 1 ?>',
  '"double" and \'single\'',
  '<img src="http://x.example/a_b_c.png" alt="*">',
])('[MD2] %j is shown as typed', (markdown) => {
  const { html, text } = render(markdown)
  expect(visibleText(html)).toBe(markdown)
  expect(text).toBe(markdown)
})

test('[MD2] a tag is text, so markdown goes on around it', () => {
  expect(render('<b>**x**</b>').html).toBe('<p>&lt;b&gt;<strong>x</strong>&lt;/b&gt;</p>')
  expect(render('use <pre> and **then**').html).toBe('<p>use &lt;pre&gt; and <strong>then</strong></p>')
  expect(render('the <a href> tag: https://x.example').html).toContain('<a href="https://x.example"')
})

test('[MD2] a NUL and half a surrogate pair become replacement characters', () => {
  expect(render('a\0b')).toEqual({ html: '<p>a\uFFFDb</p>', text: 'a\uFFFDb' })
  expect(render('*a*\ud800b\udc00').text).toBe('a\uFFFDb\uFFFD')
  expect(render('😀').text).toBe('😀')
})
