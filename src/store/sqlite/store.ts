import { isNotNull, sql } from 'drizzle-orm'
import type { Ids } from '../../ports/runtime.ts'
import type { ForeignChange, Store } from '../../ports/store.ts'
import { checkDatabase } from './check.ts'
import { sqliteDialogs } from './dialogs.ts'
import { storageRefusal } from './failures.ts'
import { sqliteFiles } from './files.ts'
import { prepareMessageReads } from './message-reads.ts'
import { sqliteMessages } from './messages.ts'
import { openConnections } from './open.ts'
import { sqliteOutbox } from './outbox.ts'
import type { FileUrl } from './rows.ts'
import { state, users } from './schema.ts'
import { sqliteUsers } from './users.ts'
import { Writes } from './writes.ts'

/** How often other processes' writes are looked for while this one writes nothing, in milliseconds. */
const WATCH_MS = 200

/** Opens the store in one SQLite file, made if it is not there. Refuses `storage_unavailable`. */
export function openSqliteStore(file: string, ids: Ids, fileUrl: FileUrl): Store {
  const connections = openConnections(file, ids)
  const { read, write } = connections
  const listeners = new Set<(changes: ForeignChange[]) => void>()
  const tell = (changes: ForeignChange[]): void => {
    for (const listener of listeners) listener(changes)
  }
  const { changedAfter } = prepareMessageReads(write, fileUrl)
  const disabled = write.select({ user_id: users.id }).from(users).where(isNotNull(users.disabled_at)).prepare()
  const readForeign = (rev: number): ForeignChange[] => [
    ...disabled.all().map((user) => ({ kind: 'user_disabled' as const, ...user })),
    ...changedAfter(rev),
  ]
  const writes = new Writes(write.$client, readForeign, tell)
  // There and back: SQLite writes nothing where a row stays as it is.
  const [there, back] = [sql`${state.epoch} || '.'`, sql`substr(${state.epoch}, 1, length(${state.epoch}) - 1)`].map(
    (epoch) => write.update(state).set({ epoch }).prepare(),
  )
  const watch = setInterval(() => writes.catchUp(), WATCH_MS)
  watch.unref()

  return {
    users: sqliteUsers(connections, writes, (user_id) => tell([{ kind: 'user_disabled', user_id }])),
    dialogs: sqliteDialogs(connections, writes, fileUrl),
    messages: sqliteMessages(connections, writes, fileUrl),
    files: sqliteFiles(connections, writes, fileUrl),
    outbox: sqliteOutbox(connections, writes, fileUrl, ids),
    check: ({ fix }) =>
      checkDatabase(connections, writes, fix).catch((error: unknown) => {
        throw storageRefusal(error, 'the database')
      }),
    onForeignChanges(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ping: () =>
      writes.write(() => {
        there!.run()
        back!.run()
      }),
    async close() {
      clearInterval(watch)
      writes.close()
      // The writer goes last: only it may fold the write-ahead log back into the file.
      read.$client.close()
      write.$client.close()
    },
  }
}
