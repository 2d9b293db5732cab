import { Checker } from '../../tui/check/checker.ts'
import { type Entry, Session, type SessionOptions } from '../../tui/wire/session.ts'

/** How long a test waits for something that must come, milliseconds. */
const PATIENCE = 8_000

/** The sessions of a test with one log and one checker, and ways to wait for entries. */
export class Watched {
  readonly log: Entry[] = []
  readonly checker = new Checker()
  readonly sessions: Session[] = []
  #wake: (() => void)[] = []

  session(name: string, url: string, token: SessionOptions['token'], more: Partial<SessionOptions> = {}): Session {
    const session = new Session({
      name,
      url,
      token,
      number: () => this.log.length + 1,
      check: (entry) => this.checker.check(entry),
      emit: (entry) => {
        this.log.push(entry)
        for (const wake of this.#wake.splice(0)) wake()
      },
      ...more,
    })
    this.sessions.push(session)
    return session
  }

  /** Opens a session and waits until it is open. */
  async opened(...args: Parameters<Watched['session']>): Promise<Session> {
    const session = this.session(...args)
    session.open()
    await this.until(() => session.state.phase === 'open')
    return session
  }

  async until<T>(found: () => T | undefined | false): Promise<T> {
    const deadline = Date.now() + PATIENCE
    for (;;) {
      const result = found()
      if (result) return result
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`it never came; the log: ${this.log.map(({ text }) => text).join('\n')}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#wake.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  /** The answer to a request. */
  answer(id: string): Promise<Entry> {
    return this.until(() => this.log.find(({ dir, frame }) => dir === 'in' && frame?.request_id === id))
  }

  async ask(session: Session, event: string, fields: Record<string, unknown> = {}): Promise<Entry> {
    return this.answer(session.request(event, fields))
  }

  violations(): { n: number; rule: string; text: string }[] {
    return this.log.flatMap(({ n, violations }) => violations.map(({ rule, text }) => ({ n, rule, text })))
  }

  close(): void {
    for (const session of this.sessions) session.close()
  }
}
