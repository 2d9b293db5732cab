import { notificationsDialogsCount } from '../protocol/index.ts'
import { handle } from './run.ts'

export const count = handle(notificationsDialogsCount, async ({ store }, { user }) => ({
  data: await store.dialogs.unreadCount(user.id),
}))
