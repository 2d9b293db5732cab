import type { Tokenizer } from 'marked'
import type { Budget } from './bounds.ts'
import { searchWork } from './work.ts'

type Rules = Tokenizer['rules']

/**
 * The same rules, where the search for the end of an emphasis or a strikethrough is paid for (MD4). Each delimiter
 * that opens may look at each one that follows, but in most text finds its own at once: no look at the text before
 * tells the two apart.
 */
export function meteredRules({ inline, ...rest }: Rules, budget: Budget): Rules {
  return {
    ...rest,
    inline: {
      ...inline,
      emStrongRDelimAst: metered(inline.emStrongRDelimAst, budget),
      emStrongRDelimUnd: metered(inline.emStrongRDelimUnd, budget),
      delRDelim: metered(inline.delRDelim, budget),
    },
  }
}

/** marked asks these rules for nothing but `lastIndex` and `exec`. */
function metered(rule: RegExp, budget: Budget): RegExp {
  const search: Pick<RegExp, 'exec' | 'lastIndex'> = {
    lastIndex: 0,
    exec(text) {
      rule.lastIndex = search.lastIndex
      const match = rule.exec(text)
      budget.spend(searchWork((match ? rule.lastIndex : text.length) - search.lastIndex))
      search.lastIndex = rule.lastIndex
      return match
    },
  }
  return search as RegExp
}
