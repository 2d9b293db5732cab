import { admit, checkBody } from '../domain/message.ts'
import type { Destination } from '../ports/store.ts'
import { dialogsMessagesCreate, type Message } from '../protocol/index.ts'
import { type Caller, type Deps, handle, type Outcome, toParticipants } from './run.ts'

/** What a message is made of, whichever way it came in; null counts as absent. */
interface Draft {
  body?: string | null | undefined
  file_id?: number | null | undefined
  lesson_id?: number | null | undefined
  reply_id?: number | null | undefined
  uid?: string | null | undefined
}

/** MC, HT1: renders and stores a message, and tells everyone in the dialog. */
export async function createMessage(
  deps: Deps,
  caller: Caller,
  to: Destination,
  draft: Draft,
): Promise<Outcome<Message>> {
  const markdown = checkBody(draft.body, draft.file_id)
  const { html, text } = deps.render(markdown)
  const at = deps.clock.now()
  const message = {
    to,
    author_id: caller.user.id,
    markdown,
    html,
    text,
    file_id: draft.file_id ?? null,
    reply_id: draft.reply_id ?? null,
    lesson: draft.lesson_id ?? null,
    uid: draft.uid?.toWellFormed() ?? null,
    at,
    mail_at: at + deps.mail_digest,
  }
  const change = await deps.store.messages.create(message, admit(message))
  return toParticipants('dialogs.messages.create', change)
}

export const create = handle(dialogsMessagesCreate, (deps, caller, request) =>
  createMessage(deps, caller, { dialog_id: request.dialog_id }, request),
)
