import { and, eq, gte, lte, ne, notExists, sql } from 'drizzle-orm'
import type { Change, MarkSeen } from '../../ports/store.ts'
import { Refusal } from '../../protocol/index.ts'
import { prepareMessageReads } from './message-reads.ts'
import type { Db } from './open.ts'
import { countsOf, prepareParticipants } from './participants.ts'
import type { FileUrl } from './rows.ts'
import { messages, participants, reads, users } from './schema.ts'
import type { Writes } from './writes.ts'

/** MS1, MS3, MS5: marks one message read, or every message up to it. */
export function prepareSeen(db: Db, writes: Writes, fileUrl: FileUrl) {
  const people = prepareParticipants(db)
  const whole = prepareMessageReads(db, fileUrl)
  const place = sql.placeholder

  /** Messages by others between `from` and `to` that the reader has not seen. */
  const unseen = and(
    eq(messages.dialog_id, place('dialog_id')),
    gte(messages.seq, place('from')),
    lte(messages.seq, place('to')),
    ne(messages.user_id, place('reader_id')),
    notExists(
      db
        .select({ one: sql`1` })
        .from(reads)
        .where(
          and(
            eq(reads.dialog_id, messages.dialog_id),
            eq(reads.user_id, place('reader_id')),
            eq(reads.seq, messages.seq),
          ),
        ),
    ),
  )
  const mark = db
    .update(messages)
    .set({
      date_read: sql`coalesce(${messages.date_read}, ${place('at')})`,
      rev: sql`${place('before')} + ${messages.seq} - ${place('from')} + 1`,
    })
    .where(unseen)
    .prepare()
  const remember = db
    .insert(reads)
    .select(
      db
        .select({
          dialog_id: messages.dialog_id,
          user_id: sql<number>`${place('reader_id')}`.as('user_id'),
          seq: messages.seq,
          date_read: sql<number>`${place('at')}`.as('date_read'),
        })
        .from(messages)
        .where(unseen),
    )
    .prepare()
  const lower = db
    .update(participants)
    .set({ unread: sql`${place('unread')}`, read_to: sql`${place('read_to')}` })
    .where(and(eq(participants.dialog_id, place('dialog_id')), eq(participants.user_id, place('reader_id'))))
    .prepare()
  const oneDialogLess = db
    .update(users)
    .set({ unread_dialogs: sql`${users.unread_dialogs} - 1` })
    .where(eq(users.id, place('reader_id')))
    .prepare()

  return ({ dialog_id, message_id, reader_id, up_to, at }: MarkSeen): Change => {
    const dialog = people.open(dialog_id, writes.recall)
    const reader = dialog?.places.find(({ person }) => person.profile.id === reader_id)
    if (!dialog || !reader) throw new Refusal('dialog_forbidden')
    const message = whole.byId(message_id)
    if (!message || message.dialog !== dialog_id) throw new Refusal('message_not_found')

    const to = message.seq
    const from = up_to ? reader.read_to + 1 : to
    const scope = { dialog_id, reader_id, from, to }
    // `remember` goes second: what it looks for is what `mark` looks for.
    const before = writes.nextRev(0)
    const { changes } = mark.run({ ...scope, at, before })
    if (changes > 0) {
      writes.nextRev(to - from + 1)
      remember.run({ ...scope, at })
      reader.unread -= changes
      if (reader.unread === 0) {
        oneDialogLess.run({ reader_id })
        reader.person.unread_dialogs -= 1
      }
    }
    if (changes > 0 || (up_to && to > reader.read_to)) {
      if (up_to) reader.read_to = Math.max(reader.read_to, to)
      lower.run({ dialog_id, reader_id, unread: reader.unread, read_to: reader.read_to })
    }
    return { changed: changes > 0, rev: writes.nextRev(0), message: whole.byId(message_id)!, counts: countsOf(dialog) }
  }
}
