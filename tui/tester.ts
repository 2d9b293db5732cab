import { Checker } from './check/checker.ts'
import { type ActionId, actionOf } from './keys.ts'
import type { Press } from './press.ts'
import { ChatModel } from './state/chat.ts'
import { Delays } from './state/delays.ts'
import { SeenIds } from './state/ids.ts'
import { Log } from './state/log.ts'
import { Ring } from './state/ring.ts'
import { Stats } from './state/stats.ts'
import { initialUi, type Toast, type Ui } from './state/ui.ts'
import type { ThemeName } from './theme.ts'
import type { Entry } from './wire/entry.ts'
import { Session, type SessionOptions } from './wire/session.ts'

/** One user to connect as. */
export interface SessionSpec {
  /** A, B, … */
  name: string
  /** `ws://host:port/ws/`, without a token. */
  url: string
  token: SessionOptions['token']
  /** How the user is called on the screen. */
  user: string
}

/** Somebody to pick from the list. */
export interface PersonSpec extends Omit<SessionSpec, 'name'> {
  /** What tells people of the same name apart: id and address. */
  about: string
}

export interface TesterSpec {
  sessions: readonly SessionSpec[]
  /** Whom the list offers, where no sessions are named. */
  people?: readonly PersonSpec[]
  theme: ThemeName
}

/** A session with what is known of its user. */
export interface Connected {
  spec: SessionSpec
  session: Session
  model: ChatModel
  /** What was asked for on this connection, so that it is asked for once. */
  asked: Set<string>
}

/** How seldom React hears of frames, in milliseconds: 15 times a second. Keys are shown at once. */
const PAUSE = 67
const TOAST = 4_000

/** What the terminal must do for the tester. */
export interface Terminal {
  quit(): void
  suspend(): void
  copy(text: string): void
}

/** Everything the screens show, outside of React: what crossed the wire, and what is looked at. */
export class Tester {
  readonly people: readonly PersonSpec[]
  readonly log = new Log()
  readonly ids = new SeenIds()
  readonly delays = new Delays()
  readonly stats = new Stats()
  readonly violations = new Ring<Entry>({ items: 1_000, weight: 2 * 1024 * 1024 }, ({ text }) => text.length)
  sessions: Connected[] = []
  ui: Ui
  terminal: Terminal = { quit() {}, suspend() {}, copy() {} }
  /** Does an action; set by commands.ts, which knows this class. */
  perform: (id: ActionId) => void = () => {}
  /** Gets what is typed: a key of the overlay, or of a text. */
  typed: (press: Press) => void = () => {}
  /** Told of every entry after it was taken in. */
  settle: () => void = () => {}
  #checker = new Checker()
  #numbers = 0
  #version = 0
  #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #told = 0
  #tick: NodeJS.Timeout
  #toast: NodeJS.Timeout | undefined

  constructor({ sessions, people = [], theme }: TesterSpec) {
    this.people = people
    this.ui = initialUi(sessions.length, theme)
    this.connect(sessions)
    this.#tick = setInterval(() => this.changed(), 1_000)
  }

  /** Makes the sessions and opens them. */
  connect(specs: readonly SessionSpec[]): void {
    this.sessions = specs.map((spec) => this.#make(spec))
    for (const { session } of this.sessions) session.open()
  }

  /** Leaves the list of people with those who were picked. */
  begin(specs: readonly SessionSpec[]): void {
    this.ui = initialUi(specs.length, this.ui.theme)
    this.connect(specs)
    this.changed(true)
  }

  /** Puts another session in the place of one, for the same user, with another token. */
  replaceToken(index: number, token: string): void {
    const before = this.sessions[index]
    if (!before) return
    before.session.close()
    const { model } = before
    this.sessions[index] = { ...this.#make({ ...before.spec, token }), spec: before.spec, model }
    this.sessions[index].session.open()
    this.changed(true)
  }

  /** A session on its user's own token again. */
  renew(index: number): void {
    const { session, spec, model } = this.sessions[index]!
    if (session.state.phase === 'open' && !session.state.stalled) return
    session.close()
    this.sessions[index] = { ...this.#make(spec), model }
    this.sessions[index].session.open()
  }

  get active(): Connected | undefined {
    return this.sessions[this.ui.compose.session]
  }

  indexOf(name: string): number {
    return this.sessions.findIndex(({ spec }) => spec.name === name)
  }

  set(part: Partial<Ui>): void {
    this.ui = { ...this.ui, ...part }
    this.changed(true)
  }

  press(press: Press): void {
    const { overlay, place, typing } = this.ui
    const action = overlay ? undefined : actionOf(press.key, place, typing)
    if (action) this.perform(action.id)
    else if (overlay && press.key === '^C') this.perform('interrupt')
    else this.typed(press)
  }

  toast(text: string, kind: Toast['kind'] = 'good'): void {
    clearTimeout(this.#toast)
    this.#toast = setTimeout(() => this.set({ toast: undefined }), TOAST)
    this.#toast.unref()
    this.set({ toast: { text, kind } })
  }

  /** For React: a new number whenever there is something new to show. */
  version = (): number => this.#version

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  changed(now = false) {
    if (now) return this.#tell()
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, PAUSE - (performance.now() - this.#told)))
  }

  end(): void {
    clearInterval(this.#tick)
    clearTimeout(this.#timer)
    clearTimeout(this.#toast)
    this.#listeners.clear()
    for (const { session } of this.sessions) session.close()
  }

  #make(spec: SessionSpec): Connected {
    const session = new Session({
      ...spec,
      number: () => ++this.#numbers,
      check: (entry) => this.#checker.check(entry),
      emit: (entry) => this.#take(entry),
    })
    session.subscribe(() => this.changed())
    return { spec, session, model: new ChatModel(), asked: new Set() }
  }

  #take(entry: Entry): void {
    this.log.push(entry)
    this.stats.apply(entry)
    this.ids.apply(entry)
    this.delays.apply(entry)
    const connected = this.sessions[this.indexOf(entry.session)]
    connected?.model.apply(entry)
    if (entry.kind === 'open') connected?.asked.clear()
    if (entry.violations.length > 0) this.violations.push(entry)
    this.settle()
    this.changed()
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#told = performance.now()
    this.#version += 1
    for (const listener of this.#listeners) listener()
  }
}
