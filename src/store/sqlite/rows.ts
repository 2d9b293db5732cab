import { getTableColumns } from 'drizzle-orm'
import type { UserRecord } from '../../ports/store.ts'
import type { File, Message, Reply, User } from '../../protocol/index.ts'
import { type files, messages, users } from './schema.ts'

/** The columns of a user as the port shows them; the counters stay inside the store. */
const { dialogs: _dialogs, unread_dialogs: _unread, ...recordColumns } = getTableColumns(users)
export const userColumns = recordColumns
export const messageColumns = getTableColumns(messages)

export type FileRow = typeof files.$inferSelect
export type MessageRow = typeof messages.$inferSelect

/** Milliseconds since 1970 as the protocol writes a time. */
export const iso = (ms: number): string => new Date(ms).toISOString()

/** A user as other people see them. */
export function toUser(row: Pick<UserRecord, keyof User>): User {
  return {
    id: row.id,
    email: row.email,
    first_name: row.first_name,
    last_name: row.last_name,
    avatar: row.avatar,
    thumbnail_avatar: row.thumbnail_avatar,
  }
}

/** FL2: mints the URL of a file; it holds from now on for at least a day. */
export type FileUrl = (file: { id: number; key: string }) => string

export const toFile = (row: FileRow, fileUrl: FileUrl): File => ({
  id: row.id,
  url: fileUrl(row),
  file_name: row.file_name,
  size: row.size,
  type: row.type,
  content_type: row.content_type,
  date_created: iso(row.date_created),
})

/** What stands beside a message's own row: its author, what it answers, its file. */
export interface Beside {
  author: Pick<UserRecord, keyof User>
  reply: Reply | null
  file: File | null
}

export function toMessage(row: MessageRow, { author, reply, file }: Beside): Message {
  return {
    id: row.id,
    dialog: row.dialog_id,
    seq: row.seq,
    user: toUser(author),
    body: row.html,
    text_body: row.text,
    markdown_body: row.markdown,
    file,
    reply,
    lesson: row.lesson,
    uid: row.uid,
    date_created: iso(row.date_created),
    date_read: row.date_read === null ? null : iso(row.date_read),
    rev: row.rev,
  }
}
