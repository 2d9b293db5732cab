import type { WireFrame } from './entry.ts'

/** How many unanswered requests are remembered; beyond, the oldest is forgotten. */
const REMEMBERED = 10_000

/**
 * Measures the time from a request to its direct reply: by `request_id` (FR3) where the request carried one, else to
 * the first frame of the same event that bears none. A create by somebody else is not taken for the reply to ours.
 */
export class Latency {
  /** Who asks; undefined where the token does not tell. */
  user: number | undefined
  #byId = new Map<unknown, number>()
  #byEvent = new Map<string, number[]>()

  asked(frame: WireFrame | undefined, tick: number): void {
    const id = frame?.request_id
    if (id !== undefined && id !== null) {
      this.#byId.set(id, tick)
      if (this.#byId.size > REMEMBERED) this.#byId.delete(this.#byId.keys().next().value)
      return
    }
    // What is no request is answered under the event "error" (ER1).
    const event = typeof frame?.event === 'string' && frame.event !== '' ? frame.event : 'error'
    const waiting = this.#byEvent.get(event) ?? []
    this.#byEvent.set(event, waiting)
    waiting.push(tick)
    if (waiting.length > REMEMBERED) waiting.shift()
    if (this.#byEvent.size > REMEMBERED) this.#byEvent.delete(this.#byEvent.keys().next().value!)
  }

  /** Milliseconds since the request that `frame` answers, or undefined where it answers none. */
  answered(frame: WireFrame, tick: number): number | undefined {
    const id = frame.request_id
    if (id !== undefined) {
      const asked = this.#byId.get(id)
      this.#byId.delete(id)
      return asked === undefined ? undefined : tick - asked
    }
    if (this.user !== undefined && frame.event === 'dialogs.messages.create' && this.#isOfAnother(frame))
      return undefined
    const asked = this.#byEvent.get(String(frame.event))?.shift()
    return asked === undefined ? undefined : tick - asked
  }

  /** A new connection answers nothing that an old one was asked. */
  clear(): void {
    this.#byId.clear()
    this.#byEvent.clear()
  }

  #isOfAnother({ data }: WireFrame): boolean {
    const author = (data as { user?: { id?: unknown } } | null | undefined)?.user?.id
    return typeof author === 'number' && author !== this.user
  }
}
