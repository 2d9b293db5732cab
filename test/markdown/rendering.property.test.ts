import fc from 'fast-check'
import { Lexer } from 'marked'
import { expect, test } from 'vitest'
import { Budget } from '../../src/markdown/bounds.ts'
import { options, rules } from '../../src/markdown/grammar.ts'
import { blocksToHtml } from '../../src/markdown/html.ts'
import { render } from '../../src/markdown/render.ts'
import { blocksToText } from '../../src/markdown/text.ts'
import { BoundedTokenizer } from '../../src/markdown/tokenizer.ts'
import { chatty, markdownish } from './markdownish.ts'
import { expectSafe } from './oracles.ts'

/** marked's lexer as it is, without our bounds and short cuts. */
function renderTheLongWay(markdown: string): { html: string; text: string } {
  const tokenizer = new BoundedTokenizer(new Budget())
  const lexer = new Lexer({ ...options, tokenizer })
  tokenizer.rules = rules
  const tokens = lexer.lex(markdown)
  return { html: blocksToHtml(tokens), text: blocksToText(tokens).trim() }
}

test('[F2] whatever is typed, the HTML is well formed and holds nothing but what we write', () => {
  fc.assert(
    fc.property(markdownish, (markdown) => expectSafe(render(markdown).html)),
    { numRuns: 1500 },
  )
})

test('[F2] whatever is typed, both bodies are well-formed Unicode without a NUL', () => {
  fc.assert(
    fc.property(markdownish, (markdown) => {
      for (const body of Object.values(render(markdown))) {
        expect(body.isWellFormed()).toBe(true)
        expect(body).not.toContain('\0')
      }
    }),
    { numRuns: 1000 },
  )
})

test('[MD1] the short cuts for text without markup change nothing', () => {
  fc.assert(
    fc.property(fc.oneof(chatty, markdownish), (markdown) => {
      const source = markdown.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD').toWellFormed()
      const theLongWay = renderTheLongWay(source)
      if (theLongWay.text !== '') expect(render(markdown)).toEqual(theLongWay)
    }),
    { numRuns: 4000 },
  )
})

test('[MD1] a message that is not blank never becomes an empty one', () => {
  fc.assert(
    fc.property(markdownish, (markdown) => {
      const { html, text } = render(markdown)
      expect(text === '').toBe(markdown.trim() === '')
      expect(html === '').toBe(text === '')
    }),
    { numRuns: 1000 },
  )
})
