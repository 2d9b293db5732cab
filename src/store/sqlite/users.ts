import { eq, sql } from 'drizzle-orm'
import type { NewUser, UserPatch, UserRecord, Users } from '../../ports/store.ts'
import { Refusal } from '../../protocol/index.ts'
import type { Connections, Db } from './open.ts'
import { userColumns } from './rows.ts'
import { users } from './schema.ts'
import type { Writes } from './writes.ts'

const prepareReads = (db: Db) => ({
  byId: db
    .select(userColumns)
    .from(users)
    .where(eq(users.id, sql.placeholder('id')))
    .prepare(),
  byEmail: db
    .select(userColumns)
    .from(users)
    .where(eq(sql`lower(${users.email})`, sql`lower(${sql.placeholder('email')})`))
    .orderBy(users.id)
    .prepare(),
  all: db.select(userColumns).from(users).orderBy(users.id).prepare(),
})

/** The users part of the store; `onDisabled` is told of everyone who was disabled, after it is durable. */
export function sqliteUsers(
  { read, write }: Connections,
  writes: Writes,
  onDisabled: (user_id: number) => void,
): Users {
  const reads = prepareReads(read)
  const inside = prepareReads(write)

  const mustExist = (id: number): UserRecord => {
    const user = inside.byId.get({ id })
    if (!user) throw new Refusal('user_not_found', { about: `no user ${id}` })
    return user
  }
  const mustBeFree = (email: string | null | undefined, but?: number): void => {
    if (!email) return
    const taken = inside.byEmail.all({ email }).find((user) => user.id !== but)
    if (taken) throw new Refusal('user_exists', { about: `user ${taken.id} has the address ${email}` })
  }
  const checkReviewer = (reviewer_id: number | null | undefined, id?: number): void => {
    if (!reviewer_id) return
    if (reviewer_id === id) {
      const message = 'nobody reviews themselves; name someone else'
      throw new Refusal('invalid_request', { errors: [{ path: 'reviewer_id', message }] })
    }
    mustExist(reviewer_id)
  }
  const insert = ({ at, ...user }: NewUser): UserRecord =>
    write
      .insert(users)
      .values({ ...user, date_created: at })
      .returning(userColumns)
      .get()
  const add = (user: NewUser): UserRecord => {
    if (user.id !== undefined && inside.byId.get({ id: user.id })) {
      throw new Refusal('user_exists', { about: `the id ${user.id} is taken` })
    }
    mustBeFree(user.email)
    checkReviewer(user.reviewer_id, user.id)
    return insert(user)
  }
  const patchRow = (id: number, patch: UserPatch & { disabled_at?: number | null }): UserRecord => {
    writes.recall.forget()
    return write.update(users).set(patch).where(eq(users.id, id)).returning(userColumns).get()
  }

  return {
    find: async (id) => reads.byId.get({ id }),
    findByEmail: async (email) => reads.byEmail.all({ email }),
    list: async () => reads.all.all(),
    add: (user) => writes.write(() => add(user)),
    addMany: (many) => Promise.allSettled(many.map((user) => writes.write(() => add(user)))),
    provision: (user) => writes.write(() => inside.byId.get({ id: user.id }) ?? insert(user)),
    update: (id, patch) =>
      writes.write(() => {
        const user = mustExist(id)
        mustBeFree(patch.email, id)
        checkReviewer(patch.reviewer_id, id)
        return Object.keys(patch).length === 0 ? user : patchRow(id, patch)
      }),
    async setDisabled(id, at) {
      const user = await writes.write(() => {
        const before = mustExist(id)
        return (before.disabled_at === null) === (at === null) ? before : patchRow(id, { disabled_at: at })
      })
      if (at !== null) onDisabled(id)
      return user
    },
  }
}
