import { dialogsLoad } from '../protocol/index.ts'
import { handle } from './run.ts'

export const load = handle(dialogsLoad, async ({ store }, { user }, { limit, offset }) => {
  const { dialogs, total } = await store.dialogs.page(user.id, { limit, offset })
  return { data: dialogs, meta: { limit, offset, total } }
})
