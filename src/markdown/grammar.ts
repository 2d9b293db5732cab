import { Lexer, Tokenizer } from 'marked'

type Rules = Tokenizer['rules']

/**
 * MD1: what may follow the hashes of a heading besides GitHub's whitespace or end of line: a letter (ASCII, or
 * anything beyond ASCII). So `#Hello` is a heading, while `#1`, `#!/bin/sh` and `#-x` stay text, and so does a
 * line of nothing but hashtags (`#cats #dogs`).
 */
const LETTER = '[A-Za-z\\x80-\\uffff]'
const HASHTAGS = `\\S*(?:[ \\t]+#${LETTER}[^\\s#]*)+[ \\t]*(?:\\n|$)`
const AFTER_HASHES = `\\s|$|(?=${LETTER})(?!${HASHTAGS})`

/** What marked is asked for: GitHub's grammar, and a line break is a line break, as people in a chat expect. */
export const options = { gfm: true, breaks: true, pedantic: false } as const

/** marked's own grammar, where a heading needs no space (MD1). */
export const rules: Rules = withSpacelessHeadings(standardRules())

function standardRules(): Rules {
  const tokenizer = new Tokenizer()
  new Lexer({ ...options, tokenizer }) // hands the tokenizer its rules, helpers included
  return tokenizer.rules
}

function withSpacelessHeadings({ block, inline, other }: Rules): Rules {
  const beginAtIndent = [1, 2, 3, 4].map((indent) => spaceless(other.headingBeginRegex(indent)))
  return {
    inline,
    block: {
      ...block,
      heading: spaceless(block.heading),
      lheading: spaceless(block.lheading),
      paragraph: spaceless(block.paragraph),
      blockquote: spaceless(block.blockquote),
      table: spaceless(block.table),
    },
    other: { ...other, headingBeginRegex: (indent) => beginAtIndent[Math.max(0, Math.min(3, indent - 1))]! },
  }
}

/** Widens every "hashes, then whitespace" in a rule; throws at start-up should another marked word it differently. */
function spaceless(rule: RegExp): RegExp {
  const source = rule.source.replaceAll(
    /(#\{1,6\}\)?)(\(\?[:=])\\s\|\$\)/g,
    `$1$2${AFTER_HASHES.replaceAll('$', '$$$$')})`,
  )
  if (source === rule.source) throw new Error(`marked words its headings in another way: ${rule.source}`)
  return new RegExp(source, rule.flags)
}
