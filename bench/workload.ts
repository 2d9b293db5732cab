/** One line of the table. Times in milliseconds, CPU in microseconds of the server's own time for one operation. */
export interface Row {
  workload: string
  subject: string
  per_second?: number
  cpu_us?: number
  /** CPU against the yardstick of the same run. */
  ratio?: number
  ack_p50?: number
  ack_p95?: number
  ack_p99?: number
  heard_p50?: number
  heard_p99?: number
  /** From a key to the screen. */
  key_p50?: number
  key_p95?: number
  /** From start to end, or to the answer. */
  took_p50?: number
  took_max?: number
  rss_mb?: number
}

/** Something that must hold, or the run fails. */
export interface Bar {
  what: string
  value: number
  at_most?: number
  at_least?: number
}

export interface Outcome {
  rows: Row[]
  bars: Bar[]
  /** What a reader must know to trust the figures, or not to. */
  notes: string[]
}

export interface Options {
  /** A folder that keeps CPU profiles of the server. */
  profile: string | undefined
  /** How long to measure, where the workload asks. */
  seconds: number | undefined
}

export interface Workload {
  about: string
  /** Throws where something cannot be measured. */
  run(options: Options): Promise<Outcome>
}

export const holds = ({ value, at_most = Number.POSITIVE_INFINITY, at_least = Number.NEGATIVE_INFINITY }: Bar) =>
  value <= at_most && value >= at_least

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
