import { Box } from 'ink'
import { Compose } from '../components/compose.tsx'
import { inputSpans } from '../components/input.tsx'
import { Inspector } from '../components/inspector.tsx'
import { durationOf, logHeader, logSpans } from '../components/log-row.ts'
import { dim, Row, type Span, span } from '../components/row.tsx'
import { Rows } from '../components/rows.tsx'
import { sparkline } from '../state/stats.ts'
import type { Tester } from '../tester.ts'
import { type Theme, useTheme } from '../theme.ts'

/** Every frame both ways; below it the form and the selected frame, side by side where there is room. */
export function LogScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const { place } = tester.ui
  const wide = width >= 100 && height >= 24
  const below = wide ? Math.max(11, Math.floor(height * 0.38)) : Math.max(5, Math.floor(height * 0.45))
  const half = width >> 1
  return (
    <Rows width={width} height={height}>
      <LogList tester={tester} width={width} height={height - below - (wide ? 1 : 0)} />
      {wide ? (
        <Box>
          <Compose tester={tester} width={half - 1} height={below} active={place === 'compose'} />
          <Box width={1} />
          <Inspector tester={tester} width={width - half} height={below} active={place === 'inspect'} />
        </Box>
      ) : place === 'compose' ? (
        <Compose tester={tester} width={width} height={below} active />
      ) : (
        <Inspector tester={tester} width={width} height={below} active={place === 'inspect'} />
      )}
      {wide && <StatsLine tester={tester} width={width} />}
    </Rows>
  )
}

function LogList({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { log, ui } = tester
  log.height = Math.max(1, height - 3)
  const { rows, selected } = log.window()
  const active = ui.place === 'log'
  return (
    <Rows width={width} height={height}>
      <FilterLine tester={tester} width={width} />
      <Row spans={logHeader(width)} width={width} />
      {rows.map((entry, index) => (
        <Row
          key={entry.n}
          inverse={active && index === selected && !log.follow}
          spans={logSpans(entry, width, theme, tester.indexOf(entry.session), {
            selected: index === selected,
            marked: ui.marks.has(entry.n),
          })}
          width={width}
        />
      ))}
      <Row spans={followSpans(tester, theme)} right={markSpans(tester, theme)} width={width} />
    </Rows>
  )
}

function FilterLine({ tester, width }: { tester: Tester; width: number }) {
  const theme = useTheme()
  const { log, ui } = tester
  const active = ui.place === 'filter'
  const { first, size } = log.all
  const gone = first > 0 ? ` · ${first.toLocaleString('en')} older let go` : ''
  const all = size.toLocaleString('en')
  const count =
    log.filter.text === '' ? `${all} frames${gone}` : `${log.matching.toLocaleString('en')} of ${all}${gone}`
  const problem = log.filter.problem ? [span(`${log.filter.problem}  `, { color: theme.bad })] : []
  const hint = active ? 'type:dialogs.* s:A d:in lat:>50ms viol:yes re:/x/ /data/dialog=1 -word' : 'no filter'
  const spans = [
    span(active ? ' / ' : ' / ', { bold: active, color: theme.accent }),
    ...inputSpans(ui.filter, width - 24, active, hint),
  ]
  return <Row spans={spans} right={[...problem, dim(count)]} width={width} />
}

function followSpans({ log }: Tester, { good, warn }: Theme): Span[] {
  if (log.follow) return [span('  ▼ following', { color: good }), dim(' · space or ↑ pauses')]
  return [span(`  ‖ paused · ${log.fresh} new`, { color: warn, bold: true }), dim(' · space or End follows')]
}

const markSpans = ({ ui }: Tester, { warn }: Theme): Span[] =>
  ui.marks.size === 0 ? [] : [span(`◆ ${ui.marks.size} marked`, { color: warn, bold: true }), dim(' · S saves them')]

function StatsLine({ tester, width }: { tester: Tester; width: number }) {
  const { stats, now } = tester
  const [p50, p95, p99] = stats
    .percentiles([0.5, 0.95, 0.99])
    .map((value) => (value === undefined ? '–' : durationOf(value)))
  const line = `─ in/s ${sparkline(stats.perSecond(now), 40)} ${stats.perSecond(now).at(-2)}  reply p50 ${p50} p95 ${p95} p99 ${p99} `
  return <Row spans={[dim(line + '─'.repeat(Math.max(0, width - line.length)))]} width={width} />
}
