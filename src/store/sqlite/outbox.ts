import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, lte, min, sql } from 'drizzle-orm'
import type { Claim, MailJob, Outbox } from '../../ports/outbox.ts'
import type { Ids } from '../../ports/runtime.ts'
import { prepareMessageReads } from './message-reads.ts'
import type { Connections } from './open.ts'
import { type FileUrl, userColumns } from './rows.ts'
import { mails, messages, reads, users } from './schema.ts'
import type { Writes } from './writes.ts'

const HOUR_MS = 3_600_000
/** How many messages a merged mail shows; of the others it tells the number. */
const SHOWN = 10

const place = sql.placeholder

/** The outbox part of the store. */
export function sqliteOutbox({ read, write }: Connections, writes: Writes, fileUrl: FileUrl, ids: Ids): Outbox {
  const claim = prepareClaim(write, fileUrl, ids)
  const settle = (key: string, change: Partial<typeof mails.$inferInsert>) =>
    writes.write(() => {
      write
        .update(mails)
        .set(change)
        .where(and(eq(mails.message_key, key), eq(mails.state, 'queued')))
        .run()
    })
  return {
    claim: (options) => writes.write(() => claim(options)),
    sent: (key, at) => settle(key, { state: 'sent', date_sent: at, last_error: null }),
    retry: (key, due_at, last_error) => settle(key, { due_at, last_error }),
    failed: (key, last_error) => settle(key, { state: 'failed', last_error }),
    list: async ({ state, limit }) =>
      read
        .select()
        .from(mails)
        .where(state && eq(mails.state, state))
        .orderBy(desc(mails.id))
        .limit(limit)
        .all(),
    find: async (id) => read.select().from(mails).where(eq(mails.id, id)).get(),
    requeue: (which, at) =>
      writes.write(() => {
        const failed = and(eq(mails.state, 'failed'), which === 'all' ? undefined : eq(mails.id, which))
        // A merged mail is one mail: naming one of its messages names it whole.
        const keys = write.select({ key: mails.message_key }).from(mails).where(failed)
        return write
          .update(mails)
          .set({ state: 'queued', attempts: 0, due_at: at })
          .where(and(eq(mails.state, 'failed'), inArray(mails.message_key, keys)))
          .run().changes
      }),
    purge: (before) =>
      writes.write(
        () =>
          write
            .delete(mails)
            .where(and(inArray(mails.state, ['sent', 'cancelled']), lt(mails.date_created, before)))
            .run().changes,
      ),
  }
}

