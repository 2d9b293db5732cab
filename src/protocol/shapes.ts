import { z } from 'zod'
import { limits } from './limits.ts'

// What `.meta()` and `.describe()` say here is what the published documents say (src/contracts): Markdown of one
// paragraph, of which the page at /docs shows `code` only.

export const Id = z.int().positive().meta({ title: 'Id', description: 'Names a user, dialog, message or file.' })

export const Time = z.iso.datetime({ precision: 3 }).meta({
  title: 'Time',
  description: 'ISO 8601 UTC with milliseconds, `2026-11-22T08:23:15.438Z`.',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
})

export const User = z
  .object({
    id: Id,
    email: z.string().nullable(),
    first_name: z.string(),
    last_name: z.string(),
    avatar: z.string().nullable().describe('URL of a picture.'),
    thumbnail_avatar: z.string().nullable().describe('URL of a small picture.'),
  })
  .meta({ title: 'User', description: 'A person, as others see them.' })

export const FileType = z
  .literal([1, 2])
  .meta({ title: 'FileType', description: '2 for a png, jpeg, gif or webp image, else 1.' })

/** FL1 */
export const File = z
  .object({
    id: Id.describe('What a message names as `file_id`.'),
    url: z
      .string()
      .describe('Opens the file without a token for at least 24 hours. Load the message again for a fresh one.'),
    file_name: z.string().describe('For display: without path, control and bidi characters.'),
    size: z.int().nonnegative().describe('Bytes.'),
    type: FileType,
    content_type: z.string().describe('Told from the first bytes, never from what the uploader says.'),
    date_created: Time,
  })
  .meta({ title: 'File', description: 'An uploaded file.' })

/** MC6 */
export const Reply = z
  .object({ id: Id, user: User, text_body: z.string().describe('Plain text.') })
  .meta({ title: 'Reply', description: 'What a reply shows of the message it answers.' })

/** ML */
export const Message = z
  .object({
    id: Id,
    dialog: Id.describe('The dialog it stands in.'),
    seq: z.int().positive().describe('Counts 1, 2, 3… inside the dialog, without gaps.'),
    user: User.describe('Who wrote it.'),
    body: z.string().describe('HTML that is safe to put into a page.'),
    text_body: z.string().describe('Plain text.'),
    markdown_body: z.string().describe('What was sent.'),
    file: File.nullable(),
    reply: Reply.nullable(),
    lesson: z.int().nullable().describe('The `lesson_id` it was sent with.'),
    uid: z.string().nullable().describe('The `uid` it was sent with.'),
    date_created: Time,
    date_read: Time.nullable().describe('When the first other participant saw it.'),
    rev: z.int().positive().describe('Grows with every change of any message.'),
  })
  .meta({ title: 'Message', description: 'A message of a dialog.' })

/** DL2 */
export const Dialog = z
  .object({
    id: Id,
    unread_messages_count: z.int().nonnegative().describe('Messages by others that you have not seen.'),
    last_message: Message.nullable(),
    user: User.describe('The first of `users`.'),
    users: z.array(User).describe('All other participants, by id.'),
    date_created: Time,
  })
  .meta({ title: 'Dialog', description: 'A dialog, as one of its participants sees it.' })

/** DL1: null counts as absent. */
export const pageFields = {
  limit: z
    .int()
    .positive()
    .nullish()
    .meta({
      description: `How many, up to ${limits.page_max}; a larger number is cut to it.`,
      default: limits.page_default,
    })
    .transform((limit) => Math.min(limit ?? limits.page_default, limits.page_max)),
  offset: z
    .int()
    .nonnegative()
    .nullish()
    .meta({ description: 'How many to skip.', default: 0 })
    .transform((offset) => offset ?? 0),
}

/** FR2 */
export const PageMeta = z
  .object({
    limit: z.int().positive().describe('The page size that was used.'),
    offset: z.int().nonnegative().describe('How many were skipped.'),
    total: z.int().nonnegative().describe('How many there are in all.'),
  })
  .meta({ title: 'PageMeta', description: 'What a load says about its page.' })

/** MS5 */
export const SeenMeta = z.object({ up_to: z.literal(true) }).meta({
  title: 'SeenMeta',
  description: 'Only with `up_to`: the earlier messages of the dialog were marked as well.',
})

export type User = z.infer<typeof User>
export type File = z.infer<typeof File>
export type Reply = z.infer<typeof Reply>
export type Message = z.infer<typeof Message>
export type Dialog = z.infer<typeof Dialog>
export type PageMeta = z.infer<typeof PageMeta>
