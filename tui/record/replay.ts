import type { Entry } from '../wire/entry.ts'
import type { Session } from '../wire/session.ts'
import { compareFrames, type Difference } from './compare.ts'
import { Ids } from './ids.ts'

export interface ReplayOptions {
  /** How long a recorded frame may take to come, milliseconds. */
  within?: number
  /** Names of fields that may differ, beside those that always do. */
  ignore?: readonly string[]
  /** Ids that are known beforehand: where a recording never loads its dialogs, nothing else can tell them. */
  ids?: Ids
}

/** What came of one recorded entry. */
export type Outcome =
  | { kind: 'same' | 'different'; recorded: Entry; live: Entry; differences: Difference[] }
  /** It did not come in time, or could not be done. */
  | { kind: 'missing'; recorded: Entry }
  /** It came, and the recording has no such frame. */
  | { kind: 'extra'; live: Entry }

/**
 * Does what was recorded once more against a live server: sends what was sent, with the ids of this server, waits for
 * what came, and tells what is different. `sessions` are opened by the replay and closed by the caller; `listen` must
 * be given every entry they emit.
 */
export class Replay {
  readonly #sessions: ReadonlyMap<string, Session>
  readonly #within: number
  readonly #ignore: readonly string[]
  readonly #ids: Ids
  readonly #unmatched = new Map<string, Entry[]>()
  #wake: () => void = () => {}

  constructor(
    sessions: ReadonlyMap<string, Session>,
    { within = 2_000, ignore = [], ids = new Ids() }: ReplayOptions = {},
  ) {
    this.#sessions = sessions
    this.#within = within
    this.#ignore = ignore
    this.#ids = ids
  }

  listen(entry: Entry): void {
    if (entry.dir === 'in' || entry.kind === 'close') {
      const waiting = this.#unmatched.get(entry.session) ?? []
      this.#unmatched.set(entry.session, waiting)
      waiting.push(entry)
    }
    this.#wake()
  }

  async *run(entries: readonly Entry[]): AsyncGenerator<Outcome> {
    for (const recorded of entries) {
      const session = this.#sessions.get(recorded.session)
      const outcome = session ? await this.#step(recorded, session) : ({ kind: 'missing', recorded } as const)
      if (outcome) yield outcome
    }
    for (const waiting of this.#unmatched.values()) for (const live of waiting) yield { kind: 'extra', live }
  }

  async #step(recorded: Entry, session: Session): Promise<Outcome | undefined> {
    // No rule lets the server close with 1000: it was our side.
    if (recorded.close?.code === 1000) session.close()
    if (recorded.dir === 'in' || recorded.kind === 'close') return this.#expect(recorded)
    if (recorded.kind === 'open') {
      session.open()
      return (await this.#until(() => session.state.phase === 'open')) ? undefined : { kind: 'missing', recorded }
    }
    if (recorded.fault) session[recorded.fault]()
    if (recorded.dir !== 'out') return undefined
    const payload = recorded.binary ? Buffer.from(recorded.text, 'hex') : this.#ids.request(recorded.text)
    return session.send(payload) ? undefined : { kind: 'missing', recorded }
  }

  async #expect(recorded: Entry): Promise<Outcome> {
    const waiting = this.#unmatched.get(recorded.session) ?? []
    this.#unmatched.set(recorded.session, waiting)
    const find = () => waiting.findIndex((live) => isLike(recorded, live))
    if (!(await this.#until(() => find() >= 0))) return { kind: 'missing', recorded }
    const [live] = waiting.splice(find(), 1)
    const differences = this.#compare(recorded, live!)
    return { kind: differences.length === 0 ? 'same' : 'different', recorded, live: live!, differences }
  }

  #compare(recorded: Entry, live: Entry): Difference[] {
    if (recorded.close && live.close) {
      const [was, is] = [recorded.close.code, live.close.code]
      return was === is ? [] : [{ pointer: '/close/code', recorded: was, live: is }]
    }
    if (recorded.frame && live.frame) return compareFrames(recorded.frame, live.frame, this.#ids, this.#ignore)
    return recorded.text === live.text ? [] : [{ pointer: '', recorded: recorded.text, live: live.text }]
  }

  async #until(holds: () => boolean): Promise<boolean> {
    const deadline = performance.now() + this.#within
    while (!holds()) {
      const left = deadline - performance.now()
      if (left <= 0) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return true
  }
}

/** Whether two entries tell of the same thing: both a close, or the same event, answer to the same request, error or not. */
function isLike(recorded: Entry, live: Entry): boolean {
  if (recorded.kind === 'close' || live.kind === 'close') return recorded.kind === live.kind
  const [before, now] = [recorded.frame, live.frame]
  if (!before || !now) return !before && !now
  return (
    before.event === now.event &&
    before.request_id === now.request_id &&
    (before.exception === true) === (now.exception === true)
  )
}
