import { footerActions, keyLabel } from '../keys.ts'
import { widthOf } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { useTheme } from '../theme.ts'
import { dim, Row, type Span, span } from './row.tsx'

/** The most useful keys here, ten at most and only whole ones; or what just happened. */
export function Footer({ tester, width }: { tester: Tester; width: number }) {
  const theme = useTheme()
  const { toast, place, typing, overlay } = tester.ui
  if (toast) {
    const looks = { color: toast.kind === 'bad' ? theme.bad : theme.good, bold: true }
    return <Row spans={[span(toast.kind === 'bad' ? ' ✗ ' : ' ✓ ', looks), span(toast.text, looks)]} width={width} />
  }
  const hints = overlay
    ? [
        ['↑↓', 'choose'],
        ['↵', 'do it'],
        ['Esc', 'close'],
      ]
    : footerActions(place, typing).map(({ key, hint }) => [keyLabel(key), hint])
  const spans: Span[] = []
  let used = 0
  for (const [key, hint] of hints as [string, string][]) {
    const length = widthOf(key) + widthOf(hint) + 3
    if (used + length > width) break
    spans.push(span(` ${key}`, { bold: true, color: theme.accent }), dim(` ${hint} `))
    used += length
  }
  return <Row spans={spans} width={width} />
}
