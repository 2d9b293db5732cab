import type { Entry, WireFrame } from '../wire/entry.ts'
import type { Session } from '../wire/session.ts'
import { compareFrames, type Difference } from './compare.ts'
import { Ids } from './ids.ts'

const FENCE = 'the replay is over'

export interface ReplayOptions {
  /** How long a recorded frame may take to come, milliseconds. */
  within?: number
  /** Names of fields that may differ, beside those that always do. */
  ignore?: readonly string[]
  /** Ids that are known beforehand: where a recording never loads its dialogs, nothing else can tell them. */
  ids?: Ids
  /** Does what must have happened before an entry, and no session of the recording does. */
  standIn?: (entry: Entry) => Promise<void>
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
  readonly #standIn: (entry: Entry) => Promise<void>
  readonly #unmatched = new Map<string, Entry[]>()
  #wake: () => void = () => {}

  constructor(
    sessions: ReadonlyMap<string, Session>,
    { within = 2_000, ignore = [], ids = new Ids(), standIn = async () => {} }: ReplayOptions = {},
  ) {
    this.#sessions = sessions
    this.#within = within
    this.#ignore = ignore
    this.#ids = ids
    this.#standIn = standIn
  }

  listen(entry: Entry): void {
    if (entry.dir === 'in' || entry.kind === 'close') this.#waiting(entry.session).push(entry)
    this.#wake()
  }

  async *run(entries: readonly Entry[]): AsyncGenerator<Outcome> {
    const asked = new Set<string>()
    for (const recorded of entries) {
      const request = askedBy(recorded)
      if (request && recorded.dir === 'out') asked.add(request)
      // It answers what was asked before the recording began.
      if (request && recorded.dir === 'in' && !asked.has(request)) continue
      await this.#standIn(recorded)
      const session = this.#sessions.get(recorded.session)
      const outcome = session ? await this.#step(recorded, session) : ({ kind: 'missing', recorded } as const)
      if (outcome) yield outcome
    }
    await this.#fence()
    for (const waiting of this.#unmatched.values()) for (const live of waiting) yield { kind: 'extra', live }
  }

  /** Asks once more on every connection: what was to come before that has come when it is answered (FR4). */
  async #fence(): Promise<void> {
    const open = [...this.#sessions].filter(([, { state }]) => state.phase === 'open' && !state.stalled)
    for (const [, session] of open)
      session.send(JSON.stringify({ event: 'notifications.dialogs.count', request_id: FENCE }))
    for (const [name] of open) {
      const find = () => this.#waiting(name).findIndex(({ frame }) => frame?.request_id === FENCE)
      if (await this.#until(() => find() >= 0)) this.#waiting(name).splice(find(), 1)
    }
  }

  #waiting(session: string): Entry[] {
    const waiting = this.#unmatched.get(session) ?? []
    this.#unmatched.set(session, waiting)
    return waiting
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
    return session.send(payload, recorded.asText) ? undefined : { kind: 'missing', recorded }
  }

  async #expect(recorded: Entry): Promise<Outcome> {
    const waiting = this.#waiting(recorded.session)
    const find = () => waiting.findIndex((live) => isLike(recorded, live, this.#ids))
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
function isLike(recorded: Entry, live: Entry, ids: Ids): boolean {
  if (recorded.kind === 'close' || live.kind === 'close') return recorded.kind === live.kind
  const [before, now] = [recorded.frame, live.frame]
  if (!before || !now) return !before && !now
  if (before.event !== now.event || before.request_id !== now.request_id) return false
  if ((before.exception === true) !== (now.exception === true)) return false
  if (recorded.event !== 'dialogs.messages.create' && recorded.event !== 'dialogs.messages.seen') return true
  const [was, is] = [idOf(before), idOf(now)]
  return was === undefined || is === undefined || ids.mayBe('message', was, is)
}

function idOf({ data }: WireFrame): number | undefined {
  const id = (data as { id?: unknown } | null | undefined)?.id
  return typeof id === 'number' ? id : undefined
}

/** Names the request that an entry is or answers, where it bears an id. */
function askedBy({ session, frame }: Entry): string | undefined {
  return frame?.request_id === undefined ? undefined : `${session} ${JSON.stringify(frame.request_id)}`
}
