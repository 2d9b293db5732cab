import type { DataOf, Frame, Message } from '../../src/protocol/index.ts'
import type { Entry, Violation } from '../wire/entry.ts'
import { answerIs, claims } from './answers.ts'
import type { Causes } from './causes.ts'
import { type Known, messagesIn, pageIs } from './known.ts'
import { Order } from './order.ts'
import { type Asked, Requests } from './requests.ts'
import { shapeOf } from './shape.ts'
import { type Counted, UnreadModel } from './unread.ts'

/** How many revs of messages one connection remembers. */
const REMEMBERED = 10_000

/** A count that has to come. */
interface Due {
  change: Counted
  /** The entry of the change. */
  n: number
  /** The change may have been an answer that overtook its own push; then that push brings the count. */
  soft: boolean
}

/** One connection, from its opening to its end: what the server owes it, and what it may send. */
export class WatchedConnection {
  readonly #user: number | undefined
  readonly #known: Known
  readonly #causes: Causes
  readonly #extensions: boolean
  readonly #requests = new Requests()
  readonly #order = new Order()
  readonly #unread: UnreadModel | undefined
  /** The newest `rev` of each message, in whatever frame; and in pushes and answers to changes alone. */
  readonly #revs = new Map<number, number>()
  readonly #pushed = new Map<number, number>()
  #due: Due | undefined

  constructor(user: number | undefined, shared: { known: Known; causes: Causes; extensions: boolean }) {
    this.#user = user
    this.#known = shared.known
    this.#causes = shared.causes
    this.#extensions = shared.extensions
    this.#unread = user === undefined ? undefined : new UnreadModel(user)
  }

