import { z } from 'zod'
import { event } from '../define.ts'
import { Id, Message, PageMeta, pageFields } from '../shapes.ts'

export const dialogsMessagesLoad = event('dialogs.messages.load', {
  summary: 'Load messages of one dialog; offset counts back from the newest, inside a page the oldest comes first.',
  example: { limit: 20, offset: 40, dialog_id: 1 },
  request: z.object({
    dialog_id: Id,
    ...pageFields,
    // ML4
    before_seq: z.int().positive().nullish().describe('The page right before the message with this `seq`.'),
    after_seq: z
      .int()
      .nonnegative()
      .nullish()
      .describe('The page right after the message with this `seq`; 0 is the beginning.'),
  }),
  data: z.array(Message),
  meta: PageMeta,
  errors: ['dialog_forbidden'],
  pushes: [],
})
