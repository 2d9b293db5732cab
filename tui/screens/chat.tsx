import { Box } from 'ink'
import { Input } from '../components/input.tsx'
import { messageLines } from '../components/messages.ts'
import { dim, Row, span } from '../components/row.tsx'
import { Lines, Rows, Rule } from '../components/rows.tsx'
import { dialogOf } from '../conversation.ts'
import { unreadOf } from '../state/chat.ts'
import { emptyText } from '../state/text.ts'
import { padStart } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { sessionColor, useTheme } from '../theme.ts'
import { countSpans } from './split.tsx'

/** The dialogs of one user as people see them: a list with badges, and the messages of the one that is open. */
export function ChatScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { ui, active } = tester
  if (!active) return null
  const { spec, model } = active
  const list = Math.max(20, Math.min(36, Math.floor(width * 0.3)))
  const inner = width - list - 2
  const index = ui.compose.session
  const dialog = dialogOf(tester, index)
  const room = Math.max(1, height - 3)
  const title = dialog ? `dialog ${dialog.id} as ${spec.user}` : `as ${spec.user}`
  const lines = dialog ? messageLines(tester, active, dialog, inner, room, ui.scroll, theme) : []
  return (
    <Rows width={width} height={height}>
      <Row
        spans={[
          span(` ${spec.name} ${spec.user} `, { bold: true, color: sessionColor(theme, index) }),
          ...countSpans(model, theme),
          dim('   Tab: list and messages · Esc a: another user'),
        ]}
        width={width}
      />
      <Box>
        <DialogList tester={tester} width={list} height={height - 1} />
        <Box width={2} />
        <Rows width={inner} height={height - 1}>
          <Rule title={title} right={ui.scroll > 0 ? 'scrolled back' : ''} width={inner} active={ui.place === 'chat'} />
          <Lines
            lines={lines.length > 0 ? lines : [[dim(model.loaded ? 'No messages yet.' : 'Loading…')]]}
            width={inner}
            height={room}
          />
          <Input
            state={ui.drafts[index] ?? emptyText}
            width={inner}
            active={ui.place === 'chat' && ui.typing && !ui.overlay}
            hint={`write as ${spec.user}`}
          />
        </Rows>
      </Box>
    </Rows>
  )
}

function DialogList({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { ui, active } = tester
  const focused = ui.place === 'dialogs'
  const open = ui.dialogs[ui.compose.session]
  const dialogs = active?.model.list ?? []
  const room = height - 1
  const cursor = Math.min(ui.cursor, dialogs.length - 1)
  const from = focused ? Math.max(0, Math.min(cursor - (room >> 1), dialogs.length - room)) : 0
  return (
    <Rows width={width} height={height}>
      <Rule title={`Dialogs ${dialogs.length}`} width={width} active={focused} />
      {dialogs.slice(from, from + room).map((dialog, at) => {
        const unread = unreadOf(dialog)
        const badge = span(unread > 0 ? padStart(`●${unread}`, 4) : '    ', { color: theme.warn, bold: true })
        const mark = dialog.id === open ? '▸' : ' '
        return (
          <Row
            key={dialog.id}
            inverse={focused && from + at === cursor}
            spans={[
              span(mark, { bold: true, color: theme.accent }),
              badge,
              dim(` ${dialog.id} `),
              span(dialog.title || '–', { bold: unread > 0 }),
            ]}
            width={width}
          />
        )
      })}
    </Rows>
  )
}
