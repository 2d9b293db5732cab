/** Requests and, among them, creates: so many a second on average, so many at once. */
export interface Rates {
  per_second: number
  burst: number
  creates_per_second: number
  creates_burst: number
}

interface Buckets {
  requests: number
  creates: number
  /** When both were last filled, milliseconds of a clock that never goes back. */
  at: number
  /** Refusals since the last request that was let through. */
  refused: number
}

/** What becomes of a request: let through, refused for `retry_after` ms, or refused so often that the socket closes. */
export type Verdict = { ok: true } | { ok: false; retry_after: number; far_above: boolean }

const OK: Verdict = { ok: true }

/** Token buckets of each user, over all their sockets and HTTP requests (ER5); `null` rates let everything through. */
export class RateLimits {
  readonly #rates: Rates | null
  readonly #now: () => number
  readonly #users = new Map<number, Buckets>()

  constructor(rates: Rates | null, now: () => number = () => performance.now()) {
    this.#rates = rates
    this.#now = now
  }

  take(user_id: number, is_create: boolean): Verdict {
    const rates = this.#rates
    if (!rates) return OK
    const buckets = this.#filled(user_id, rates)
    const missing = Math.max(
      (1 - buckets.requests) / rates.per_second,
      is_create ? (1 - buckets.creates) / rates.creates_per_second : 0,
    )
    if (missing > 0) {
      buckets.refused += 1
      return { ok: false, retry_after: Math.ceil(missing * 1_000), far_above: buckets.refused > rates.burst }
    }
    buckets.requests -= 1
    if (is_create) buckets.creates -= 1
    buckets.refused = 0
    return OK
  }

  /** Forgets everyone whose buckets are full again; call it now and then. */
  sweep(): void {
    const rates = this.#rates
    if (!rates) return
    for (const user_id of this.#users.keys()) {
      const buckets = this.#filled(user_id, rates)
      if (buckets.requests >= rates.burst && buckets.creates >= rates.creates_burst) this.#users.delete(user_id)
    }
  }

  #filled(user_id: number, rates: Rates): Buckets {
    const now = this.#now()
    let buckets = this.#users.get(user_id)
    if (!buckets) {
      buckets = { requests: rates.burst, creates: rates.creates_burst, at: now, refused: 0 }
      this.#users.set(user_id, buckets)
      return buckets
    }
    const seconds = (now - buckets.at) / 1_000
    buckets.requests = Math.min(rates.burst, buckets.requests + seconds * rates.per_second)
    buckets.creates = Math.min(rates.creates_burst, buckets.creates + seconds * rates.creates_per_second)
    buckets.at = now
    return buckets
  }
}
