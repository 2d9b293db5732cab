import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core'
import type { Outbox } from '../../ports/outbox.ts'
import type { Ids } from '../../ports/runtime.ts'
import { prepareClaim } from './claim.ts'
import type { Connections } from './open.ts'
import type { FileUrl } from './rows.ts'
import { mails } from './schema.ts'
import type { Writes } from './writes.ts'

/** The outbox part of the store. */
export function sqliteOutbox({ read, write }: Connections, writes: Writes, fileUrl: FileUrl, ids: Ids): Outbox {
  const claim = prepareClaim(write, writes.recall, fileUrl, ids)
  const settle = (key: string, change: SQLiteUpdateSetSource<typeof mails>) =>
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
    retry: (key, { due_at, error: last_error, counted }) =>
      settle(key, { due_at, last_error, ...(!counted && { attempts: sql`${mails.attempts} - 1` }) }),
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
      writes.write(
        () =>
          write
            .update(mails)
            .set({ state: 'queued', attempts: 0, due_at: at })
            .where(and(eq(mails.state, 'failed'), which === 'all' ? undefined : eq(mails.id, which)))
            .run().changes,
      ),
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
