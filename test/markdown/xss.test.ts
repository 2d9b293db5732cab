import { expect, test } from 'vitest'
import { render } from '../../src/markdown/render.ts'
import { expectSafe } from './oracles.ts'
import { FORBIDDEN_ADDRESSES, XSS_CORPUS } from './xss-corpus.ts'

test.each(XSS_CORPUS)('[F2] no script comes out of %j', (markdown) => {
  expectSafe(render(markdown).html)
})

test('[F2] nor where it stands in a list, a quote, a table, a heading, a link', () => {
  const places = [(x: string) => `- ${x}`, (x: string) => `> ${x}`, (x: string) => `#${x}`, (x: string) => `**${x}**`]
  places.push(
    (x) => `|a|\n|-|\n|${x}|`,
    (x) => `[${x}](https://x.example)`,
    (x) => `text ${x} text\n${x}`,
  )
  for (const markdown of XSS_CORPUS) for (const place of places) expectSafe(render(place(markdown)).html)
})

test.each(FORBIDDEN_ADDRESSES)('[MD3] no link points to %j', (address) => {
  const spellings = [`[x](${address})`, `[x](<${address}>)`, `![x](${address})`, `[x]: ${address}\n\n[x]`]
  for (const markdown of spellings) expect(render(markdown).html).not.toMatch(/<a href="(?!https:\/\/x\.example\*)/)
})
