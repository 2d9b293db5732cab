import { z } from 'zod'
import { limits } from './limits.ts'

/** A positive integer that names a user, dialog, message or file. */
export const Id = z.int().positive()

/** ISO 8601 UTC with milliseconds, `2026-11-22T08:23:15.438Z`. */
export const Time = z.iso.datetime({ precision: 3 })

export const User = z.object({
  id: Id,
  email: z.string().nullable(),
  first_name: z.string(),
  last_name: z.string(),
  avatar: z.string().nullable(),
  thumbnail_avatar: z.string().nullable(),
})

/** FL1: an uploaded file; `type` is 2 for an image, else 1; `size` in bytes. */
export const File = z.object({
  id: Id,
  url: z.string(),
  file_name: z.string(),
  size: z.int().nonnegative(),
  type: z.union([z.literal(1), z.literal(2)]),
  content_type: z.string(),
  date_created: Time,
})

/** MC6: what a reply shows of the message it answers. */
export const Reply = z.object({ id: Id, user: User, text_body: z.string() })

/** A message of a dialog (PROTOCOL ML): `body` is HTML that is safe to put in a page. */
export const Message = z.object({
  id: Id,
  dialog: Id,
  seq: z.int().positive(),
  user: User,
  body: z.string(),
  text_body: z.string(),
  markdown_body: z.string(),
  file: File.nullable(),
  reply: Reply.nullable(),
  lesson: z.int().nullable(),
  uid: z.string().nullable(),
  date_created: Time,
  date_read: Time.nullable(),
  rev: z.int().positive(),
})

/** DL2: a dialog as one of its participants sees it. */
export const Dialog = z.object({
  id: Id,
  unread_messages_count: z.int().nonnegative(),
  last_message: Message.nullable(),
  user: User,
  users: z.array(User),
  date_created: Time,
})

/** DL1: `limit` 1..100 (larger is cut), `offset` from 0; null counts as absent. */
export const pageFields = {
  limit: z
    .int()
    .positive()
    .nullish()
    .transform((limit) => Math.min(limit ?? limits.page_default, limits.page_max)),
  offset: z
    .int()
    .nonnegative()
    .nullish()
    .transform((offset) => offset ?? 0),
}

/** FR2: what a load says about its page. */
export const PageMeta = z.object({ limit: z.int(), offset: z.int(), total: z.int() })

export type User = z.infer<typeof User>
export type File = z.infer<typeof File>
export type Reply = z.infer<typeof Reply>
export type Message = z.infer<typeof Message>
export type Dialog = z.infer<typeof Dialog>
export type PageMeta = z.infer<typeof PageMeta>
