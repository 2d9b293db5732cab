import type { Dialog, Message } from '../../src/protocol/index.ts'
import type { WireFrame } from '../wire/entry.ts'
import { listOf } from './facts.ts'
import type { Names } from './scenario-names.ts'

/** What a scenario asks of a frame: what a fresh server sends as well, and no more. */
export interface Wanted {
  code?: string
  where?: Record<string, unknown>
  capture?: Record<string, string>
}

export function wantedOf(frame: WireFrame, names: Names): Wanted {
  if (frame.exception === true) return typeof frame.code === 'string' ? { code: frame.code } : {}
  const { data, meta } = frame
  switch (frame.event) {
    case 'notifications.dialogs.count':
      return { where: { data } }
    case 'dialogs.messages.create':
    case 'dialogs.messages.seen':
      return messageIs(data as Message, meta, names)
    case 'dialogs.messages.load':
      return { where: { data: listOf<Message>(data).map((one) => messageIn(one, names)), ...paged(meta) } }
    case 'dialogs.load':
      return { where: { ...dialogsAre(listOf<Dialog>(data), names), ...paged(meta) } }
    default:
      return {}
  }
}

function messageIs(message: Message, meta: unknown, names: Names): Wanted {
  const { id, uid } = message
  const isNew = names.message(id) === undefined
  const { id: known, ...rest } = messageIn(message, names)
  const capture = {
    ...(isNew ? names.captureMessage(id, 'data.id') : {}),
    ...(uid !== null && names.uid(uid) === undefined ? names.captureUid(uid, 'data.uid') : {}),
  }
  const up_to = (meta as { up_to?: unknown } | undefined)?.up_to
  const data = isNew ? rest : { id: known, ...rest }
  return { where: { data, ...(up_to === true ? { meta: { up_to } } : {}) }, capture }
}

/** A message by what somebody chose of it; its `seq` depends on what was there before. */
function messageIn(message: Message, names: Names): Record<string, unknown> {
  const { id, dialog, user, markdown_body, lesson, uid, reply, date_read } = message
  const author = names.session(user.id)
  return {
    id: names.message(id),
    dialog: names.dialog(dialog),
    ...(author === undefined ? {} : { 'user.id': `\${${author}.user}` }),
    markdown_body: escaped(markdown_body),
    ...(lesson === null ? {} : { lesson }),
    ...(uid === null ? {} : { uid: names.uid(uid) }),
    ...(reply === null || reply === undefined ? {} : { 'reply.id': names.message(reply.id) }),
    date_read: date_read === null ? null : { $ne: null },
  }
}

/** Dialogs without messages have been made at once here, so that their order tells nothing. */
function dialogsAre(dialogs: Dialog[], names: Names): Record<string, unknown> {
  const items = dialogs.map(({ id, unread_messages_count, last_message }) => ({
    id: names.dialog(id),
    unread_messages_count,
    last_message: last_message && {
      id: names.message(last_message.id),
      markdown_body: escaped(last_message.markdown_body),
    },
  }))
  const ordered = dialogs.length < 2 || dialogs.every(({ last_message }) => last_message !== null)
  return { data: ordered ? items : { $length: items.length } }
}

function paged(meta: unknown): { meta?: object } {
  const { limit, offset } = (meta ?? {}) as { limit?: unknown; offset?: unknown }
  return limit === undefined ? {} : { meta: { limit, offset } }
}

/** `${` of others stands for itself. */
export const escaped = (text: string): string => text.replaceAll('${', () => '$${')

export function escapedIn(value: unknown): unknown {
  if (typeof value === 'string') return escaped(value)
  if (Array.isArray(value)) return value.map(escapedIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, escapedIn(one)]))
}