function prepareClaim(db: Connections['write'], fileUrl: FileUrl, ids: Ids) {
  const whole = prepareMessageReads(db, fileUrl)
  // Written out, not bound: SQLite uses a partial index only where the query says the same.
  const queued = sql`${mails.state} = 'queued'`
  const waitingFor = and(queued, isNull(mails.message_key), eq(mails.recipient_id, place('recipient_id')))
  const seen = sql`exists (select 1 from ${messages} m join ${reads} r on r.dialog_id = m.dialog_id and r.seq = m.seq
    where m.id = ${mails}.message_id and r.user_id = ${mails}.recipient_id)`

  const nextDue = db
    .select()
    .from(mails)
    .where(and(queued, lte(mails.due_at, place('now'))))
    .orderBy(asc(mails.due_at), asc(mails.id))
    .limit(1)
    .prepare()
  const recipientOf = db
    .select(userColumns)
    .from(users)
    .where(eq(users.id, place('id')))
    .prepare()
  const cancelSeen = db.update(mails).set({ state: 'cancelled' }).where(and(waitingFor, seen)).prepare()
  const cancelAll = db.update(mails).set({ state: 'cancelled' }).where(waitingFor).prepare()
  const cancelSeenKey = db
    .update(mails)
    .set({ state: 'cancelled' })
    .where(
      and(
        queued,
        eq(mails.message_key, place('key')),
        sql`not exists (select 1 from ${mails} other
      where other.message_key = ${mails}.message_key and not ${sql.raw(
        `exists (select 1 from messages m join reads r on r.dialog_id = m.dialog_id and r.seq = m.seq
          where m.id = other.message_id and r.user_id = other.recipient_id)`,
      )})`,
      ),
    )
    .prepare()
  /** EM5: what was sent to somebody within the last hour, counted in mails, and since when. */
  const sentTo = db
    .select({ mails: sql<number>`count(distinct ${mails.message_key})`, oldest: min(mails.date_sent) })
    .from(mails)
    .where(and(eq(mails.recipient_id, place('recipient_id')), sql`${mails.date_sent} > ${place('since')}`))
    .prepare()
  const underWayTo = db
    .select({ mails: sql<number>`count(distinct ${mails.message_key})` })
    .from(mails)
    .where(and(eq(mails.recipient_id, place('recipient_id')), queued, isNotNull(mails.message_key)))
    .prepare()
  const hold = db
    .update(mails)
    .set({ held: true, due_at: sql`${place('until')}` })
    .where(and(waitingFor, lte(mails.due_at, place('now'))))
    .prepare()
  const together = db
    .update(mails)
    .set({ message_key: sql`${place('key')}` })
    .where(waitingFor)
    .prepare()
  const alone = db
    .update(mails)
    .set({ message_key: sql`${place('key')}` })
    .where(eq(mails.id, place('id')))
    .prepare()
  const lease = db
    .update(mails)
    .set({ due_at: sql`${place('until')}`, attempts: sql`${mails.attempts} + 1` })
    .where(and(queued, eq(mails.message_key, place('key'))))
    .prepare()
  const newest = db
    .select({ message_id: mails.message_id, attempts: mails.attempts })
    .from(mails)
    .where(and(queued, eq(mails.message_key, place('key'))))
    .orderBy(desc(mails.message_id))
    .limit(SHOWN)
    .prepare()
  const size = db
    .select({ rows: sql<number>`count(*)` })
    .from(mails)
    .where(and(queued, eq(mails.message_key, place('key'))))
    .prepare()

  /** Gives the waiting rows of somebody a mail of their own; undefined where there is nothing to send to them now. */
  function newMail(row: typeof mails.$inferSelect, { now, per_hour, merge }: Claim): string | undefined {
    const { recipient_id } = row
    const { mails: sent, oldest } = sentTo.get({ recipient_id, since: now - HOUR_MS })!
    if (sent + underWayTo.get({ recipient_id })!.mails >= per_hour) {
      hold.run({ recipient_id, now, until: oldest === null ? now + 60_000 : oldest + HOUR_MS + 1 })
      return undefined
    }
    if (cancelSeen.run({ recipient_id }).changes > 0) return undefined
    const key = ids.next()
    if (merge || row.held) together.run({ recipient_id, key })
    else alone.run({ id: row.id, key })
    return key
  }

  return (options: Claim): MailJob | undefined => {
    const { now, lease_ms } = options
    for (;;) {
      const row = nextDue.get({ now })
      if (!row) return undefined
      const { recipient_id } = row
      const recipient = recipientOf.get({ id: recipient_id })
      const wanted = recipient?.email && recipient.email_notifications && recipient.disabled_at === null
      if (row.message_key !== null) {
        const { message_key: key } = row
        if (wanted && cancelSeenKey.run({ key }).changes === 0) return jobOf(key, recipient)
        if (!wanted)
          db.update(mails)
            .set({ state: 'cancelled' })
            .where(and(queued, eq(mails.message_key, key)))
            .run()
        continue
      }
      if (!wanted) {
        cancelAll.run({ recipient_id })
        continue
      }
      const key = newMail(row, options)
      if (key !== undefined) return jobOf(key, recipient)
    }

    function jobOf(key: string, recipient: MailJob['recipient']): MailJob {
      lease.run({ key, until: now + lease_ms })
      const rows = newest.all({ key })
      const shown = rows.map(({ message_id }) => whole.byId(message_id)!).reverse()
      return { key, attempt: rows[0]!.attempts, recipient, messages: shown, total: size.get({ key })!.rows }
    }
  }
}
