import { type Message, NewMessage } from '../protocol/index.ts'
import { createMessage } from './dialogs.messages.create.ts'
import type { UseCase } from './run.ts'

/** HT1: writes to the caller's reviewer, into their dialog, which is made if there is none. */
export const newMessage: UseCase<typeof NewMessage, Message> = {
  request: NewMessage,
  handle: (deps, caller, request) => createMessage(deps, caller, { with_reviewer: true }, request),
}
