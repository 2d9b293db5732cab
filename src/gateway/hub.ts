import type { BusEvent, MessageChanged } from '../ports/bus.ts'
import { dataFrame, textFrame, withRequestId } from '../protocol/index.ts'
import type { Connection } from './connection.ts'
import { outgoing } from './outgoing.ts'

/** The open sockets of this process by user, and what each is sent when something happens. */
export class Hub {
  readonly #byUser = new Map<number, Set<Connection>>()

  get size(): number {
    let size = 0
    for (const connections of this.#byUser.values()) size += connections.size
    return size
  }

  countOf(user_id: number): number {
    return this.#byUser.get(user_id)?.size ?? 0
  }

  add(connection: Connection): void {
    const { id } = connection.user
    const connections = this.#byUser.get(id)
    if (connections) connections.add(connection)
    else this.#byUser.set(id, new Set([connection]))
  }

  remove(connection: Connection): void {
    const { id } = connection.user
    const connections = this.#byUser.get(id)
    connections?.delete(connection)
    if (connections?.size === 0) this.#byUser.delete(id)
  }

  deliver(event: BusEvent): void {
    if (event.kind === 'message') this.#deliverChange(event)
    else for (const connection of this.#byUser.get(event.user_id) ?? []) connection.close(4403)
  }

  /** MC2, MS2: the message to every socket of every participant, and right after it that participant's own count. */
  #deliverChange({ event, message, counts, up_to, origin }: MessageChanged): void {
    const text = textFrame(event, message, up_to ? { up_to } : undefined)
    // Written once, whoever hears it; only the copy that answers a request with an id differs (FR3).
    const shared = outgoing(text)
    for (const { user_id, dialogs } of counts) {
      const connections = this.#byUser.get(user_id)
      if (!connections) continue
      const count = outgoing(dataFrame('notifications.dialogs.count', dialogs))
      for (const connection of connections) {
        if (origin?.connection === connection.id) {
          const { n, request_id } = origin
          connection.send(request_id === undefined ? shared : outgoing(withRequestId(text, request_id)), n)
        } else connection.send(shared)
        connection.send(count)
      }
    }
  }
}
