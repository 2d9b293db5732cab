import { and, asc, eq, gt, inArray, lt, notExists, sql } from 'drizzle-orm'
import type { Files, NewFile } from '../../ports/files.ts'
import type { Connections, Db } from './open.ts'
import { type FileUrl, toFile } from './rows.ts'
import { files, messages } from './schema.ts'
import type { Writes } from './writes.ts'

const place = sql.placeholder

function prepareReads(db: Db) {
  const owned = db
    .select({ files: sql<number>`count(*)`, bytes: sql<number>`coalesce(sum(${files.size}), 0)` })
    .from(files)
    .where(eq(files.owner_id, place('owner_id')))
    .prepare()
  return { owned: (owner_id: number) => owned.get({ owner_id })! }
}

/** The files part of the store. */
export function sqliteFiles({ read, write }: Connections, writes: Writes, fileUrl: FileUrl): Files {
  const { owned } = prepareReads(read)
  const inside = prepareReads(write)
  const byId = read
    .select()
    .from(files)
    .where(eq(files.id, place('id')))
    .prepare()
  const byKey = read
    .select()
    .from(files)
    .where(eq(files.key, place('key')))
    .prepare()
  const page = read
    .select()
    .from(files)
    .where(gt(files.key, place('after_key')))
    .orderBy(asc(files.key))
    .limit(place('limit'))
    .prepare()
  const older = read
    .select({ id: files.id })
    .from(files)
    .where(and(gt(files.id, place('after_id')), lt(files.date_created, place('before'))))
    .orderBy(asc(files.id))
    .limit(place('limit'))
    .prepare()

  const unsent = (db: Db, ids: number[]) =>
    and(
      inArray(files.id, ids),
      notExists(db.select({ one: sql`1` }).from(messages).where(eq(messages.file_id, files.id))),
    )
  const insert = ({ at, ...file }: NewFile) =>
    write
      .insert(files)
      .values({ ...file, date_created: at })
      .returning()
      .get()

  return {
    add: (file, admit) =>
      writes.write(() => {
        admit(inside.owned(file.owner_id))
        return toFile(insert(file), fileUrl)
      }),
    owned: async (owner_id) => owned(owner_id),
    find: async (id) => byId.get({ id }),
    findByKey: async (key) => byKey.get({ key }),
    page: async ({ after_key, limit }) => page.all({ after_key, limit }),
    async removeUnsent({ before, after_id, limit }) {
      const ids = older.all({ before, after_id, limit }).map(({ id }) => id)
      const next = ids.length < limit ? undefined : ids.at(-1)
      const idle = read.select({ id: files.id }).from(files).where(unsent(read, ids)).all()
      if (idle.length === 0) return { keys: [], next }
      const removed = await writes.write(() => {
        // Asked again: a message may have come meanwhile.
        const still = unsent(
          write,
          idle.map(({ id }) => id),
        )
        return write.delete(files).where(still).returning({ key: files.key }).all()
      })
      return { keys: removed.map(({ key }) => key), next }
    },
  }
}
