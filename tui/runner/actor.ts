import type { Entry, WireFrame } from '../wire/entry.ts'
import { Session, type SessionOptions } from '../wire/session.ts'
import { emailOf, userOf } from '../wire/token.ts'
import { StepFailure } from './failure.ts'

/** One session of a scenario: what it received, and what of that no step has looked at yet. */
export class Actor {
  readonly session: Session
  /** Everything that came in, in order. */
  readonly received: Entry[] = []
  /** What of it no step has matched. */
  unread: Entry[] = []
  lastSent: WireFrame | undefined
  lastReply: WireFrame | undefined
  /** Whom the token names, also while the session is not open yet. */
  readonly #user: number | undefined
  readonly email: string | undefined
  #matched = -1
  #closes: Entry[] = []
  #wake: (() => void) | undefined

  constructor(options: Omit<SessionOptions, 'emit'> & { emit: (entry: Entry) => void }) {
    const emit = (entry: Entry) => {
      options.emit(entry)
      this.#hear(entry)
    }
    const token = typeof options.token === 'string' ? options.token : ''
    this.#user = userOf(token)
    this.email = emailOf(token)
    this.session = new Session({ ...options, emit })
    this.session.subscribe(() => this.#wake?.())
  }

  /** What `${A.…}` gives: `last` received and `sent` frame, last direct `reply`, `user` id. */
  get facts(): Record<string, unknown> {
    const user = this.session.state.user ?? this.#user
    return { last: this.received.at(-1)?.frame, sent: this.lastSent, reply: this.lastReply, user }
  }

  /** The oldest close that no step has matched. */
  takeClose(): Entry | undefined {
    return this.#closes.shift()
  }

  take(entry: Entry): void {
    this.unread.splice(this.unread.indexOf(entry), 1)
    this.#matched = this.received.indexOf(entry)
  }

  /** The frame that came right after the one that was matched last. */
  get next(): Entry | undefined {
    return this.received[this.#matched + 1]
  }

  /** Waits until `find` finds something; undefined when `deadline` has passed. A closed connection ends it at once. */
  async until<T>(find: () => T | undefined, deadline: number, mayBeClosed = false): Promise<T | undefined> {
    for (;;) {
      const found = find()
      if (found !== undefined) return found
      const left = deadline - performance.now()
      if (left <= 0) return undefined
      if (!mayBeClosed) this.#mustBeOpen()
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  #mustBeOpen(): void {
    const { phase, close, error } = this.session.state
    if (phase === 'open' || phase === 'connecting') return
    const why = close ? `closed with ${close.code} (${close.reason || close.meaning})` : (error ?? 'not open')
    throw new StepFailure('expectation', `session ${this.session.name} is ${why}`)
  }

  #hear(entry: Entry): void {
    if (entry.dir === 'in') {
      this.received.push(entry)
      this.unread.push(entry)
      if (entry.frame?.request_id !== undefined) this.lastReply = entry.frame
    } else if (entry.dir === 'out') this.lastSent = entry.frame
    else if (entry.kind === 'close') this.#closes.push(entry)
    this.#wake?.()
  }
}
