import { type Facts, nameOfUser } from './facts.ts'

/** What sessions, users, dialogs and messages of a recording are called in a scenario. */
export class Names {
  readonly #facts: Facts
  readonly #sessions = new Map<number, string>()
  readonly #users = new Map<number, string>()
  readonly #values = new Map<string, string>()
  /** Names whose value is known at this point of the scenario. */
  readonly #known = new Set<string>()
  /** Names that some step refers to. */
  readonly used = new Set<string>()
  /** Dialogs that some step refers to. */
  readonly dialogs = new Set<number>()

  constructor(facts: Facts) {
    this.#facts = facts
    for (const [session, user] of facts.users) if (!this.#sessions.has(user)) this.#sessions.set(user, session)
  }

  /** The session of a user who had one when it was recorded. */
  session(user: number): string | undefined {
    return this.#sessions.get(user)
  }

  /** A name in small letters that no other user has. */
  user(id: number): string {
    const known = this.#users.get(id)
    if (known) return known
    const plain = nameOfUser(this.#facts, id)
      .toLowerCase()
      .replace(/@.*$/, '')
      .replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')
    const taken = new Set(this.#users.values())
    const name = taken.has(plain) ? `${plain}-${id}` : plain
    this.#users.set(id, name)
    return name
  }

  dialogName = (id: number): string => this.#nameOf('dialog', id)

  /** `${d1}`; undefined where no frame tells who is in it. */
  dialog(id: number): string | undefined {
    if (!this.#facts.dialogs.has(id)) return undefined
    this.dialogs.add(id)
    return `\${${this.dialogName(id)}}`
  }

  /** `${m1}`, where a step before this one has captured it. */
  message = (id: number): string | undefined => this.#reference(this.#nameOf('message', id))

  uid = (uid: string): string | undefined => this.#reference(this.#nameOf('uid', uid))

  /** `{ m1: 'data.id' }`: from here on the name is known. */
  captureMessage = (id: number, path: string): Record<string, string> =>
    this.#capture(this.#nameOf('message', id), path)

  captureUid = (uid: string, path: string): Record<string, string> => this.#capture(this.#nameOf('uid', uid), path)

  #reference(name: string): string | undefined {
    if (!this.#known.has(name)) return undefined
    this.used.add(name)
    return `\${${name}}`
  }

  #capture(name: string, path: string): Record<string, string> {
    this.#known.add(name)
    return { [name]: path }
  }

  #nameOf(kind: 'dialog' | 'message' | 'uid', id: number | string): string {
    const key = `${kind} ${id}`
    const known = this.#values.get(key)
    if (known) return known
    const prefix = { dialog: 'd', message: 'm', uid: 'u' }[kind]
    const name = `${prefix}${[...this.#values.keys()].filter((one) => one.startsWith(`${kind} `)).length + 1}`
    this.#values.set(key, name)
    return name
  }
}
