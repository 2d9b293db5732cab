import { z } from 'zod'
import { event } from '../define.ts'

export const notificationsDialogsCount = event('notifications.dialogs.count', {
  summary: 'How many of your dialogs hold a message by someone else that you have not seen.',
  example: {},
  request: z.object({}),
  data: z.int().nonnegative(),
  errors: [],
  pushes: [],
})
