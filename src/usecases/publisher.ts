import type { Bus, MessageChanged } from '../ports/bus.ts'

interface Waiting {
  change: MessageChanged
  done: () => void
}

/**
 * Publishes changes in `rev` order, so that everyone hears the messages of a dialog in `seq` order (MC3).
 *
 * The writes of one commit resolve in one turn of the event loop, but what runs after each may take more or fewer
 * steps. So a change waits until all of them have run, which is before the next commit, and then they leave sorted.
 */
export class Publisher {
  readonly #bus: Bus
  readonly #onPublished: () => void
  #waiting: Waiting[] = []

  /** `onPublished` is called after changes have left: there may be mails to deliver. */
  constructor(bus: Bus, onPublished: () => void = () => {}) {
    this.#bus = bus
    this.#onPublished = onPublished
  }

  /** Resolves when the change is on the bus. */
  publish(change: MessageChanged): Promise<void> {
    return new Promise((done) => {
      // A tick queued while promises are being settled runs after the last of them.
      if (this.#waiting.length === 0) process.nextTick(() => this.#flush())
      this.#waiting.push({ change, done })
    })
  }

  #flush(): void {
    const waiting = this.#waiting.sort((a, b) => a.change.rev - b.change.rev)
    this.#waiting = []
    for (const { change, done } of waiting) {
      this.#bus.publish(change)
      done()
    }
    this.#onPublished()
  }
}
