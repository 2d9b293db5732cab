import type { Admission, NewMessage } from '../ports/store.ts'
import { limits, Refusal } from '../protocol/index.ts'

/** MC1: the body as it is kept, or the refusal of a message that says nothing or too much. */
export function checkBody(body: string | null | undefined, file_id: number | null | undefined): string {
  // Half of a surrogate pair is no character: it could not be stored and given back unchanged.
  const text = (body ?? '').toWellFormed()
  if (text.trim() === '' && !file_id) throw new Refusal('empty_message')
  if (text.length > limits.body_characters && [...text].length > limits.body_characters) {
    throw new Refusal('body_too_long')
  }
  return text
}

/** Whether a message may be created (ML3, MC5–MC7, HT1), decided on what the store found in the same transaction. */
export function admit(message: NewMessage): Admission {
  return ({ reviewer, participants, file, reply_found, earlier }) => {
    if (reviewer === null) throw new Refusal('reviewer_missing')
    if (!participants?.some(({ id }) => id === message.author_id)) throw new Refusal('dialog_forbidden')
    if (earlier) {
      if (sameMessage(message, earlier)) return 'repeat'
      throw new Refusal('uid_conflict')
    }
    if (message.file_id !== null && file?.owner_id !== message.author_id) throw new Refusal('file_forbidden')
    if (!reply_found) throw new Refusal('message_not_found')
    return 'store'
  }
}

type Earlier = NonNullable<Parameters<Admission>[0]['earlier']>

/** MC7: a repeat asks for what is there already: same dialog, same content. */
function sameMessage(message: NewMessage, earlier: Earlier): boolean {
  return (
    'dialog_id' in message.to &&
    message.to.dialog_id === earlier.dialog_id &&
    message.markdown === earlier.markdown &&
    message.file_id === earlier.file_id &&
    message.reply_id === earlier.reply_id &&
    message.lesson === earlier.lesson
  )
}
