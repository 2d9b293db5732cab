import type { Message } from '../protocol/index.ts'
import type { UserRecord } from './store.ts'

export type MailState = 'queued' | 'sent' | 'failed' | 'cancelled'

/** One mail of the outbox. Times in milliseconds since 1970. */
export interface MailRecord {
  id: number
  recipient_id: number
  /** It tells of the messages by others from this one on that its recipient has not seen… */
  first_message_id: number
  /** …up to this one; null while it collects (EM5). */
  last_message_id: number | null
  state: MailState
  message_key: string | null
  attempts: number
  due_at: number
  last_error: string | null
  date_created: number
  date_sent: number | null
}

/** One mail to be tried now: one message, or several merged (EM5). */
export interface MailJob {
  /** What its Message-ID is made from; the same on every try (EM2). */
  key: string
  /** Which try this is, from 1. */
  attempt: number
  recipient: UserRecord
  /** The newest messages it tells of, oldest first. */
  messages: Message[]
  /** How many messages it tells of in all. */
  total: number
}

export interface Claim {
  now: number
  /** How long the claim holds: a worker that dies leaves the mail to be tried again after that (EM2). */
  lease_ms: number
  /** EM5: beyond so many mails an hour to one person the rest waits and leaves merged. */
  per_hour: number
}

/** The mail outbox (EM1, EM2, EM5). Rows get in by `messages.create` only. */
export interface Outbox {
  /** Takes the next mail that is due. What its recipient has seen meanwhile, or no longer wants, is cancelled. */
  claim(claim: Claim): Promise<MailJob | undefined>
  sent(key: string, at: number): Promise<void>
  /** The try failed; the next one is not before `due_at`. Unless it is `counted`, it was none. */
  retry(key: string, outcome: { due_at: number; error: string; counted: boolean }): Promise<void>
  failed(key: string, error: string): Promise<void>
  list(filter: { state?: MailState | undefined; limit: number }): Promise<MailRecord[]>
  find(id: number): Promise<MailRecord | undefined>
  /** Queues failed mails again, one or all; resolves with how many. */
  requeue(which: number | 'all', at: number): Promise<number>
  /** Forgets what was sent or cancelled before `before`; resolves with how many. */
  purge(before: number): Promise<number>
}
