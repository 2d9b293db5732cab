/*
 * The load, a process of its own: pairs of clients on bare sockets, each sender with a fixed number of creates in
 * flight. It does as little with a frame as will do, so that a core of its own is enough for it.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { cpuMicros, machineMicros, residentBytes } from './process-cpu.ts'

/** One sender and one recipient of a dialog, by the URLs they connect to. */
export interface Clients {
  dialog_id: number
  sender: string
  recipient: string
}

export interface Job {
  clients: Clients[]
  /** Creates that each sender has under way. */
  in_flight: number
  body: string
  /** The process whose CPU and memory are read. */
  server_pid: number
  /** How long is not measured, and then how long is, in milliseconds. */
  warm_up: number
  measure: number
}

/** What one round has measured. Times in milliseconds, CPU in microseconds a create, shares of one core. */
export interface Round {
  per_second: number
  cpu_us: number
  /** From send to the sender's own copy, and to the recipient's. */
  acknowledged: Quantiles
  heard: Quantiles
  server_share: number
  driver_share: number
  /** What other processes used meanwhile. */
  others_share: number
  resident_bytes: number
  /** How much one create brought, over all sockets. */
  frames: number
  bytes: number
}

export interface Quantiles {
  p50: number
  p95: number
  p99: number
}

const CREATE = Buffer.from('"event":"dialogs.messages.create"')

/** A frame that is shorter cannot hold a message; it needs no search. */
const SHORTEST = 200

const DRAIN_MS = 5_000

interface Totals {
  sent: number
  acknowledged: number
  heard: number
  frames: number
  bytes: number
}

process.on('message', (job: Job) => {
  run(job).then(
    (round) => process.send!({ round }),
    (error: Error) => process.send!({ error: error.message }),
  )
})
process.on('disconnect', () => process.exit())

async function run({ clients, in_flight, body, server_pid, warm_up, measure }: Job): Promise<Round> {
  const totals: Totals = { sent: 0, acknowledged: 0, heard: 0, frames: 0, bytes: 0 }
  const acknowledged: number[] = []
  const heard: number[] = []
  let measuring = false
  let stopped = false
  const sockets: WebSocket[] = []

  const connect = (url: string, onMessage: () => void) => {
    const ws = new WebSocket(url, { perMessageDeflate: false })
    sockets.push(ws)
    ws.on('message', (data: Buffer) => {
      totals.frames += 1
      totals.bytes += data.length
      if (data.length >= SHORTEST && data.includes(CREATE)) onMessage()
    })
    return new Promise<WebSocket>((resolve, reject) => ws.once('open', () => resolve(ws)).once('error', reject))
  }

  const starts = await Promise.all(
    clients.map(async ({ dialog_id, sender, recipient }) => {
      // Creates of one socket are answered in order, so the oldest one under way is the one that is heard of.
      const unacknowledged: number[] = []
      const unheard: number[] = []
      await connect(recipient, () => {
        totals.heard += 1
        const sent = unheard.shift()!
        if (measuring) heard.push(performance.now() - sent)
      })
      // The recipient has two sockets, a page and a phone, so that a create is six frames.
      await connect(recipient, () => {})
      const send = () => {
        totals.sent += 1
        const now = performance.now()
        unacknowledged.push(now)
        unheard.push(now)
        ws.send(`{"event":"dialogs.messages.create","dialog_id":${dialog_id},"body":"${totals.sent}: ${body}"}`)
      }
      const ws = await connect(sender, () => {
        totals.acknowledged += 1
        const sent = unacknowledged.shift()!
        if (measuring) acknowledged.push(performance.now() - sent)
        if (!stopped) send()
      })
      return () => {
        for (let n = 0; n < in_flight; n++) send()
      }
    }),
  )

  const reading = () => ({
    at: performance.now(),
    server: cpuMicros(server_pid),
    driver: cpuMicros(process.pid),
    machine: machineMicros(),
    ...totals,
  })
  for (const start of starts) start()
  await wait(warm_up)
  measuring = true
  const before = reading()
  await wait(measure)
  const after = reading()
  measuring = false
  stopped = true
  const resident_bytes = residentBytes(server_pid)
  await drained(totals, clients.length)
  for (const ws of sockets) ws.terminate()

  const took = (after.at - before.at) * 1_000
  const creates = after.acknowledged - before.acknowledged
  const used = { server: after.server - before.server, driver: after.driver - before.driver }
  const machine = after.machine - before.machine
  return {
    per_second: creates / (took / 1_000_000),
    cpu_us: used.server / creates,
    acknowledged: quantiles(acknowledged),
    heard: quantiles(heard),
    server_share: used.server / took,
    driver_share: used.driver / took,
    others_share: Math.max(0, machine - used.server - used.driver) / took,
    resident_bytes,
    frames: totals.frames / totals.sent,
    bytes: totals.bytes / totals.sent,
  }
}

/** Waits until everything that was sent has come back to both sides. A server that loses a create measures nothing. */
async function drained(totals: Totals, pairs: number): Promise<void> {
  const until = performance.now() + DRAIN_MS
  while (totals.acknowledged < totals.sent || totals.heard < totals.sent) {
    if (performance.now() > until) throw new Error(`creates were lost: ${JSON.stringify({ pairs, ...totals })}`)
    await wait(10)
  }
  // The counts that follow the last messages.
  await wait(50)
}

function quantiles(values: number[]): Quantiles {
  const sorted = Float64Array.from(values).sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
