import { Box } from 'ink'
import type { ReactNode } from 'react'
import { useTheme } from '../theme.ts'
import { Row, type Span, span } from './row.tsx'

/**
 * Rows under each other, in a place of a fixed size; those that are too many are not drawn. No row is too wide, and Ink
 * would measure and slice each one to find that out.
 */
export function Rows({ width, height, children }: { width: number; height: number; children: ReactNode }) {
  return (
    <Box flexDirection="column" width={width} height={height} overflowY="hidden">
      {children}
    </Box>
  )
}

/** Lines of spans, drawn from the top. */
export function Lines({
  lines,
  width,
  height,
}: {
  lines: readonly (readonly Span[])[]
  width: number
  height: number
}) {
  return (
    <Rows width={width} height={height}>
      {lines.slice(0, height).map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is where it stands
        <Row key={index} spans={spans} width={width} />
      ))}
    </Rows>
  )
}

/** `─ title ────── right ─`: begins a pane; thick where the pane has the keys. */
export function Rule({
  title,
  width,
  active,
  right = '',
}: {
  title: string
  width: number
  active: boolean
  right?: string
}) {
  const theme = useTheme()
  const stroke = active ? '━' : '─'
  const looks = active ? { color: theme.accent, bold: true } : { dim: true }
  const end = right === '' ? '' : ` ${right} ${stroke}`
  const fill = Math.max(0, width - title.length - 3 - end.length)
  const spans = [span(`${stroke} `, looks), span(title, looks), span(` ${stroke.repeat(fill)}${end}`, looks)]
  return <Row spans={spans} width={width} />
}

/** A box with a title in its upper edge; double where it has the keys. */
export function Frame(props: {
  title: readonly Span[]
  right?: readonly Span[]
  width: number
  height: number
  active: boolean
  color?: string | undefined
  children: ReactNode
}) {
  const { title, right = [], width, height, active, color, children } = props
  const looks = active ? { color, bold: true } : { dim: true }
  const length = (spans: readonly Span[]) => spans.reduce((sum, { text }) => sum + text.length, 0)
  const [left, across, corner] = active ? ['┏', '━', '┓'] : ['╭', '─', '╮']
  const rightEnd = right.length > 0 ? [span(' '), ...right, span(` ${across}`, looks)] : []
  const fill = across.repeat(Math.max(0, width - length(title) - length(rightEnd) - 5))
  const top = [span(`${left}${across} `, looks), ...title, span(` ${fill}`, looks), ...rightEnd, span(corner, looks)]
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Row spans={top} width={width} />
      <Box
        flexDirection="column"
        borderStyle={active ? 'bold' : 'round'}
        borderTop={false}
        {...(active && color !== undefined ? { borderColor: color } : {})}
        borderDimColor={!active}
        width={width}
        height={height - 1}
        paddingX={1}
        overflowY="hidden"
      >
        {children}
      </Box>
    </Box>
  )
}
