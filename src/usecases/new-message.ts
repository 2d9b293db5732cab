import { z } from 'zod'
import { type Message, messageFields } from '../protocol/index.ts'
import { createMessage } from './dialogs.messages.create.ts'
import type { UseCase } from './run.ts'

/** HT1: the body of `POST /api/dialogs/new-message/`. */
export const NewMessageRequest = z.object(messageFields)

/** HT1: writes to the caller's reviewer, into their dialog, which is made if there is none. */
export const newMessage: UseCase<typeof NewMessageRequest, Message> = {
  request: NewMessageRequest,
  handle: (deps, caller, request) => createMessage(deps, caller, { with_reviewer: true }, request),
}
