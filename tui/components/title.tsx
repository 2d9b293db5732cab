import { widthOf } from '../state/width.ts'
import type { Connected, Tester } from '../tester.ts'
import { sessionColor, type Theme, useTheme } from '../theme.ts'
import { dim, Row, type Span, span } from './row.tsx'

/** A sign for each state, so that it is not told by colour alone. */
export function stateSign({ session }: Connected, theme: Theme): Span {
  const { phase, stalled } = session.state
  if (phase === 'open') return stalled ? span('‖', { color: theme.warn, bold: true }) : span('●', { color: theme.good })
  if (phase === 'idle') return span('▷', { dim: true })
  if (phase === 'closed') return span('✕', { color: theme.bad, bold: true })
  return span(phase === 'waiting' ? '↻' : '◌', { color: theme.warn, bold: true })
}

/** Program, sessions, address and counters, in one line. */
export function Title({ tester, width }: { tester: Tester; width: number }) {
  const theme = useTheme()
  const { sessions, stats, ui, viewed } = tester
  const people = sessions.flatMap((one, index) => [
    span('  '),
    stateSign(one, theme),
    span(`${one.spec.name} ${one.spec.user}`, {
      color: sessionColor(theme, index),
      bold: index === ui.compose.session,
    }),
  ])
  const again = stats.opens > sessions.length ? `  ↻${stats.opens - sessions.length}` : ''
  const right = [
    ...recordingSpans(tester, theme),
    dim(`in ${stats.received.toLocaleString('en')}  out ${stats.sent.toLocaleString('en')}${again}`),
    stats.violations > 0 ? span(`  ! ${stats.violations}`, { color: theme.bad, bold: true }) : dim('  ! 0'),
  ]
  const url = viewed ? `▷ recording ${viewed.name}` : (sessions[0]?.spec.url.replace(/\/ws\/?$/, '') ?? '')
  const used = [...people, ...right].reduce((sum, { text }) => sum + widthOf(text), 8)
  const address = used + url.length + 4 < width ? [dim(`  ${url}`)] : []
  return (
    <Row
      spans={[span(' dialogd', { bold: true, color: theme.accent }), ...people, ...address]}
      right={right}
      width={width}
    />
  )
}

/** `●REC 3.1M`, growing; where it failed, by which error. */
function recordingSpans({ recorder }: Tester, { bad }: Theme): Span[] {
  if (!recorder) return []
  const { bytes, failure } = recorder.state
  return [
    span(failure ? `✗REC ${failure.code ?? failure.message}` : `●REC ${sizeOf(bytes)}`, { color: bad, bold: true }),
    span('  '),
  ]
}

/** `512B`, `3.1K`, `12M`. */
export function sizeOf(bytes: number): string {
  const power = bytes < 1_000 ? 0 : bytes < 1_000_000 ? 1 : 2
  const value = bytes / 1_000 ** power
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.floor(value)}${'BKM'[power]}`
}

/** What to say of sessions that are not connected; empty where all are. */
export function troubleLines({ sessions }: Tester, theme: Theme): Span[][] {
  return sessions.flatMap((one) => {
    const { phase, close, error, retryAt, attempt, attempts, stalled } = one.session.state
    if (phase === 'open' && stalled)
      return [[span(` ‖ ${one.spec.name} does not read, on purpose; z reads on`, { color: theme.warn })]]
    if (phase === 'open' || phase === 'idle' || (phase === 'connecting' && !close && !error)) return []
    const why =
      error ?? (close && `closed ${close.code}: ${close.meaning}${close.reason ? ` (${close.reason})` : ''}`) ?? ''
    const seconds = Math.max(0, Math.ceil(((retryAt ?? 0) - Date.now()) / 1000))
    const next =
      phase === 'closed'
        ? 'r connects again'
        : phase === 'waiting'
          ? `again in ${seconds} s (${attempt}/${attempts})`
          : 'connecting'
    return [
      [
        span(` ${one.spec.name} ${next}`, { color: phase === 'closed' ? theme.bad : theme.warn, bold: true }),
        span(` · ${why}`, { color: theme.warn }),
      ],
    ]
  })
}
