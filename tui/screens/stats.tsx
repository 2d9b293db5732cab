import { durationOf } from '../components/log-row.ts'
import { dim, type Span, span } from '../components/row.tsx'
import { Lines } from '../components/rows.tsx'
import { stateSign } from '../components/title.tsx'
import { sparkline } from '../state/stats.ts'
import { pad, padStart } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { type Theme, useTheme } from '../theme.ts'

/** Rates, sizes, latencies and connections. */
export function StatsScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  return <Lines lines={statsLines(tester, theme, width)} width={width} height={height} />
}

function statsLines({ stats, sessions, now }: Tester, theme: Theme, width: number): Span[][] {
  const perSecond = stats.perSecond(now)
  const shown = stats.percentiles([0.5, 0.95, 0.99, 1]).map((value) => (value === undefined ? '–' : durationOf(value)))
  const row = (name: string, ...values: string[]): Span[] => [dim(` ${pad(name, 18)}`), span(values.join('   '))]
  const head = (title: string): Span[] => [span(` ${title}`, { bold: true, color: theme.accent })]
  const events = [...stats.events].sort(([, a], [, b]) => b - a)
  return [
    head('Frames'),
    row('received', stats.received.toLocaleString('en'), `${stats.bytesIn.toLocaleString('en')} B`),
    row('sent', stats.sent.toLocaleString('en'), `${stats.bytesOut.toLocaleString('en')} B`),
    row(
      'in the last 60 s',
      `${sparkline(perSecond, Math.min(60, width - 36))}  ${perSecond.at(-2)}/s, most ${Math.max(...perSecond)}/s`,
    ),
    row('violations', String(stats.violations)),
    [],
    head('From request to reply'),
    row('p50 p95 p99 max', ...shown),
    [],
    head('Connections'),
    ...sessions.map((one): Span[] => {
      const { opened, close } = one.session.state
      return [
        span(' '),
        stateSign(one, theme),
        span(pad(` ${one.spec.name} ${one.spec.user}`, 20)),
        dim(`opened ${opened} times${close ? `, last close ${close.code}: ${close.meaning}` : ''}`),
      ]
    }),
    [],
    head('Received by event'),
    ...events.map(([event, count]): Span[] => [span(padStart(count.toLocaleString('en'), 10)), span(`  ${event}`)]),
  ]
}
