import { and, eq, isNull, max, sql } from 'drizzle-orm'
import type { Counts } from '../../ports/bus.ts'
import type { User } from '../../protocol/index.ts'
import type { Db } from './open.ts'
import type { Opened, Recall } from './recall.ts'
import { toUser, userColumns } from './rows.ts'
import { dialogs, mails, messages, participants, users } from './schema.ts'

/** How the people of a dialog are read, by id. */
export function prepareParticipants(db: Db) {
  const ofDialog = db
    .select({
      user: userColumns,
      unread: participants.unread,
      read_to: participants.read_to,
      unread_dialogs: users.unread_dialogs,
    })
    .from(participants)
    .innerJoin(users, eq(users.id, participants.user_id))
    .where(eq(participants.dialog_id, sql.placeholder('dialog_id')))
    .orderBy(participants.user_id)
    .prepare()
  const collecting = db
    .select({ id: mails.id })
    .from(mails)
    .where(
      and(
        eq(mails.recipient_id, sql.placeholder('user_id')),
        sql`${mails.state} = 'queued'`,
        isNull(mails.last_message_id),
      ),
    )
    .prepare()
  const lastSeq = db
    .select({ seq: max(messages.seq) })
    .from(messages)
    .where(eq(messages.dialog_id, sql.placeholder('dialog_id')))
    .prepare()
  const seqOf = (dialog_id: number): number => lastSeq.get({ dialog_id })?.seq ?? 0
  return {
    lastSeq: seqOf,
    /** The people as others see them. */
    users: (dialog_id: number): User[] => ofDialog.all({ dialog_id }).map(({ user }) => toUser(user)),
    /** Everyone's numbers. */
    counts: (dialog_id: number): Counts[] =>
      ofDialog
        .all({ dialog_id })
        .map(({ user, unread, unread_dialogs }) => ({ user_id: user.id, dialogs: unread_dialogs, messages: unread })),
    /** The dialog for a write, from memory where it is remembered. Only valid inside a job. */
    open: (dialog_id: number, recall: Recall): Opened | undefined =>
      recall.dialog(dialog_id, () => {
        const rows = ofDialog.all({ dialog_id })
        if (rows.length === 0) return undefined
        const places = rows.map(({ user, unread, read_to, unread_dialogs }) => {
          const mailed = user.email !== null && user.email_notifications && user.disabled_at === null
          const person = recall.person(user.id, () => ({
            profile: toUser(user),
            unread_dialogs,
            mailed,
            collecting: collecting.get({ user_id: user.id }) !== undefined,
          }))
          return { person, unread, read_to }
        })
        return { places, last_seq: seqOf(dialog_id) }
      }),
  }
}

/** Everyone's numbers, as they stand after a write. */
export const countsOf = ({ places }: Opened): Counts[] =>
  places.map(({ person, unread }) => ({ user_id: person.profile.id, dialogs: person.unread_dialogs, messages: unread }))

/** The one dialog of a set of people. Only valid inside a write. */
export function prepareOpening(db: Db) {
  const byMembers = db
    .select({ id: dialogs.id })
    .from(dialogs)
    .where(eq(dialogs.members, sql.placeholder('members')))
    .prepare()
  const membersOf = (user_ids: number[]): string => [...user_ids].sort((a, b) => a - b).join(',')
  return {
    find: (user_ids: number[]): number | undefined => byMembers.get({ members: membersOf(user_ids) })?.id,
    create(user_ids: number[], at: number): number {
      const { id } = db
        .insert(dialogs)
        .values({ members: membersOf(user_ids), date_created: at })
        .returning()
        .get()
      for (const user_id of user_ids) {
        db.insert(participants).values({ dialog_id: id, user_id, activity: at }).run()
        db.update(users)
          .set({ dialogs: sql`${users.dialogs} + 1` })
          .where(eq(users.id, user_id))
          .run()
      }
      return id
    },
  }
}
