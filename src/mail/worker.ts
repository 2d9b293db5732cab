import { type Mail, type Mailer, MailFailure, mailFaults } from '../ports/mailer.ts'
import type { MailJob, Outbox } from '../ports/outbox.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { MailTimings } from './timings.ts'

const MINUTE_MS = 60_000
/** With pauses of 1 min … 1 h these are about a day. */
const ATTEMPTS = 30
const REST_MOST_MS = 10 * MINUTE_MS

export interface MailWorkerOptions {
  outbox: Outbox
  mailer: Mailer
  compose: (job: MailJob) => Mail
  clock: Clock
  log: Log
  per_hour: number
  timings: MailTimings
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
  /** How often in a row the SMTP server itself was found not working, and until when no mail is tried for it. */
  #outages = 0
  #resting = 0
  #stopped = true

  constructor(options: MailWorkerOptions) {
    this.#options = { parallel: 4, random: Math.random, ...options }
  }

  start(): void {
    this.#stopped = false
    this.#timer = setInterval(() => this.wake(), this.#options.timings.look).unref()
    this.wake()
  }

  /** Something was queued: looks in a moment, so that what comes in a burst is looked at together. */
  wake(): void {
    if (this.#stopped || this.#soon) return
    this.#soon = setTimeout(() => {
      this.#soon = undefined
      this.#lookNow()
    }, this.#options.timings.soon).unref()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    await this.#looking
    await this.#finished()
    // What is still under way is cut off, and how it ended is kept while the store is open.
    this.#options.mailer.close()
    await this.#finished()
  }

  /** Resolves when nothing is under way any more, or time is up. */
  async #finished(): Promise<void> {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(late.resolve, this.#options.timings.finish)
    await Promise.race([Promise.all(this.#underWay), late.promise])
    clearTimeout(timer)
  }

  #lookNow(): void {
    if (this.#stopped) return
    this.#again = true
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
    })
  }

  async #look(): Promise<void> {
    const { outbox, clock, per_hour, log, timings } = this.#options
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        while (this.#mayTry()) {
          const job = await outbox.claim({ now: clock.now(), lease_ms: timings.lease, per_hour })
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

  /** After an outage one mail finds out whether it is over. */
  #mayTry(): boolean {
    const { clock, parallel } = this.#options
    if (this.#stopped || clock.now() < this.#resting) return false
    return this.#underWay.size < (this.#outages > 0 ? 1 : parallel)
  }

  async #deliver(job: MailJob): Promise<void> {
    const { outbox, clock, log } = this.#options
    try {
      const failure = await this.#send(job)
      if (!failure || mailFaults[failure.fault] !== 'server') this.#outages = 0
      if (failure) await this.#failed(job, failure)
      else await outbox.sent(job.key, clock.now())
    } catch (error) {
      // The claim runs out, and the mail is tried again.
      log.error({ mail: job.key, err: error }, 'the outcome of a mail could not be kept')
    }
  }

  async #send(job: MailJob): Promise<MailFailure | undefined> {
    try {
      await this.#options.mailer.send(this.#options.compose(job))
      return undefined
    } catch (error) {
      return error instanceof MailFailure ? error : new MailFailure('mail_bug', String(error))
    }
  }

  async #failed({ key, attempt, recipient }: MailJob, { fault, reason, message: error }: MailFailure): Promise<void> {
    const { outbox, clock, log } = this.#options
    const then = mailFaults[fault]
    const given_up = then === 'final' || (then === 'later' && attempt >= ATTEMPTS)
    log.warn({ fault, reason, mail: key, recipient: recipient.id, attempt, given_up }, 'a mail did not leave')
    if (given_up) await outbox.failed(key, error)
    else if (then === 'server') await outbox.retry(key, { due_at: this.#rest(), error, counted: false })
    else await outbox.retry(key, { due_at: clock.now() + this.#jittered(pauseAfter(attempt)), error, counted: true })
  }

  /** EM2: nothing leaves for 30 s, 1, 2, 4 … 10 minutes; gives until when. What was under way meanwhile adds nothing. */
  #rest(): number {
    const { clock, timings } = this.#options
    if (clock.now() >= this.#resting) {
      this.#outages += 1
      this.#resting = clock.now() + this.#jittered(Math.min(timings.rest * 2 ** (this.#outages - 1), REST_MOST_MS))
    }
    return this.#resting
  }

  /** Between half of it and all of it. */
  #jittered(bound: number): number {
    return Math.round(bound * (0.5 + this.#options.random() / 2))
  }
}

/** EM2: 1, 2, 4 … 60 minutes. */
const pauseAfter = (attempt: number): number => Math.min(60, 2 ** (attempt - 1)) * MINUTE_MS
