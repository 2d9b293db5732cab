import type { Entry, Violation } from '../wire/entry.ts'
import { Causes } from './causes.ts'
import { WatchedConnection } from './connection.ts'
import { Known } from './known.ts'

export interface CheckerOptions {
  /** Whether events beside the five are expected, because the address asks for extensions. */
  extensions?: boolean
}

/**
 * Judges what a server sends, from the entries of one or more sessions with it, in the order they came. It tells only
 * what is certain: where a correct server could have sent the same, it says nothing.
 *
 * It has no clock and no socket: a recording is checked like a live session.
 */
export class Checker {
  readonly #shared: { known: Known; causes: Causes; extensions: boolean }
  readonly #connections = new Map<string, WatchedConnection>()

  constructor({ extensions = false }: CheckerOptions = {}) {
    this.#shared = { known: new Known(), causes: new Causes(), extensions }
  }

  /** What the entry is against; empty for all but incoming frames. */
  check(entry: Entry): Violation[] {
    const { session, dir, kind } = entry
    if (dir === 'note') {
      // A new connection has missed whatever happened before it.
      if (kind === 'open') this.#connections.set(session, new WatchedConnection(entry.user, this.#shared))
      if (kind === 'close') this.#connections.delete(session)
      return []
    }
    let connection = this.#connections.get(session)
    if (!connection) {
      connection = new WatchedConnection(undefined, this.#shared)
      this.#connections.set(session, connection)
    }
    if (dir === 'in') return connection.received(entry)
    connection.sent(entry)
    return []
  }

  /** What is owed on open connections and has not come so far, such as the count after a push (MC2, MS2). */
  outstanding(): { session: string; violation: Violation }[] {
    return [...this.#connections].flatMap(([session, connection]) =>
      connection.outstanding().map((violation) => ({ session, violation })),
    )
  }
}
