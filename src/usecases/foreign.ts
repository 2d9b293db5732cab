import type { Bus } from '../ports/bus.ts'
import type { ForeignChange } from '../ports/store.ts'
import type { Publisher } from './publisher.ts'

/** What another process wrote (the command line beside a running server) is told to the sockets of this one. */
export function publishForeign(changes: ForeignChange[], publisher: Publisher, bus: Bus): void {
  for (const change of changes) {
    if (change.kind === 'user_disabled') {
      bus.publish(change)
      continue
    }
    const { created, counts } = change
    const { rev } = change.message
    const message = JSON.stringify(change.message)
    const event = created ? 'dialogs.messages.create' : 'dialogs.messages.seen'
    void publisher.publish({ kind: 'message', event, rev, message, counts })
  }
}
