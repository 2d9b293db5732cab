import type { Message } from '../../src/protocol/index.ts'
import type { Entry } from '../wire/entry.ts'
import { Causes } from './causes.ts'
import { type Facts, requestFor } from './facts.ts'
import type { Ids } from './ids.ts'
import type { Writers } from './writers.ts'

/** Does during a replay what others did whom nobody recorded, each deed once and in the order it was done. */
export class StandIns {
  readonly #causes: Causes
  readonly #facts: Facts
  readonly #ids: Ids
  readonly #writers: Writers
  readonly #creates: readonly Entry[]
  readonly #done = new Set<string>()

  constructor(entries: readonly Entry[], facts: Facts, ids: Ids, writers: Writers) {
    this.#causes = new Causes(entries)
    this.#facts = facts
    this.#ids = ids
    this.#writers = writers
    const foreign = entries.filter((one) => this.#causes.isForeign(one))
    this.#creates = foreign.filter(({ event }) => event === 'dialogs.messages.create')
  }

  /** What must have happened before this entry is done once more, or can come. */
  async before(entry: Entry): Promise<void> {
    if (this.#causes.isForeign(entry)) return this.#do(entry)
    const answer = entry.dir === 'out' ? this.#causes.answers.get(entry.n) : undefined
    if (answer?.event !== 'dialogs.messages.create' || answer.frame?.exception === true) return
    // Written before this message, though its push came after this was sent.
    for (const one of this.#creates) if (messageOf(one).id < messageOf(answer).id) await this.#do(one)
  }

  close(): void {
    this.#writers.close()
  }

  async #do(entry: Entry): Promise<void> {
    const message = messageOf(entry)
    const deed = `${entry.event} ${message.id}`
    if (this.#done.has(deed)) return
    this.#done.add(deed)
    const [who, fields] = entry.event === 'dialogs.messages.create' ? this.#create(message) : this.#seen(message, entry)
    const dialog_id = this.#ids.get('dialog', message.dialog)
    // What cannot be done is told by the frame that does not come.
    if (who !== undefined) await this.#writers.ask(who, entry.event!, { dialog_id, ...fields }).catch(() => {})
  }

  #create(message: Message): [number, Record<string, unknown>] {
    const { user, markdown_body, uid } = message
    const reply = message.reply?.id ?? null
    const what = { ...message, author: user.id, body: markdown_body, reply, read: false }
    const request = requestFor(what, (id) => this.#ids.get('message', id))
    return [user.id, uid === null ? request : { ...request, uid: this.#ids.uid(uid) }]
  }

  /** The reader is not told; among two it is the other one. */
  #seen({ id, dialog, user }: Message, { frame }: Entry): [number | undefined, Record<string, unknown>] {
    const watched = new Set(this.#facts.users.values())
    const others = [...(this.#facts.dialogs.get(dialog)?.members ?? [])].filter((one) => one !== user.id)
    const up_to = (frame!.meta as { up_to?: unknown } | undefined)?.up_to === true ? { up_to: true } : {}
    const reader = others.find((one) => !watched.has(one)) ?? others[0]
    return [reader, { message_id: this.#ids.get('message', id), ...up_to }]
  }
}

const messageOf = ({ frame }: Entry) => frame!.data as Message
