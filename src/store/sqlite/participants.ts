import { eq, sql } from 'drizzle-orm'
import type { Counts } from '../../ports/bus.ts'
import type { Db } from './open.ts'
import { dialogs, participants, users } from './schema.ts'

/** The people of a dialog, in the order they were added, with their counters (NC3). */
export function prepareParticipants(db: Db) {
  const ofDialog = db
    .select({
      unread: participants.unread,
      read_to: participants.read_to,
      user: users,
    })
    .from(participants)
    .innerJoin(users, eq(users.id, participants.user_id))
    .where(eq(participants.dialog_id, sql.placeholder('dialog_id')))
    .orderBy(sql`${participants}.rowid`)
    .prepare()
  return { of: (dialog_id: number) => ofDialog.all({ dialog_id }) }
}

export type Participant = ReturnType<ReturnType<typeof prepareParticipants>['of']>[number]

/** Everyone's numbers, as they stand in the rows. */
export const countsOf = (people: Participant[]): Counts[] =>
  people.map(({ user, unread }) => ({ user_id: user.id, dialogs: user.unread_dialogs, messages: unread }))

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
