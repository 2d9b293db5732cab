import { Actor } from '../runner/actor.ts'

/** How long the server may take to answer, milliseconds. */
const PATIENCE = 10_000

/** A connection for each user who has something to do. */
export class Writers {
  readonly #tokens: Map<number, string>
  readonly #url: string
  readonly #actors = new Map<number, Actor>()

  constructor(tokens: Map<number, string>, url: string) {
    this.#tokens = tokens
    this.#url = url
  }

  async ask(user: number, event: string, fields: Record<string, unknown>) {
    const actor = await this.#actor(user)
    const id = actor.session.request(event, fields)
    const answer = () => actor.received.find(({ frame }) => frame?.request_id === id)
    const frame = (await actor.until(answer, performance.now() + PATIENCE))?.frame
    if (!frame || frame.exception === true)
      throw new Error(`${event} as user ${user} of the recording: ${frame?.data ?? 'no answer'}`)
    return frame
  }

  close(): void {
    for (const { session } of this.#actors.values()) session.close()
  }

  async #actor(user: number): Promise<Actor> {
    const known = this.#actors.get(user)
    if (known) return known
    const token = this.#tokens.get(user)!
    const actor = new Actor({ name: `other${user}-`, url: this.#url, token, reconnect: false, emit() {} })
    this.#actors.set(user, actor)
    actor.session.open()
    await actor.until(() => actor.session.state.phase === 'open' || undefined, performance.now() + PATIENCE)
    return actor
  }
}
