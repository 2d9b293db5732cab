import { and, asc, eq, isNotNull, isNull, lte, min, sql } from 'drizzle-orm'
import type { Claim, MailJob } from '../../ports/outbox.ts'
import type { Ids } from '../../ports/runtime.ts'
import { prepareMessageReads } from './message-reads.ts'
import type { Db } from './open.ts'
import type { Recall } from './recall.ts'
import { type FileUrl, userColumns } from './rows.ts'
import { mails, messages, users } from './schema.ts'

const HOUR_MS = 3_600_000
/** How many messages a merged mail shows; of the others it tells the number. */
const SHOWN = 10

/** How the next mail that is due is taken from the outbox. Only valid inside a job. */
export function prepareClaim(db: Db, recall: Recall, fileUrl: FileUrl, ids: Ids) {
  const whole = prepareMessageReads(db, fileUrl)
  const hold = prepareHold(db, recall)
  const toldIn = prepareTold(db)
  const place = sql.placeholder

  const nextDue = db
    .select()
    .from(mails)
    .where(and(queued, lte(mails.due_at, place('now'))))
    .orderBy(asc(mails.due_at), asc(mails.id))
    .limit(1)
    .prepare()
  const userById = db
    .select(userColumns)
    .from(users)
    .where(eq(users.id, place('id')))
    .prepare()
  const newestMessage = db
    .select({ id: sql<number>`max(${messages.id})` })
    .from(messages)
    .prepare()
  const cancel = db
    .update(mails)
    .set({ state: 'cancelled' })
    .where(eq(mails.id, place('id')))
    .prepare()
  const lease = db
    .update(mails)
    .set({
      message_key: sql`${place('key')}`,
      last_message_id: sql`${place('last')}`,
      due_at: sql`${place('until')}`,
      attempts: sql`${mails.attempts} + 1`,
    })
    .where(eq(mails.id, place('id')))
    .prepare()

  return ({ now, lease_ms, per_hour }: Claim): MailJob | undefined => {
    for (let mail = nextDue.get({ now }); mail; mail = nextDue.get({ now })) {
      const { id, recipient_id, first_message_id: first } = mail
      if (mail.message_key === null && hold(recipient_id, per_hour, now)) continue
      const last = mail.last_message_id ?? newestMessage.get()!.id
      if (mail.last_message_id === null) recall.collects(recipient_id, false)
      const recipient = userById.get({ id: recipient_id })
      const wanted = recipient?.email && recipient.email_notifications && recipient.disabled_at === null
      const told = wanted ? toldIn(recipient_id, first, last) : []
      if (!recipient || told.length === 0) {
        cancel.run({ id })
        continue
      }
      const key = mail.message_key ?? ids.next()
      lease.run({ id, key, last, until: now + lease_ms })
      const shown = told.map((message) => whole.byId(message.id)!).reverse()
      return { key, attempt: mail.attempts + 1, recipient, messages: shown, total: told[0]!.total }
    }
    return undefined
  }
}

/** Written out, not bound: SQLite uses a partial index only where the query says the same. */
const queued = sql`${mails.state} = 'queued'`

/** EM5: when somebody has had enough mails for the hour, what waits for them becomes one mail, which goes on collecting. */
function prepareHold(db: Db, recall: Recall) {
  const place = sql.placeholder
  const toRecipient = eq(mails.recipient_id, place('recipient_id'))
  const waiting = and(queued, toRecipient, isNull(mails.message_key))
  const count = sql<number>`count(*)`
  const sentTo = db
    .select({ mails: count, oldest: min(mails.date_sent) })
    .from(mails)
    .where(and(toRecipient, sql`${mails.date_sent} > ${place('since')}`))
    .prepare()
  const underWayTo = db
    .select({ mails: count })
    .from(mails)
    .where(and(queued, toRecipient, isNotNull(mails.message_key)))
    .prepare()
  const firstOf = db
    .select({ id: min(mails.id), message_id: min(mails.first_message_id) })
    .from(mails)
    .where(waiting)
    .prepare()
  const mergeOthers = db
    .delete(mails)
    .where(and(waiting, sql`${mails.id} <> ${place('id')}`))
    .prepare()
  const collect = db
    .update(mails)
    .set({
      first_message_id: sql`${place('first')}`,
      last_message_id: null,
      due_at: sql`${place('until')}`,
    })
    .where(eq(mails.id, place('id')))
    .prepare()

  /** Whether what waits for this person was held back. */
  return (recipient_id: number, per_hour: number, now: number): boolean => {
    const { mails: sent, oldest } = sentTo.get({ recipient_id, since: now - HOUR_MS })!
    if (sent + underWayTo.get({ recipient_id })!.mails < per_hour) return false
    const { id, message_id: first } = firstOf.get({ recipient_id })!
    mergeOthers.run({ recipient_id, id })
    collect.run({ id, first, until: oldest === null ? now + 60_000 : oldest + HOUR_MS + 1 })
    recall.collects(recipient_id, true)
    return true
  }
}

interface Told {
  id: number
  /** How many there are in all. */
  total: number
}

/** The newest messages by others between two that somebody has not seen, newest first (EM5). */
function prepareTold({ $client }: Db) {
  const unseen = `not exists
    (select 1 from reads r where r.dialog_id = m.dialog_id and r.user_id = :recipient_id and r.seq = m.seq)`
  const one = $client.prepare(`select m.id, 1 as total from messages m where m.id = :first and ${unseen}`)
  // From the dialogs where something is unread to their messages: what others write to others is not looked at.
  const many = $client.prepare(`
    select m.id, count(*) over () as total
    from participants p cross join messages m on m.dialog_id = p.dialog_id and m.seq > p.read_to
    where p.user_id = :recipient_id and p.unread > 0 and m.id between :first and :last
      and m.user_id <> p.user_id and ${unseen}
    order by m.id desc limit ${SHOWN}`)
  return (recipient_id: number, first: number, last: number): Told[] =>
    first === last ? (one.all({ recipient_id, first }) as Told[]) : (many.all({ recipient_id, first, last }) as Told[])
}
