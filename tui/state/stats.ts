import type { Entry } from '../wire/entry.ts'

const SECONDS = 60
const LATENCIES = 5_000

/** What has crossed the wire, counted; all memory of it is bounded. */
export class Stats {
  received = 0
  sent = 0
  bytesIn = 0
  bytesOut = 0
  violations = 0
  closes = 0
  opens = 0
  readonly events = new Map<string, number>()
  #latencies: number[] = []
  #next = 0
  /** Frames by second, and which second the last one is. */
  #perSecond = new Array<number>(SECONDS).fill(0)
  #second = 0

  apply({ dir, bytes, event, latency, kind, at, violations }: Entry): void {
    if (dir === 'note') {
      if (kind === 'open') this.opens += 1
      if (kind === 'close') this.closes += 1
      return
    }
    if (dir === 'out') {
      this.sent += 1
      this.bytesOut += bytes
      return
    }
    this.received += 1
    this.bytesIn += bytes
    this.violations += violations.length
    if (event !== undefined && (this.events.has(event) || this.events.size < 200))
      this.events.set(event, (this.events.get(event) ?? 0) + 1)
    if (latency !== undefined) {
      this.#latencies[this.#next % LATENCIES] = latency
      this.#next += 1
    }
    this.#advance(Math.floor(at / 1000))
    this.#perSecond[SECONDS - 1]! += 1
  }

  /** Frames of the last 60 seconds, the oldest first; the last one is not over yet. */
  perSecond(now: number): readonly number[] {
    this.#advance(Math.floor(now / 1000))
    return this.#perSecond
  }

  /** Milliseconds that the given shares of replies took at most; undefined before the first reply. */
  percentiles(shares: readonly number[]): (number | undefined)[] {
    const sorted = this.#latencies.toSorted((a, b) => a - b)
    return shares.map((share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))])
  }

  #advance(second: number): void {
    if (this.#second === 0) this.#second = second
    const passed = Math.min(second - this.#second, SECONDS)
    if (passed <= 0) return
    this.#perSecond = [...this.#perSecond.slice(passed), ...new Array<number>(passed).fill(0)]
    this.#second = second
  }
}

const bars = [...'▁▂▃▄▅▆▇█']

/** Numbers as a line of bars, the largest the highest. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width)
  const most = Math.max(1, ...shown)
  return shown.map((value) => (value === 0 ? '▁' : bars[Math.ceil((value / most) * (bars.length - 1))]!)).join('')
}
