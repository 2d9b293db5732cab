import { z } from 'zod'
import { event } from '../define.ts'
import { limits } from '../limits.ts'
import { Id, Message } from '../shapes.ts'

/** What makes a message, whichever way it comes in (MC1, MC6, MC7, MC8, HT1). */
export const messageFields = {
  body: z
    .string()
    .nullish()
    .describe(`Markdown, up to ${limits.body_characters} characters (Unicode code points). White space alone is none.`),
  file_id: Id.nullish().describe('A file that you uploaded. A message has a `body`, a file, or both.'),
  lesson_id: z.int().nullish().describe('Any number of yours; comes back as `lesson`.'),
}

/** HT1: the body of `POST /api/dialogs/new-message/`. */
export const NewMessage = z
  .object(messageFields)
  .meta({ title: 'NewMessage', description: 'A message to your reviewer.' })

export const dialogsMessagesCreate = event('dialogs.messages.create', {
  summary: 'Write a message: markdown, a file, or both.',
  example: { dialog_id: 1, file_id: 1, body: '#Hello' },
  request: z.object({
    dialog_id: Id,
    ...messageFields,
    reply_id: Id.nullish().describe('The message of this dialog that it answers.'),
    uid: z
      .string()
      .min(1)
      .max(limits.uid_characters)
      .nullish()
      .describe(
        'Chosen by you: creating again with the same `uid` and content stores nothing and gives the same message.',
      ),
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
