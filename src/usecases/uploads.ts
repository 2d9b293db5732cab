import { Refusal } from '../protocol/index.ts'

/** How many files are taken in at once, so that open files and half-written bytes stay bounded. */
export interface UploadLimits {
  of_user: number
  of_all: number
}

/** The uploads that are under way (FL3). */
export class Uploads {
  readonly #limits: UploadLimits
  readonly #running = new Map<Promise<unknown>, number>()

  constructor(limits: UploadLimits = { of_user: 3, of_all: 100 }) {
    this.#limits = limits
  }

  /** Runs an upload; one too many is refused `rate_limited`. */
  async run<T>(user_id: number, upload: () => Promise<T>): Promise<T> {
    const mine = this.#running.values().filter((owner) => owner === user_id)
    if (this.#running.size >= this.#limits.of_all || [...mine].length >= this.#limits.of_user) {
      throw new Refusal('rate_limited', { retry_after: 1_000 })
    }
    const running = upload()
    this.#running.set(running, user_id)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  /** Resolves when those that are under way have ended, well or not. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running.keys())
  }
}
