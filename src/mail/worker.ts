import { type Mail, type Mailer, MailFailure } from '../ports/mailer.ts'
import type { MailJob, Outbox } from '../ports/outbox.ts'
import type { Clock, Log } from '../ports/runtime.ts'

const MINUTE_MS = 60_000
/** A try ends within a minute, so a claim that is older belongs to a worker that died. */
const LEASE_MS = 5 * MINUTE_MS
/** With pauses of 1 min … 1 h these are about a day. */
const ATTEMPTS = 30
/** How long after something was queued. */
const SOON_MS = 500
/** How often other processes' mails are looked for, and those whose pause is over. */
const LOOK_MS = 1_000
/** How long a mail under way may take to finish when the server stops; what does not is sent again after its lease. */
const FINISH_MS = 2_000

export interface MailWorkerOptions {
  outbox: Outbox
  mailer: Mailer
  compose: (job: MailJob) => Mail
  clock: Clock
  log: Log
  per_hour: number
  /** How many mails are on their way at once. */
  parallel?: number
  random?: () => number
}

/** Delivers the outbox beside everything else: the SMTP server never delays an answer on a socket (EM4). */
export class MailWorker {
  readonly #options: Required<MailWorkerOptions>
  readonly #underWay = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #again = false
  #stopped = true

  constructor(options: MailWorkerOptions) {
    this.#options = { parallel: 4, random: Math.random, ...options }
  }

  start(): void {
    this.#stopped = false
    this.#timer = setInterval(() => this.wake(), LOOK_MS).unref()
    this.wake()
  }

  /** Something was queued: looks in a moment, so that what comes in a burst is looked at together. */
  wake(): void {
    if (this.#stopped || this.#soon) return
    this.#soon = setTimeout(() => {
      this.#soon = undefined
      this.#lookNow()
    }, SOON_MS).unref()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    await this.#looking
    const late = new Promise((resolve) => setTimeout(resolve, FINISH_MS).unref())
    await Promise.race([Promise.all(this.#underWay), late])
  }

  #lookNow(): void {
    if (this.#stopped) return
    this.#again = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
  }

  async #look(): Promise<void> {
    const { outbox, clock, per_hour, parallel, log } = this.#options
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        while (!this.#stopped && this.#underWay.size < parallel) {
          const job = await outbox.claim({ now: clock.now(), lease_ms: LEASE_MS, per_hour })
          if (!job) break
          const delivery = this.#deliver(job).finally(() => {
            this.#underWay.delete(delivery)
            this.#lookNow()
          })
          this.#underWay.add(delivery)
        }
      } catch (error) {
        log.error({ err: error }, 'the mail outbox cannot be read')
      }
    }
  }

  async #deliver(job: MailJob): Promise<void> {
    const { mailer, compose, outbox, clock, log } = this.#options
    const { key, attempt } = job
    try {
      try {
        await mailer.send(compose(job))
        await outbox.sent(key, clock.now())
      } catch (error) {
        const permanent = error instanceof MailFailure && error.permanent
        const text = error instanceof Error ? error.message : String(error)
        const given_up = permanent || attempt >= ATTEMPTS
        log.warn({ mail: key, recipient: job.recipient.id, attempt, given_up, why: text }, 'a mail did not leave')
        if (given_up) await outbox.failed(key, text)
        else await outbox.retry(key, clock.now() + this.#pause(attempt), text)
      }
    } catch (error) {
      // The claim runs out, and the mail is tried again.
      log.error({ mail: key, err: error }, 'the outcome of a mail could not be kept')
    }
  }

  /** EM2: 1, 2, 4 … 60 minutes, each between half of that and all of it. */
  #pause(attempt: number): number {
    const bound = Math.min(60, 2 ** (attempt - 1)) * MINUTE_MS
    return Math.round(bound * (0.5 + this.#options.random() / 2))
  }
}
