import type { Screen } from '../state/ui.ts'
import type { Tester } from '../tester.ts'
import { useTheme } from '../theme.ts'
import { dim, Row, span } from './row.tsx'

const tabs: readonly [Screen, string][] = [
  ['log', 'Log'],
  ['split', 'Split'],
  ['chat', 'Chat'],
  ['stats', 'Stats'],
  ['violations', 'Violations'],
  ['scenarios', 'Scenarios'],
]

/** The screens and the keys that lead there; the current one stands in brackets. */
export function Tabs({ tester, width }: { tester: Tester; width: number }) {
  const theme = useTheme()
  const { screen } = tester.ui
  const rate = tester.stats.perSecond(tester.now).at(-2) ?? 0
  const count = tester.stats.violations
  const spans = tabs.flatMap(([name, title], index) => {
    const label = `${index + 1} ${title}${name === 'violations' && count > 0 ? ` (${count})` : ''}`
    const stroke = dim(index === 0 ? '─' : '─')
    return name === screen
      ? [stroke, span(`[${label}]`, { bold: true, color: theme.accent }), stroke]
      : [stroke, span(` ${label} `, { dim: true }), stroke]
  })
  const paused = width < 100 ? ` ‖ ${tester.log.fresh} ─` : ` paused · ${tester.log.fresh} new ─`
  const right = tester.log.follow ? ` ${rate}/s ─` : paused
  const used = spans.reduce((sum, { text }) => sum + text.length, right.length)
  return <Row spans={[...spans, dim('─'.repeat(Math.max(0, width - used))), dim(right)]} width={width} />
}
