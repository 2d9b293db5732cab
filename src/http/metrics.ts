import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** What the server counts about itself (HT4). */
export interface Metrics {
  answered(event: string, code: string): void
  closed(code: number): void
  registry: Registry
}

/** Counting costs one addition on the hot path; the figures are handed to Prometheus when it asks. */
export function createMetrics(connections: () => number): Metrics {
  const registry = new Registry()
  const answered = new Map<string, number>()
  const closed = new Map<string, number>()
  const add = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'dialogd_connections',
    help: 'Open WebSockets.',
    registers: [registry],
    collect() {
      this.set(connections())
    },
  })
  new Counter({
    name: 'dialogd_requests_total',
    help: 'Requests answered, by event and code.',
    labelNames: ['event', 'code'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [key, count] of answered) {
        const [event = '', code = ''] = key.split(' ')
        this.inc({ event, code }, count)
      }
    },
  })
  new Counter({
    name: 'dialogd_closes_total',
    help: 'WebSockets closed, by code.',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [code, count] of closed) this.inc({ code }, count)
    },
  })
  return {
    registry,
    answered: (event, code) => add(answered, `${event} ${code}`),
    closed: (code) => add(closed, String(code)),
  }
}
