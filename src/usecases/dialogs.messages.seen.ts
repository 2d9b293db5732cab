import { dialogsMessagesSeen } from '../protocol/index.ts'
import { handle, toParticipants } from './run.ts'

export const seen = handle(
  dialogsMessagesSeen,
  async ({ store, clock }, { user }, { dialog_id, message_id, up_to }) => {
    const mark = { dialog_id, message_id, reader_id: user.id, up_to: up_to === true, at: clock.now() }
    const change = await store.messages.markSeen(mark)
    return toParticipants('dialogs.messages.seen', change, mark.up_to)
  },
)
