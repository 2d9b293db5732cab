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
export const rules: Rules = adapted(standardRules())

function standardRules(): Rules {
  const tokenizer = new Tokenizer()
  new Lexer({ ...options, tokenizer }) // hands the tokenizer its rules, helpers included
  return tokenizer.rules
}

function adapted({ block, inline, other }: Rules): Rules {
  const beginAtIndent = [1, 2, 3, 4].map((indent) => spaceless(other.headingBeginRegex(indent)))
  return {
    inline: { ...inline, delRDelim: skippingToTilde(inline.delRDelim) },
    block: {
      ...block,
      heading: spaceless(block.heading),
      lheading: spaceless(block.lheading),
      paragraph: spaceless(upToTableHead(block.paragraph, block.table)),
      blockquote: spaceless(block.blockquote),
      table: spaceless(block.table),
    },
    other: { ...other, headingBeginRegex: (indent) => beginAtIndent[Math.max(0, Math.min(3, indent - 1))]! },
  }
}

/** Widens every "hashes, then whitespace" in a rule. */
function spaceless(rule: RegExp): RegExp {
  return reworded(rule, /(#\{1,6\}\)?)(\(\?[:=])\\s\|\$\)/g, (_, hashes, group) => `${hashes}${group}${AFTER_HASHES})`)
}

/**
 * A paragraph ends where a table begins. marked looks as far as the end of that table, at each line of the
 * paragraph, although the rows, which may be none, decide nothing (MD4).
 */
function upToTableHead(paragraph: RegExp, table: RegExp): RegExp {
  const rows = table.source.slice(table.source.indexOf('(?:\\n((?:(?! *\\n'))
  return reworded(paragraph, rows, () => '(?:\\n|$)')
}

/** Between two tildes marked tries each character in turn, where for an asterisk it skips to the next one (MD4). */
function skippingToTilde(delimiter: RegExp): RegExp {
  return reworded(delimiter, '^[^~]+(?=[^~])', () => '[^~]+(?=[^~])')
}

/** It throws at start-up, should another marked word its rules in another way. */
function reworded(rule: RegExp, search: string | RegExp, replacement: (...match: string[]) => string): RegExp {
  const source = rule.source.replaceAll(search, replacement)
  if (source === rule.source) throw new Error(`marked words this rule in another way: ${rule.source}`)
  return new RegExp(source, rule.flags)
}
