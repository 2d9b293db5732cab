import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { Clients, Job, Quantiles, Round } from '../driver.ts'
import { type Pair, prepareFolder, preparePairs } from '../prepare.ts'
import { answerOf, end, forkModule, freshFolder } from '../processes.ts'
import { startServer, type Target } from '../server.ts'
import { median, type Row, type Workload } from '../workload.ts'

const PAIRS = 50
const IN_FLIGHT = 4
const ROUNDS = 3
const BODY = 'could you have a look at the second paragraph?'

/** Of the first, unmeasured round; of the beginning of each other one; of what is measured. In milliseconds. */
const FIRST_MS = 4_000
const WARM_UP_MS = 500
const MEASURE_MS = 4_000

/** How long the mails of the first round may take, milliseconds. */
const MAILS_MS = 60_000
const HOUR_MS = 3_600_000

/** Above this share of a core the driver may be what limits the rate. */
const SATURATED = 0.95

/** P1: the server and the yardstick take turns under the same load. */
export const create: Workload = {
  about: `${PAIRS} pairs, ${IN_FLIGHT} creates in flight each, short plain bodies`,
  async run({ profile }) {
    const folder = freshFolder()
    prepareFolder(folder)
    const pairs = await preparePairs(folder, PAIRS)
    const server = await startServer(folder, profile)
    const bare = await startBare()
    const subjects = [
      { name: 'dialogd', ...underLoad(server, pairs, (url, { token }) => `${url}?token=${token}`) },
      { name: 'bare ws', ...underLoad(bare, pairs, (url, { id }, dialog) => `${url}?dialog=${dialog}&user=${id}`) },
    ]
    const rounds: Round[][] = subjects.map(() => [])
    for (const subject of subjects) await subject.round(FIRST_MS, 0)
    await mailsAreOut(folder)
    for (let n = 0; n < ROUNDS; n++) {
      for (const [index, subject] of subjects.entries())
        rounds[index]!.push(await subject.round(WARM_UP_MS, MEASURE_MS))
    }
    for (const { driver } of subjects) await end(driver)
    await Promise.all([server.end(), bare.end()])

    const [own, yardstick] = rounds as [Round[], Round[]]
    const ratio = median(own.map(({ cpu_us }, n) => cpu_us / yardstick[n]!.cpu_us))
    const rows = subjects.map(
      ({ name }, index): Row => ({ ...rowOf(name, rounds[index]!), ratio: index === 0 ? ratio : 1 }),
    )
    return {
      rows,
      bars: [
        { what: 'creates a second', value: rows[0]!.per_second!, at_least: 3_000 },
        { what: 'CPU of a create against bare ws', value: ratio, at_most: 1.0 },
      ],
      notes: [...sameFrames(own, yardstick), ...subjects.flatMap(({ name }, n) => loadNotes(name, rounds[n]!))],
    }
  },
}

/**
 * EM5: each recipient gets the mails of an hour in the first round, and after that one an hour. They are not what is
 * measured, so they leave first.
 */
async function mailsAreOut(folder: string): Promise<void> {
  const db = new Database(join(folder, 'dialogd.sqlite'), { readonly: true })
  const due = db.prepare("select count(*) from mails where state = 'queued' and due_at < ?").pluck()
  const give_up = Date.now() + MAILS_MS
  while (due.get(Date.now() + HOUR_MS / 2) !== 0) {
    if (Date.now() > give_up) throw new Error('the mails of the first round do not leave')
    await pause(100)
  }
  db.close()
}

async function startBare(): Promise<Target> {
  const child = forkModule('bare.ts')
  const { url } = await answerOf<{ url: string }>(child)
  return { url, pid: child.pid!, end: () => end(child) }
}

/** A driver of its own for each subject, so that neither runs code that was optimised for the other. */
export function underLoad(
  target: Target,
  pairs: Pair[],
  urlOf: (url: string, who: Pair['sender'], dialog: number) => string,
) {
  const driver = forkModule('driver.ts')
  const clients = pairs.map(({ dialog_id, sender, recipient }): Clients => {
    const [from, to] = [urlOf(target.url, sender, dialog_id), urlOf(target.url, recipient, dialog_id)]
    return { dialog_id, sender: from, recipient: to }
  })
  return {
    driver,
    async round(warm_up: number, measure: number): Promise<Round> {
      const job: Job = { clients, in_flight: IN_FLIGHT, body: BODY, server_pid: target.pid, warm_up, measure }
      const { round, error } = await answerOf<{ round?: Round; error?: string }>(driver, job, 20_000)
      if (!round) throw new Error(error)
      return round
    },
  }
}

export function rowOf(subject: string, rounds: Round[]): Row {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const quantile = (side: 'acknowledged' | 'heard', name: keyof Quantiles) => of((round) => round[side][name])
  return {
    workload: 'create',
    subject,
    per_second: of(({ per_second }) => per_second),
    cpu_us: of(({ cpu_us }) => cpu_us),
    ack_p50: quantile('acknowledged', 'p50'),
    ack_p95: quantile('acknowledged', 'p95'),
    ack_p99: quantile('acknowledged', 'p99'),
    heard_p50: quantile('heard', 'p50'),
    heard_p99: quantile('heard', 'p99'),
    rss_mb: of(({ resident_bytes }) => resident_bytes) / 1e6,
  }
}

/** The yardstick is only one while it sends the same. */
function sameFrames([own]: Round[], [yardstick]: Round[]): string[] {
  const [frames, bytes] = [own!.frames - yardstick!.frames, own!.bytes / yardstick!.bytes]
  if (Math.abs(frames) > 0.01 || Math.abs(bytes - 1) > 0.03) {
    throw new Error(`bare.ts no longer sends what the server sends: ${frames} frames more, ${bytes} times the bytes`)
  }
  return [`a create is ${own!.frames.toFixed(0)} frames, ${own!.bytes.toFixed(0)} bytes, over three sockets`]
}

export function loadNotes(name: string, rounds: Round[]): string[] {
  const percent = (pick: (round: Round) => number) => `${(median(rounds.map(pick)) * 100).toFixed(0)} %`
  const shares = `${name}: server ${percent((round) => round.server_share)} of a core, driver ${percent(
    (round) => round.driver_share,
  )}, other processes ${percent((round) => round.others_share)}`
  const saturated = median(rounds.map(({ driver_share }) => driver_share)) > SATURATED
  return saturated
    ? [shares, `${name}: the driver was saturated; the rate is the driver's, not the server's`]
    : [shares]
}
