import { dialogsMessagesLoad } from '../protocol/index.ts'
import { handle } from './run.ts'

export const loadMessages = handle(dialogsMessagesLoad, async ({ store }, { user }, request) => {
  const { limit, offset } = request
  const { messages, total } = await store.messages.page({ ...request, user_id: user.id })
  return { data: messages, meta: { limit, offset, total } }
})
