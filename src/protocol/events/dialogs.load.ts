import { z } from 'zod'
import { event } from '../define.ts'
import { Dialog, PageMeta, pageFields } from '../shapes.ts'

export const dialogsLoad = event('dialogs.load', {
  summary: 'Load your dialogs, newest activity first.',
  example: { limit: 20, offset: 40 },
  request: z.object(pageFields),
  data: z.array(Dialog),
  meta: PageMeta,
  errors: [],
  pushes: [],
})
