import { z } from 'zod'
import { event } from '../define.ts'
import { Id, Message, SeenMeta } from '../shapes.ts'

export const dialogsMessagesSeen = event('dialogs.messages.seen', {
  summary: 'Mark a message read.',
  example: { dialog_id: 1, message_id: 1 },
  request: z.object({
    dialog_id: Id,
    message_id: Id,
    up_to: z.boolean().nullish().describe('Marks every message up to that one.'),
  }),
  data: Message,
  meta: SeenMeta.optional(),
  errors: ['dialog_forbidden', 'message_not_found', 'storage_unavailable'],
  pushes: ['dialogs.messages.seen', 'notifications.dialogs.count'],
})
