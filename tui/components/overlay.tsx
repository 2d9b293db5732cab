import { choicesOf } from '../overlay.ts'
import { pad } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { useTheme } from '../theme.ts'
import { inputSpans } from './input.tsx'
import { dim, Row, span } from './row.tsx'
import { Frame } from './rows.tsx'

/** The palette or the help: a list to search in, whose lines do what they say. */
export function OverlayList({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { overlay } = tester.ui
  if (!overlay) return null
  const choices = choicesOf(tester)
  const inner = width - 4
  const room = height - 4
  const from = Math.max(0, Math.min(overlay.index - (room >> 1), choices.length - room))
  const help = overlay.kind === 'help'
  const title = overlay.ask?.title ?? (help ? 'Help' : 'Palette')
  return (
    <Frame
      title={[span(title, { bold: true })]}
      right={[dim(`${choices.length}`)]}
      width={width}
      height={height}
      active
      color={theme.accent}
    >
      <Row
        spans={[
          span('› ', { bold: true, color: theme.accent }),
          ...inputSpans(overlay.query, inner - 2, true, overlay.ask?.hint ?? 'type to search, Enter does it'),
        ]}
        width={inner}
      />
      <Row spans={[dim('─'.repeat(inner))]} width={inner} />
      {choices.length === 0 && <Row spans={[dim('Nothing like that.')]} width={inner} />}
      {choices.slice(from, from + room).map(({ key, title, where, act }, index) => {
        const focused = from + index === overlay.index
        return (
          <Row
            key={`${title}${where}`}
            inverse={focused}
            spans={[
              span(focused ? '▸ ' : '  '),
              span(pad(key, 6), { bold: true, color: focused ? undefined : theme.accent }),
              span(title, { dim: !act }),
            ]}
            right={help && inner > 70 ? [dim(where)] : undefined}
            width={inner}
          />
        )
      })}
    </Frame>
  )
}
