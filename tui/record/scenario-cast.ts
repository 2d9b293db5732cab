import type { Facts } from './facts.ts'
import type { Names } from './scenario-names.ts'

/** Who takes part in a scenario, and on which sessions. */
export class Cast {
  readonly #facts: Facts
  readonly #names: Names
  /** Sessions that are opened by a step, not before the first one. */
  readonly late = new Set<string>()
  /** Sessions that write what was there before, by user. */
  readonly #earlySessions = new Map<number, string>()
  /** Sessions of those who take part in dialogs and were not watched, by user. */
  readonly #silent = new Map<number, string>()

  readonly #acting = new Set<number>()

  constructor(facts: Facts, names: Names) {
    this.#facts = facts
    this.#names = names
  }

  /** The sessions of the recording; where something is written before, they are opened after that. */
  sessions(acting: string[], isLater: boolean): Record<string, unknown> {
    const used = new Set(acting).difference(new Set(this.#silent.values()))
    const users = new Map([...this.#facts.users].filter(([session]) => used.has(session) || this.#isMember(session)))
    for (const session of used) if (!users.has(session)) users.set(session, Number.NaN)
    return Object.fromEntries(
      [...users].map(([session, user]) => {
        const name = Number.isNaN(user) ? session.toLowerCase() : this.#names.user(user)
        return [session, isLater || this.late.has(session) ? { user: name, open: false } : name]
      }),
    )
  }

  /** Ends the connections that wrote before, and opens those of the recording. */
  change(sessions: Record<string, unknown>): Record<string, unknown>[] {
    const first = Object.keys(sessions).filter((session) => !this.late.has(session))
    return [{ close: [...this.#earlySessions.values()] }, ...(first.length > 0 ? [{ reopen: first }] : [])]
  }

  early(user: number): string {
    const name = this.#earlySessions.get(user) ?? `before${this.#earlySessions.size + 1}`
    this.#earlySessions.set(user, name)
    return name
  }

  #isMember(session: string): boolean {
    const user = this.#facts.users.get(session)!
    return [...this.#names.dialogs].some((id) => this.#facts.dialogs.get(id)!.members.has(user))
  }

  /** Who takes part without a session of the recording. */
  others(): Record<string, unknown> {
    const early = [...this.#earlySessions].map(([user, name]) => [name, this.#names.user(user)])
    const silent = [...this.#silent].map(([user, name]) => [
      name,
      this.#acting.has(user) ? this.#called(user, name) : { user: this.#called(user, name), open: false },
    ])
    return Object.fromEntries([...early, ...silent])
  }

  members(dialog: number): string[] {
    const { members } = this.#facts.dialogs.get(dialog)!
    const sessions = [...members].map((user) => this.#names.session(user) ?? this.#silentOne(user))
    // A recording that never loads its dialogs does not tell who the others are.
    return sessions.length < 2 ? [...sessions, this.#silentOne(-dialog)] : sessions
  }

  #silentOne(user: number): string {
    const name = this.#silent.get(user) ?? `other${this.#silent.size + 1}`
    this.#silent.set(user, name)
    return name
  }

  /** A session that does what a user did whom nobody watched. */
  standIn(user: number): string {
    this.#acting.add(user)
    return this.#silentOne(user)
  }

  #called(user: number, name: string): string {
    return user < 0 ? name : this.#names.user(user)
  }
}
