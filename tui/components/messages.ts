import { termSafeLines } from '../../cli/term-safe.ts'
import type { Message } from '../../src/protocol/index.ts'
import type { ChatDialog } from '../state/chat.ts'
import { nameOf } from '../state/chat.ts'
import { wrap } from '../state/width.ts'
import type { Connected, Tester } from '../tester.ts'
import { sessionColor, type Theme } from '../theme.ts'
import { durationOf, timeOf } from './log-row.ts'
import { dim, type Span, span } from './row.tsx'

/** The newest messages of a dialog that fit into `height` lines, `scroll` lines back. */
export function messageLines(
  tester: Tester,
  at: Connected,
  dialog: ChatDialog,
  width: number,
  height: number,
  scroll: number,
  theme: Theme,
): Span[][] {
  const lines: Span[][] = []
  for (let index = dialog.messages.length - 1; index >= 0 && lines.length < height + scroll; index -= 1)
    lines.unshift(...linesOf(tester, at, dialog, dialog.messages[index]!, width, theme))
  const end = Math.max(Math.min(height, lines.length), lines.length - scroll)
  return lines.slice(Math.max(0, end - height), end)
}

function linesOf(
  tester: Tester,
  { spec, model }: Connected,
  dialog: ChatDialog,
  message: Message,
  width: number,
  theme: Theme,
): Span[][] {
  const mine = message.user.id === model.user
  const unread = dialog.unread.has(message.id)
  const delay = mine ? undefined : tester.delays.of(message.id, spec.name)
  const state = mine ? (message.date_read ? '✓✓ seen' : '✓ sent') : unread ? '● new' : ''
  const head = [
    dim(`${timeOf(Date.parse(message.date_created)).slice(0, 8)} `),
    ...(state === ''
      ? []
      : [span(`${state} `, { color: unread ? theme.warn : message.date_read ? theme.good : undefined, bold: unread })]),
    ...(delay === undefined ? [] : [span(`after ${durationOf(delay)} `, { color: theme.good, bold: true })]),
    span(mine ? 'you' : nameOf(message.user), { bold: true, color: colorOf(tester, message.user.id, theme) }),
  ]
  const file = message.file ? [[dim('  file '), span(message.file.file_name)]] : []
  const text = message.text_body === '' ? [] : wrap(termSafeLines(message.text_body), Math.max(4, width - 2))
  return [head, ...text.map((line) => [span(`  ${line}`)]), ...file]
}

function colorOf({ sessions }: Tester, user: number, theme: Theme): string | undefined {
  const index = sessions.findIndex(({ model }) => model.user === user)
  return index < 0 ? undefined : sessionColor(theme, index)
}
