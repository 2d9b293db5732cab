import type { Message } from '../../src/protocol/index.ts'
import type { Asked } from './requests.ts'

/** How many requests are remembered as causes. */
const REMEMBERED = 20_000

/**
 * Which changes were asked for by the sessions we watch. Only of those it is certain that the count pushed after them
 * belongs to them: what another process writes beside the server may come in bursts that share one count.
 */
export class Causes {
  #creates = new Map<string, number>()
  #created = new Set<number>()
  #readers = new Map<number, Set<number>>()

  asked({ request }: Asked, user: number): void {
    if (request?.name === 'dialogs.messages.create') {
      const { dialog_id, body } = request.fields
      const key = `${user} ${dialog_id} ${(body ?? '').toWellFormed()}`
      this.#creates.set(key, (this.#creates.get(key) ?? 0) + 1)
      bound(this.#creates)
    } else if (request?.name === 'dialogs.messages.seen') {
      const { message_id } = request.fields
      this.#readers.set(message_id, (this.#readers.get(message_id) ?? new Set()).add(user))
      bound(this.#readers)
    }
  }

  /** Whether one of our sessions asked for this message to be created. */
  created({ id, dialog, user, markdown_body }: Message): boolean {
    if (this.#created.has(id)) return true
    const key = `${user.id} ${dialog} ${markdown_body}`
    const left = this.#creates.get(key)
    if (left === undefined) return false
    if (left > 1) this.#creates.set(key, left - 1)
    else this.#creates.delete(key)
    this.#created.add(id)
    bound(this.#created)
    return true
  }

  /** Which of the users we watch asked to mark this message read. */
  readers({ id }: Message): ReadonlySet<number> {
    return this.#readers.get(id) ?? none
  }
}

const none: ReadonlySet<number> = new Set()

function bound(kept: { size: number; keys(): Iterator<unknown>; delete(key: never): boolean }): void {
  if (kept.size > REMEMBERED) kept.delete(kept.keys().next().value as never)
}
