import { z } from 'zod'
import { event } from '../define.ts'
import { limits } from '../limits.ts'
import { Id, Message } from '../shapes.ts'

/** What makes a message, whichever way it comes in (MC1, MC6, MC7, MC8, HT1). */
export const messageFields = {
  /** Markdown, up to 10,000 characters. */
  body: z.string().nullish(),
  /** A file the sender uploaded (FL1). */
  file_id: Id.nullish(),
  lesson_id: z.int().nullish(),
}

export const dialogsMessagesCreate = event('dialogs.messages.create', {
  summary: 'Write a message: markdown, a file, or both.',
  example: { dialog_id: 1, file_id: 1, body: '#Hello' },
  request: z.object({
    dialog_id: Id,
    ...messageFields,
    reply_id: Id.nullish(),
    uid: z.string().min(1).max(limits.uid_characters).nullish(),
  }),
  data: Message,
  errors: [
    'dialog_forbidden',
    'empty_message',
    'body_too_long',
    'file_forbidden',
    'message_not_found',
    'uid_conflict',
    'storage_unavailable',
  ],
  pushes: ['dialogs.messages.create', 'notifications.dialogs.count'],
})
