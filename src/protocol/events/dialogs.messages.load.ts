import { z } from 'zod'
import { event } from '../define.ts'
import { Id, Message, PageMeta, pageFields } from '../shapes.ts'

export const dialogsMessagesLoad = event('dialogs.messages.load', {
  summary: 'Load messages of one dialog; offset counts back from the newest, inside a page the oldest comes first.',
  example: { limit: 20, offset: 40, dialog_id: 1 },
  request: z.object({
    dialog_id: Id,
    ...pageFields,
    /** ML4: the page right before this `seq`. */
    before_seq: z.int().positive().nullish(),
    /** ML4: the page right after this `seq`; 0 is the beginning. */
    after_seq: z.int().nonnegative().nullish(),
  }),
  data: z.array(Message),
  meta: PageMeta,
  errors: ['dialog_forbidden'],
  pushes: [],
})
