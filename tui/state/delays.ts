import type { Entry } from '../wire/entry.ts'

/** How many messages are remembered; beyond, the oldest are forgotten. */
const REMEMBERED = 2_000

interface Travel {
  /** Who sent it and when (`tick`), where that was one of our sessions. */
  sent?: { session: string; tick: number }
  arrived: Map<string, number>
}

/** From one session's send to the frame at another: the reply tells which message a send became. */
export class Delays {
  #travels = new Map<number, Travel>()

  apply({ dir, event, frame, session, tick, latency }: Entry): void {
    if (dir !== 'in' || event !== 'dialogs.messages.create') return
    const id = (frame?.data as { id?: unknown } | null | undefined)?.id
    if (typeof id !== 'number') return
    const travel: Travel = this.#travels.get(id) ?? { arrived: new Map() }
    this.#travels.set(id, travel)
    if (latency !== undefined) travel.sent ??= { session, tick: tick - latency }
    if (!travel.arrived.has(session)) travel.arrived.set(session, tick)
    if (this.#travels.size > REMEMBERED) this.#travels.delete(this.#travels.keys().next().value!)
  }

  /** Milliseconds from the send to the message's arrival at `session`; undefined where either was not seen. */
  of(message: number, session: string): number | undefined {
    const { sent, arrived } = this.#travels.get(message) ?? {}
    const at = arrived?.get(session)
    return sent === undefined || at === undefined ? undefined : at - sent.tick
  }
}
