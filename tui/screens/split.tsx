import { Box } from 'ink'
import { Input } from '../components/input.tsx'
import { durationOf } from '../components/log-row.ts'
import { messageLines } from '../components/messages.ts'
import { dim, Row, type Span, span } from '../components/row.tsx'
import { Frame, Lines, Rows } from '../components/rows.tsx'
import { stateSign } from '../components/title.tsx'
import { dialogOf, pairOf, readerOf } from '../conversation.ts'
import { type ChatModel, unreadOf } from '../state/chat.ts'
import { emptyText } from '../state/text.ts'
import type { Tester } from '../tester.ts'
import { sessionColor, type Theme, useTheme } from '../theme.ts'

/** Two users side by side in one dialog: what one sends arrives at the other, with its delay and the counts. */
export function SplitScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const pair = pairOf(tester).filter((index) => index < tester.sessions.length)
  const left = pair.length > 1 ? width >> 1 : width
  return (
    <Rows width={width} height={height}>
      <Row spans={guide(tester, theme)} width={width} />
      <Box>
        {pair.map((index, at) => (
          <Person
            key={index}
            tester={tester}
            index={index}
            width={at === 0 ? left : width - left}
            height={height - 1}
          />
        ))}
      </Box>
    </Rows>
  )
}

/** The next thing to try, in one line. */
export function guide(tester: Tester, theme: Theme): Span[] {
  const { ui, sessions, viewed } = tester
  if (viewed)
    return [span(' ▷ A recording: '), dim('the dialog as it was at its end. b goes back to the live sessions.')]
  const writer = sessions[ui.compose.session]
  const other = sessions[pairOf(tester).find((index) => index !== ui.compose.session) ?? -1]
  if (!writer) return []
  if (!other)
    return [
      span(' Split needs two users: ', { bold: true }),
      dim('dialogd tui --as anna@example.com --as boris@example.com'),
    ]
  const dialog = dialogOf(tester, ui.compose.session)
  if (!dialog && !writer.model.loaded) return [dim(` Connecting as ${writer.spec.user} and ${other.spec.user}…`)]
  if (!dialog && writer.model.loaded)
    return [
      span(` ${writer.spec.user} has no dialog yet: `, { color: theme.warn }),
      dim('dialogd dialogs create --users …'),
    ]
  const reader = readerOf(tester)
  const key = (text: string) => span(text, { bold: true, color: theme.accent })
  if (reader !== undefined) {
    const at = sessions[reader]!
    const newest = dialogOf(tester, reader)?.messages.findLast(({ user }) => user.id !== at.model.user)
    const delay = newest && tester.delays.of(newest.id, at.spec.name)
    const arrived = delay === undefined ? ' has unread messages. ' : ` got it ${durationOf(delay)} after the send. `
    return [
      span(' ✓ ', { color: theme.good, bold: true }),
      span(`${at.spec.user}${arrived}`),
      key('^S'),
      span(` marks it seen as ${at.spec.user}.`),
    ]
  }
  if (!ui.typing)
    return [
      span(' '),
      key('Enter'),
      span(` types as ${writer.spec.user}, `),
      key('Tab'),
      span(' goes to the other user, '),
      key('1'),
      span('–'),
      key('5'),
      span(' change screens.'),
    ]
  const done = (dialog?.messages.length ?? 0) > 0
  const last = dialog?.messages.at(-1)
  const seen = last?.user.id === writer.model.user && last?.date_read !== null
  return [
    ...(seen ? [span(' ✓ ', { color: theme.good, bold: true }), span(`${other.spec.user} has seen it.`)] : []),
    span(' Type a message as '),
    span(writer.spec.user, { bold: true }),
    span(' and press '),
    key('Enter'),
    span(done ? '. ' : `: it arrives at ${other.spec.user}. `),
    key('Tab'),
    span(' switches.'),
  ]
}

function Person({ tester, index, width, height }: { tester: Tester; index: number; width: number; height: number }) {
  const theme = useTheme()
  const connected = tester.sessions[index]!
  const { ui } = tester
  const active = ui.compose.session === index
  const color = sessionColor(theme, index)
  const dialog = dialogOf(tester, index)
  const inner = width - 4
  const room = Math.max(1, height - 6)
  const { spec, model } = connected
  const title = [stateSign(connected, theme), span(` ${spec.name} ${spec.user}`, { bold: true, color })]
  const lines = dialog ? messageLines(tester, connected, dialog, inner, room, ui.scroll, theme) : []
  const empty = model.loaded ? (dialog ? 'No messages yet.' : 'No dialogs yet.') : 'Loading…'
  return (
    <Frame title={title} width={width} height={height} active={active} color={color}>
      <Row spans={countSpans(model, theme)} width={inner} />
      <Row spans={dialogSpans(tester, index, theme)} width={inner} />
      <Row spans={[dim('─'.repeat(inner))]} width={inner} />
      <Lines lines={lines.length > 0 ? lines : [[dim(empty)]]} width={inner} height={room} />
      <Input
        state={ui.drafts[index] ?? emptyText}
        width={inner}
        active={active && ui.typing && !ui.overlay}
        color={color}
        hint={active ? `write as ${spec.user}` : 'Tab to write here'}
      />
    </Frame>
  )
}

/** `unread dialogs 0 → 1 → 0`, and whether the frames lead to the same number. */
export function countSpans({ pushed, derived, trail }: ChatModel, theme: Theme): Span[] {
  if (pushed === undefined) return [dim('unread dialogs –')]
  const before = trail
    .slice(-4, -1)
    .map((count) => `${count} → `)
    .join('')
  const agrees = pushed === derived
  const check = agrees
    ? span(' ✓', { color: theme.good })
    : span(` ≠ ${derived} by the frames`, { color: theme.bad, bold: true })
  return [
    dim('unread dialogs '),
    dim(before),
    span(String(pushed), { bold: true, color: pushed > 0 ? theme.warn : theme.good }),
    check,
  ]
}

function dialogSpans(tester: Tester, index: number, theme: Theme): Span[] {
  const dialog = dialogOf(tester, index)
  if (!dialog) return [dim(' ')]
  const unread = unreadOf(dialog)
  const badge = unread > 0 ? [span(`● ${unread} unread `, { color: theme.warn, bold: true })] : []
  return [...badge, dim(`dialog ${dialog.id} with ${dialog.title}`)]
}
