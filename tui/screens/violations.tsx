import { timeOf } from '../components/log-row.ts'
import { dim, Row, span } from '../components/row.tsx'
import { Rows } from '../components/rows.tsx'
import { pad } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { sessionColor, useTheme } from '../theme.ts'

/** Frames that are against the protocol, the newest first. */
export function ViolationsScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { violations, ui } = tester
  if (violations.size === 0)
    return (
      <Rows width={width} height={height}>
        <Row spans={[]} width={width} />
        <Row
          spans={[span('  ✓ Nothing against the protocol so far. ', { color: theme.good, bold: true })]}
          width={width}
        />
        <Row
          spans={[dim('  Every frame that comes in is checked: shape, replies, counts, seq and rev.')]}
          width={width}
        />
      </Rows>
    )
  const room = height - 1
  const from = Math.max(0, Math.min(ui.cursor - (room >> 1), violations.size - room))
  const last = violations.next - 1
  const entries = violations.slice(last - from - room + 1, last - from + 1).reverse()
  return (
    <Rows width={width} height={height}>
      <Row
        spans={[dim(`  ${pad('time', 13)}S rule  what is wrong`)]}
        right={[dim('Enter shows the frame')]}
        width={width}
      />
      {entries.map((entry, at) => (
        <Row
          key={entry.n}
          inverse={from + at === ui.cursor}
          spans={[
            span(from + at === ui.cursor ? '▸ ' : '  ', { bold: true }),
            dim(`${timeOf(entry.at)} `),
            span(`${entry.session} `, { bold: true, color: sessionColor(theme, tester.indexOf(entry.session)) }),
            span(pad(entry.violations[0]!.rule, 6), { bold: true, color: theme.bad }),
            span(entry.violations.map(({ text }) => text).join(' · ')),
          ]}
          width={width}
        />
      ))}
    </Rows>
  )
}
