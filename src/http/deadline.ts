import { Refusal } from '../protocol/index.ts'

/** How long to wait for a client, in milliseconds. */
export interface Patience {
  /** For the next bytes. */
  pause: number
  /** For all of them. */
  whole: number
}

/** Bounds how long a client may take to send something; then it is refused `upload_too_slow`. */
export class Deadline {
  readonly #pause: number
  readonly #until: number

  constructor({ pause, whole }: Patience) {
    this.#pause = pause
    this.#until = performance.now() + whole
  }

  /** What comes next, unless it takes too long. */
  async within<T>(next: Promise<T>): Promise<T> {
    const left = Math.min(this.#pause, this.#until - performance.now())
    const { promise, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Refusal('upload_too_slow')), Math.max(left, 0))
    try {
      return await Promise.race([next, promise])
    } finally {
      clearTimeout(timer)
    }
  }
}
