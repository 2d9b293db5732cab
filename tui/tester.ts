import { rmSync } from 'node:fs'
import { Checker } from './check/checker.ts'
import { type ActionId, actionOf } from './keys.ts'
import type { Connected, PersonSpec, Repeating, Run, SessionSpec, TesterSpec, Viewed } from './people.ts'
import type { Press } from './press.ts'
import type { Recorder, RecorderState } from './record/recorder.ts'
import type { ScenarioServer } from './runner/server.ts'
import { ChatModel } from './state/chat.ts'
import { Feed } from './state/feed.ts'
import { initialUi, type Toast, type Ui } from './state/ui.ts'
import type { Entry } from './wire/entry.ts'
import { Session } from './wire/session.ts'

export type { Connected, PersonSpec, SessionSpec, TesterSpec } from './people.ts'

/** How seldom React hears of frames, in milliseconds: 10 times a second. Keys are shown at once. */
const PAUSE = 100
const PAUSE_LINEAR = 3_000
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
  readonly folder: string
  ui: Ui
  /** What frames are written to as they come, also after it failed; undefined where nothing is recorded. */
  recorder: Recorder | undefined
  viewed: Viewed | undefined
  /** How many frames were sent from Compose: `${n}`. */
  composed = 0
  repeating: Repeating | undefined
  /** The folder where what was copied is, while the tester runs. */
  copies: string | undefined
  readonly scenarios: string
  readonly server: ScenarioServer | undefined
  /** The scenarios of the screen, and what of them is wrong. */
  runs: Run[] = []
  problems: readonly string[] = []
  terminal: Terminal = { quit() {}, suspend() {}, copy() {} }
  /** Does an action; set by commands.ts, which knows this class. */
  perform: (id: ActionId) => void = () => {}
  /** Gets what is typed: a key of the overlay, or of a text. */
  typed: (press: Press) => void = () => {}
  /** Told of every entry after it was taken in. */
  settle: () => void = () => {}
  #live = new Feed()
  #sessions: Connected[] = []
  readonly #pause: number
  #checker = new Checker()
  #numbers = 0
  #version = 0
  #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #told = 0
  #tick: NodeJS.Timeout
  #toast: NodeJS.Timeout | undefined

  constructor(spec: TesterSpec) {
    const { sessions, people = [], theme, folder = process.cwd(), scenarios = folder, server, linear = false } = spec
    this.people = people
    this.folder = folder
    this.scenarios = scenarios
    this.server = server
    this.#pause = linear ? PAUSE_LINEAR : PAUSE
    this.ui = initialUi(sessions.length, theme)
    this.connect(sessions)
    this.#tick = setInterval(() => this.changed(), linear ? PAUSE_LINEAR : 1_000)
  }

  /** Makes the sessions and opens them. */
  connect(specs: readonly SessionSpec[]): void {
    this.#sessions = specs.map((spec) => this.#make(spec))
    for (const { session } of this.#sessions) session.open()
  }

  /** Leaves the list of people with those who were picked. */
  begin(specs: readonly SessionSpec[]): void {
    this.ui = initialUi(specs.length, this.ui.theme)
    this.connect(specs)
    this.changed(true)
  }

  /** Puts another session in the place of one, for the same user, with another token. */
  replaceToken(index: number, token: string): void {
    const before = this.#sessions[index]
    if (!before) return
    before.session.close()
    const { model } = before
    this.#sessions[index] = { ...this.#make({ ...before.spec, token }), spec: before.spec, model }
    this.#sessions[index].session.open()
    this.changed(true)
  }

  /** A session on its user's own token again. */
  renew(index: number): void {
    const { session, spec, model } = this.#sessions[index]!
    if (session.state.phase === 'open' && !session.state.stalled) return
    session.close()
    this.#sessions[index] = { ...this.#make(spec), model }
    this.#sessions[index].session.open()
  }

  /** Those on the screen: the live ones, or those of the recording that is looked at. */
  get sessions(): readonly Connected[] {
    return this.viewed?.sessions ?? this.#sessions
  }

  /** The live sessions, whatever is on the screen. */
  get live(): { sessions: readonly Connected[]; feed: Feed } {
    return { sessions: this.#sessions, feed: this.#live }
  }

  get #shown(): Feed {
    return this.viewed?.feed ?? this.#live
  }
  get log() {
    return this.#shown.log
  }
  get ids() {
    return this.#shown.ids
  }
  get delays() {
    return this.#shown.delays
  }
  get stats() {
    return this.#shown.stats
  }
  get violations() {
    return this.#shown.violations
  }

  /** The time that rates are told for: now, or when the recording ended. */
  get now(): number {
    return this.viewed ? (this.viewed.entries.at(-1)?.at ?? 0) : Date.now()
  }

  get active(): Connected | undefined {
    return this.sessions[this.ui.compose.session]
  }

  indexOf = (name: string): number => this.sessions.findIndex(({ spec }) => spec.name === name)

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
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#pause - (performance.now() - this.#told)))
  }

  end(): void {
    clearInterval(this.#tick)
    clearTimeout(this.#timer)
    clearTimeout(this.#toast)
    this.#listeners.clear()
    for (const { session } of this.#sessions) session.close()
    clearInterval(this.repeating?.timer)
    if (this.copies) rmSync(this.copies, { recursive: true, force: true })
    if (!this.recorder?.state.failure) this.recorder?.close()
  }

  #make(spec: SessionSpec): Connected {
    const session: Session = new Session({
      ...spec,
      number: () => ++this.#numbers,
      check: (entry) => this.#checker.check(entry),
      emit: (entry) => this.#take(entry, session),
    })
    session.subscribe(() => this.changed())
    return { spec, session, model: new ChatModel(), asked: new Set() }
  }

  #take(entry: Entry, session: Session): void {
    this.#record(entry)
    this.#live.apply(entry)
    const connected = this.#sessions.find(({ spec }) => spec.name === entry.session)
    connected?.model.apply(entry)
    if (connected && entry.kind === 'open') {
      connected.asked.clear()
      connected.opened = entry
    }
    // The connection of a session that was replaced ends when its successor is open already.
    if (connected?.session === session && entry.kind === 'close') connected.opened = undefined
    this.settle()
    this.changed()
  }

  #record(entry: Entry): void {
    const { recorder } = this
    if (!recorder || recorder.state.failure) return
    recorder.write(entry)
    const { failure } = recorder.state as RecorderState
    if (failure) this.toast(`the recording ended, the frames go on: ${failure.message}`, 'bad')
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#told = performance.now()
    this.#version += 1
    for (const listener of this.#listeners) listener()
  }
}
