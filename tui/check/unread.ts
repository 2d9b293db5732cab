import type { Message } from '../../src/protocol/index.ts'
import type { Violation } from '../wire/entry.ts'

/** A change of which a count was pushed. */
export interface Counted {
  message: Message
  event: 'dialogs.messages.create' | 'dialogs.messages.seen'
  up_to: boolean
  /** Who marked it read, as far as that is known: the user of this model, somebody else, or one of the two. */
  reader: 'me' | 'other' | 'either'
  /** Whether the count belongs to this change for certain. */
  certain: boolean
}

/** How many unread messages of a dialog are followed one by one; of more it is only known that there are some. */
const FOLLOWED = 1_000

/** What of a dialog is unread: these messages (by id, with their seq), or some, whichever they are. */
type Unread = Map<number, number> | 'some'

/** What a count may be after a change, given the one before: NC1 as far as it can be followed from the pushes alone. */
export class UnreadModel {
  readonly #user: number
  #count: number | undefined
  #dialogs = new Map<number, Unread>()
  /** Whether a dialog that is not in the map is read for certain; else nothing is known of it. */
  #restRead = false

  constructor(user: number) {
    this.#user = user
  }

  get count(): number | undefined {
    return this.#count
  }

  /** Forgets everything, when something happened that cannot be followed. */
  lose(): void {
    this.#count = undefined
    this.#dialogs.clear()
    this.#restRead = false
  }

  /** Follows one change and the count that came with it. */
  follow(change: Counted, count: number): Violation[] {
    if (!change.certain || change.reader === 'either') {
      this.lose()
      return []
    }
    const before = this.#count
    const step = before === undefined ? undefined : count - before
    const possible = this.#step(change, step)
    this.#count = count
    const unread = [...this.#dialogs.values()].filter((dialog) => dialog === 'some' || dialog.size > 0).length
    if ((step !== undefined && !possible.includes(step)) || count < unread) {
      this.lose()
      const expected = step === undefined ? [`at least ${unread}`] : possible.map((one) => before! + one)
      return [
        {
          rule: 'NC1',
          text: `the count is ${count}, and only ${expected.join(' or ')} can follow ${this.#why(change, before)}`,
        },
      ]
    }
    if (count === unread) this.#restRead = true
    return []
  }

  /** By how much the count may change; notes what is unread afterwards. `step` is by how much it did, where known. */
  #step({ message, event, up_to, reader }: Counted, step: number | undefined): number[] {
    const { id, dialog, seq } = message
    const mine = message.user.id === this.#user
    if (mine || (event === 'dialogs.messages.seen' && reader === 'other')) return [0]
    // Before its first message a dialog holds nothing unread, whatever was missed.
    const first = event === 'dialogs.messages.create' && seq === 1
    const unread = this.#dialogs.get(dialog) ?? (this.#restRead || first ? new Map<number, number>() : undefined)
    if (event === 'dialogs.messages.create') {
      if (unread instanceof Map) {
        const possible = [unread.size === 0 ? 1 : 0]
        this.#dialogs.set(dialog, unread.size < FOLLOWED ? unread.set(id, seq) : 'some')
        return possible
      }
      this.#dialogs.set(dialog, step === 1 && unread === undefined ? new Map([[id, seq]]) : 'some')
      return unread === 'some' ? [0] : [0, 1]
    }
    if (unread instanceof Map) {
      const left = [...unread].filter(([other, at]) => other !== id && !(up_to && at <= seq))
      this.#dialogs.set(dialog, new Map(left))
      return [unread.size > 0 && left.length === 0 ? -1 : 0]
    }
    if (step === -1) this.#dialogs.set(dialog, new Map())
    else if (step === 0) this.#dialogs.set(dialog, 'some')
    else this.#dialogs.delete(dialog)
    return [0, -1]
  }

  #why({ event, message }: Counted, before: number | undefined): string {
    const what = event === 'dialogs.messages.create' ? 'was created' : 'was seen'
    return `${before ?? 'what came before'} when message ${message.id} ${what}`
  }
}
