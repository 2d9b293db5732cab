import type { TextState } from '../state/text.ts'
import { graphemes, widthOf } from '../state/width.ts'
import { useTheme } from '../theme.ts'
import { dim, Row, type Span, span } from './row.tsx'

/** What of a text is shown in `width` cells so that the cursor is among it. */
export function inputSpans({ value, cursor }: TextState, width: number, active: boolean, hint = ''): Span[] {
  const all = graphemes(value).map((one) => (one === '\n' ? '⏎' : one))
  if (!active) return [value === '' ? dim(hint) : span(all.join(''))]
  if (value === '')
    return [span(hint === '' ? ' ' : graphemes(hint)[0]!, { inverse: true }), dim(graphemes(hint).slice(1).join(''))]
  let from = cursor
  let used = 1
  while (from > 0 && used + widthOf(all[from - 1]!) < width) {
    from -= 1
    used += widthOf(all[from]!)
  }
  const before = all.slice(from, cursor).join('')
  const after = all.slice(cursor + 1).join('')
  return [span(before), span(all[cursor] ?? ' ', { inverse: true }), span(after)]
}

interface Props {
  state: TextState
  width: number
  active: boolean
  prompt?: string
  hint?: string
  color?: string | undefined
}

/** One line in which text is typed; the keys are in state/text.ts. */
export function Input({ state, width, active, prompt = '› ', hint = '', color }: Props) {
  const theme = useTheme()
  const start = span(prompt, active ? { color: color ?? theme.accent, bold: true } : { dim: true })
  return <Row spans={[start, ...inputSpans(state, width - widthOf(prompt), active, hint)]} width={width} />
}
