import Database from 'better-sqlite3'
import { sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import type { Ids } from '../../ports/runtime.ts'
import { Refusal } from '../../protocol/index.ts'
import { nativeBinding } from './addon.ts'
import { storageRefusal } from './failures.ts'
import { migrate, newestKnown } from './migrations.ts'

export type Db = BetterSQLite3Database & { $client: Database.Database }

/** Two views of one database file: `write` holds the transactions, `read` never sees what is not committed. */
export interface Connections {
  write: Db
  read: Db
}

/** How long a write waits for another process (the command line) to finish its own, in milliseconds. */
const BUSY_MS = 5_000

/**
 * Opens the database file, brings its schema up to date and makes both connections durable (WAL, synchronous=FULL).
 * Refuses `storage_unavailable`, in one line that says what to do, where the file cannot be used; a file that is newer
 * than this program, damaged, or not a database is left as it was.
 */
export function openConnections(file: string, ids: Ids): Connections {
  try {
    const client = new Database(file, { ...nativeBinding(), timeout: BUSY_MS })
    const write = Object.assign(drizzle({ client }), { $client: client })
    try {
      refuseNewer(write, file)
      client.pragma('journal_mode = WAL')
      client.pragma('synchronous = FULL')
      client.pragma('cache_size = -16000')
      // Pages that every commit touches are copied back into the file once in 16 MiB of log, not once in 4.
      client.pragma('wal_autocheckpoint = 4000')
      migrateOnce(write)
      write.run(sql`insert into state (id, epoch) select 1, ${ids.next()} where not exists (select 1 from state)`)
      // synchronous is set again: it is only sure to hold after the file has left its first, empty state.
      client.pragma('synchronous = FULL')
    } catch (error) {
      client.close()
      throw error
    }
    const reader = new Database(file, { ...nativeBinding(), readonly: true, timeout: BUSY_MS })
    reader.pragma('query_only = ON')
    return { write, read: Object.assign(drizzle({ client: reader }), { $client: reader }) }
  } catch (error) {
    throw storageRefusal(error, `the database ${file}`)
  }
}

/** When the newest migration in the database was made, or 0 for a new file. */
function newestApplied(db: Db): number {
  const named = db.$client.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get()
  if (!named) return 0
  const row = db.$client.prepare('select max(created_at) as newest from __drizzle_migrations').get() as {
    newest: number | null
  }
  return row.newest ?? 0
}

function refuseNewer(db: Db, file: string): void {
  if (newestApplied(db) <= newestKnown()) return
  throw new Refusal('storage_unavailable', {
    about: `the database ${file} was written by a newer dialogd; use that version, or another data folder`,
  })
}

/** Two processes may start at once: the second one waits and finds nothing left to do. */
function migrateOnce(db: Db): void {
  if (newestApplied(db) === newestKnown()) return
  migrate(db)
}