  sent(entry: Entry): void {
    if (entry.binary) return
    const asked = this.#requests.ask(entry.n, entry.text)
    if (this.#user !== undefined) this.#causes.asked(asked, this.#user)
  }

  received(entry: Entry): Violation[] {
    const { frame, name, violations } = shapeOf(entry, this.#extensions)
    if (!frame) return violations
    const { asked, violations: unasked } = this.#requests.answer(frame)
    violations.push(...unasked, ...this.#overdue(({ n }) => asked !== undefined && asked.n > n))
    if (violations.length > 0 && !name && !frame.exception) return violations
    if (asked && unasked.length === 0) violations.push(...answerIs(asked, frame, this.#user))
    if (frame.exception) return [...violations, ...this.#forbidden(frame, asked)]
    if (!name) return violations
    violations.push(...pageIs(frame, name, this.#user), ...this.#learn(frame, name))
    if (name === 'notifications.dialogs.count') violations.push(...this.#count(frame))
    // A frame that was never asked for under this id has said so already.
    else if (
      name.startsWith('dialogs.messages.') &&
      name !== 'dialogs.messages.load' &&
      !(frame.request_id !== undefined && !asked)
    )
      violations.push(...this.#change(entry.n, frame, name as Counted['event'], asked))
    for (const { id, rev } of messagesIn(frame, name)) remember(this.#revs, id, rev)
    return violations
  }

  /** The count that has not come so far. */
  outstanding(): Violation[] {
    return this.#due ? [this.#missing(this.#due)] : []
  }

  #learn(frame: Frame, name: string): Violation[] {
    const user = this.#user
    const violations = messagesIn(frame, name).flatMap((message) => this.#known.message(message))
    if (user === undefined) return violations
    if (name === 'dialogs.load')
      for (const dialog of frame.data as DataOf<'dialogs.load'>) {
        violations.push(
          ...claims('ER3', this.#known.mayBeIn(dialog.id, user), `user ${user} is not in dialog ${dialog.id}`),
        )
        this.#known.dialog(dialog, user)
      }
    const stranger = messagesIn(frame, name).find(({ dialog }) => !this.#known.mayBeIn(dialog, user))
    return [...violations, ...claims('ML3', !stranger, `user ${user} is not in dialog ${stranger?.dialog}`)]
  }

  #forbidden(frame: Frame, asked: Asked | undefined): Violation[] {
    const { request } = asked ?? {}
    if (frame.code !== 'dialog_forbidden' || !request || !('dialog_id' in request.fields) || this.#user === undefined)
      return []
    const { dialog_id } = request.fields
    return claims('ML3', !this.#known.isIn(dialog_id, this.#user), `user ${this.#user} is in dialog ${dialog_id}`)
  }

  #change(n: number, frame: Frame, event: Counted['event'], asked: Asked | undefined): Violation[] {
    const message = frame.data as Message
    const created = event === 'dialogs.messages.create'
    const change: Counted = { message, event, up_to: frame.meta?.up_to === true, ...this.#causeOf(message, created) }
    if (this.#mayRepeat(message, event, asked)) {
      const fresh = created ? this.#order.perhaps(message) : message.rev > (this.#revs.get(message.id) ?? message.rev)
      if (fresh && asked) this.#due = { change, n, soft: true }
      // What a page told before the push did may be a change of now or a repeat: whether a count follows is not known.
      else if (message.rev > (this.#pushed.get(message.id) ?? 0)) this.#unread?.lose()
      remember(this.#pushed, message.id, message.rev)
      return []
    }
    remember(this.#pushed, message.id, message.rev)
    const violations = this.#overdue(({ soft, change }) => !(soft && message.rev <= change.message.rev))
    violations.push(...this.#order.pushed(message, { created, up_to: change.up_to }))
    this.#due = { change, n, soft: false }
    return violations
  }

  /** Whether the frame may answer a request that changed nothing (MC7, MS3), rather than tell of a change. */
  #mayRepeat({ id, uid, user }: Message, event: Counted['event'], asked: Asked | undefined): boolean {
    if (event === 'dialogs.messages.seen')
      return asked !== undefined || this.#requests.loose(event).some(({ message_id }) => message_id === id)
    const mine = uid !== null && (this.#user ?? user.id) === user.id
    return mine && (asked !== undefined || this.#requests.loose(event).some((loose) => loose.uid === uid))
  }

  #causeOf(message: Message, created: boolean): Pick<Counted, 'reader' | 'certain'> {
    if (created) return { reader: 'other', certain: this.#causes.created(message) }
    const readers = this.#causes.readers(message)
    const me = this.#user !== undefined && readers.has(this.#user)
    return { reader: me ? (readers.size === 1 ? 'me' : 'either') : 'other', certain: readers.size > 0 }
  }

  #count(frame: Frame): Violation[] {
    if (frame.request_id !== undefined) return []
    const count = frame.data as number
    const due = this.#due
    this.#due = undefined
    if (due) return this.#unread?.follow(due.change, count) ?? []
    if (this.#requests.loose('notifications.dialogs.count').length > 0) return []
    const before = this.#unread?.count
    if (before === undefined || before === count) return []
    this.#unread?.lose()
    return [{ rule: 'NC2', text: `the count went from ${before} to ${count}, and no message was created or seen` }]
  }

  /** MC2, MS2: the count comes before the answer to anything that was asked later, and before the next push. */
  #overdue(isOverdue: (due: Due) => boolean): Violation[] {
    const due = this.#due
    if (!due || !isOverdue(due)) return []
    this.#due = undefined
    this.#unread?.lose()
    return [this.#missing(due)]
  }

  #missing({ change: { event, message }, n }: Due): Violation {
    const rule = event === 'dialogs.messages.create' ? 'MC2' : 'MS2'
    return { rule, text: `no count came after ${event} of message ${message.id} (#${n})` }
  }
}

function remember(revs: Map<number, number>, id: number, rev: number): void {
  revs.set(id, Math.max(rev, revs.get(id) ?? 0))
  if (revs.size > REMEMBERED) revs.delete(revs.keys().next().value!)
}
