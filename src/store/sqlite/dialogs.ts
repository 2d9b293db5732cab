import { desc, eq, sql } from 'drizzle-orm'
import type { DialogRecord, Dialogs } from '../../ports/store.ts'
import { type Dialog, Refusal } from '../../protocol/index.ts'
import { prepareMessageReads } from './message-reads.ts'
import type { Connections, Db } from './open.ts'
import { prepareOpening, prepareParticipants } from './participants.ts'
import { type FileUrl, iso } from './rows.ts'
import { dialogs, messages, participants, users } from './schema.ts'
import type { Writes } from './writes.ts'

function preparePages(db: Db) {
  const page = db
    .select({ id: dialogs.id, unread: participants.unread, date_created: dialogs.date_created })
    .from(participants)
    .innerJoin(dialogs, eq(dialogs.id, participants.dialog_id))
    .where(eq(participants.user_id, sql.placeholder('user_id')))
    .orderBy(desc(participants.activity), desc(participants.dialog_id))
    .limit(sql.placeholder('limit'))
    .offset(sql.placeholder('offset'))
    .prepare()
  const counters = db
    .select({ dialogs: users.dialogs, unread_dialogs: users.unread_dialogs })
    .from(users)
    .where(eq(users.id, sql.placeholder('user_id')))
    .prepare()
  return { page, counters }
}

function prepareRecords(db: Db) {
  const columns = {
    id: dialogs.id,
    members: dialogs.members,
    date_created: dialogs.date_created,
    messages: sql<number>`(select coalesce(max(${messages.seq}), 0) from ${messages} where ${messages.dialog_id} = "dialogs"."id")`,
    last_activity: sql<number>`(select max(${participants.activity}) from ${participants} where ${participants.dialog_id} = "dialogs"."id")`,
  }
  const toRecord = ({ members, ...row }: { members: string } & Omit<DialogRecord, 'user_ids'>): DialogRecord => ({
    ...row,
    user_ids: members.split(',').map(Number),
  })
  const byId = db
    .select(columns)
    .from(dialogs)
    .where(eq(dialogs.id, sql.placeholder('id')))
    .prepare()
  const all = db.select(columns).from(dialogs).orderBy(dialogs.id).prepare()
  const ofUser = db
    .select(columns)
    .from(participants)
    .innerJoin(dialogs, eq(dialogs.id, participants.dialog_id))
    .where(eq(participants.user_id, sql.placeholder('user_id')))
    .orderBy(dialogs.id)
    .prepare()
  return {
    find: (id: number): DialogRecord | undefined => {
      const row = byId.get({ id })
      return row && toRecord(row)
    },
    list: (user_id: number | undefined): DialogRecord[] =>
      (user_id === undefined ? all.all() : ofUser.all({ user_id })).map(toRecord),
  }
}

/** The dialogs part of the store. */
export function sqliteDialogs({ read, write }: Connections, writes: Writes, fileUrl: FileUrl): Dialogs {
  const pages = preparePages(read)
  const people = prepareParticipants(read)
  const lastMessage = prepareMessageReads(read, fileUrl).last
  const records = prepareRecords(read)
  const inside = { ...prepareRecords(write), opening: prepareOpening(write) }

  const view = (row: { id: number; unread: number; date_created: number }, viewer: number): Dialog => {
    const others = people.users(row.id).filter(({ id }) => id !== viewer)
    return {
      id: row.id,
      unread_messages_count: row.unread,
      last_message: lastMessage(row.id) ?? null,
      user: others[0]!,
      users: others,
      date_created: iso(row.date_created),
    }
  }

  return {
    async page(user_id, { limit, offset }) {
      const rows = pages.page.all({ user_id, limit, offset })
      return { dialogs: rows.map((row) => view(row, user_id)), total: pages.counters.get({ user_id })?.dialogs ?? 0 }
    },
    unreadCount: async (user_id) => pages.counters.get({ user_id })?.unread_dialogs ?? 0,
    find: async (id) => records.find(id),
    list: async ({ user_id }) => records.list(user_id),
    create: ({ user_ids, at }) =>
      writes.write(() => {
        const people = [...new Set(user_ids)]
        if (people.length < 2) {
          const message = 'a dialog needs at least two different people'
          throw new Refusal('invalid_request', { errors: [{ path: 'users', message }] })
        }
        for (const id of people) {
          const known = write.select({ id: users.id }).from(users).where(eq(users.id, id)).get()
          if (!known) throw new Refusal('user_not_found', { about: `no user ${id}` })
        }
        const existing = inside.opening.find(people)
        if (existing) throw new Refusal('dialog_exists', { about: `dialog ${existing}` })
        return inside.find(inside.opening.create(people, at))!
      }),
  }
}
