import { preview } from '../sending.ts'
import { type ComposeState, currentField, fieldText, formOf } from '../state/compose.ts'
import type { Field } from '../state/form.ts'
import { pad } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { sessionColor, type Theme, useTheme } from '../theme.ts'
import { inputSpans } from './input.tsx'
import { dim, Row, type Span, span } from './row.tsx'
import { Rows, Rule } from './rows.tsx'

/** A form of one event, made from its schema, or raw text; below it, what would be sent. */
export function Compose({
  tester,
  width,
  height,
  active,
}: {
  tester: Tester
  width: number
  height: number
  active: boolean
}) {
  const theme = useTheme()
  const { compose } = tester.ui
  const { repeating } = tester
  const { text, problem, size, payload } = preview(tester)
  const state =
    problem === undefined
      ? span('✓ matches the schema', { color: theme.good })
      : span(`${payload === undefined ? '✗' : '!'} ${problem}`, {
          color: payload === undefined ? theme.bad : theme.warn,
        })
  const rows = compose.raw ? rawRows(tester, width, active) : formRows(tester, width, active, theme)
  const room = Math.max(1, height - 3)
  const focus = compose.raw ? 0 : compose.row
  const from = Math.max(0, Math.min(focus - room + 1, rows.length - room))
  return (
    <Rows width={width} height={height}>
      <Rule
        title={titleOf(compose)}
        right={repeating ? `${repeating.done} of ${repeating.times}, ^G ends it` : ''}
        width={width}
        active={active}
      />
      {rows.slice(from, from + room).map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a field is where it stands
        <Row key={index} spans={spans} width={width} />
      ))}
      <Row spans={[dim('  '), state]} right={[dim(`${size} B`)]} width={width} />
      <Row spans={[dim(`  ${text}`)]} width={width} />
    </Rows>
  )
}

function titleOf({ raw, opcode }: ComposeState): string {
  if (!raw) return 'Compose'
  return opcode ? `Compose bytes, as a ${opcode} frame` : 'Compose raw'
}

function rawRows({ ui, active: connected, sessions }: Tester, width: number, active: boolean): Span[][] {
  const { compose } = ui
  const { raw, history, recalled } = compose
  const place = recalled === undefined ? `${history.length} sent before` : `${recalled + 1} of ${history.length}`
  return [
    [dim('  as '), span(`${connected?.spec.name ?? ''} ${connected?.spec.user ?? ''}`), dim(`   ↑↓ ${place}`)],
    [
      span('› ', { bold: active }),
      ...inputSpans(
        raw!,
        width - 2,
        active && sessions.length > 0,
        compose.opcode ? 'bytes in hexadecimal' : 'any text',
      ),
    ],
  ]
}

function formRows({ ui, sessions, ids }: Tester, width: number, active: boolean, theme: Theme): Span[][] {
  const { compose } = ui
  const connected = sessions[compose.session]
  const chooser = (row: number, name: string, value: string, color?: string): Span[] => {
    const focused = active && compose.row === row
    return [
      span(focused ? '› ' : '  ', { color: theme.accent, bold: true }),
      span(pad(name, 12), { bold: focused, dim: !focused }),
      span(focused ? `‹ ${value} ›` : value, { color, bold: true, inverse: focused }),
    ]
  }
  const fields = formOf(compose.event)
  return [
    chooser(
      0,
      'as',
      connected ? `${connected.spec.name} ${connected.spec.user}` : '-',
      sessionColor(theme, compose.session),
    ),
    chooser(1, 'event', compose.event),
    ...fields.map((field) =>
      fieldSpans(field, compose, { active, width, theme, recent: field.suggests ? ids.of(field.suggests) : [] }),
    ),
  ]
}

interface Around {
  active: boolean
  width: number
  theme: Theme
  recent: readonly number[]
}

function fieldSpans(field: Field, compose: ComposeState, { active, width, theme, recent }: Around): Span[] {
  const focused = active && currentField(compose) === field
  const suggestion = recent.length > 0 ? `   recent: ${recent.join(' ')}${focused ? '  ^N' : ''}` : ''
  const hint = `${field.hint}${field.required ? '' : ', or nothing'}`
  const state = fieldText(compose, field.name)
  return [
    span(focused ? '› ' : '  ', { color: theme.accent, bold: true }),
    span(pad(`${field.name}${field.required ? ' *' : ''}`, 12), { bold: focused, dim: !focused }),
    ...inputSpans(state, Math.max(8, width - 15 - suggestion.length), focused, focused || field.required ? hint : '·'),
    dim(suggestion),
  ]
}
