import { isNotNull } from 'drizzle-orm'
import type { Ids } from '../../ports/runtime.ts'
import type { ForeignChange, Store } from '../../ports/store.ts'
import { sqliteDialogs } from './dialogs.ts'
import { prepareMessageReads } from './message-reads.ts'
import { sqliteMessages } from './messages.ts'
import { openConnections } from './open.ts'
import type { FileUrl } from './rows.ts'
import { users } from './schema.ts'
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
  const writes = new Writes(write.$client, prepareMessageReads(write, fileUrl).changedAfter, tell)

  const disabled = read.select({ id: users.id }).from(users).where(isNotNull(users.disabled_at)).prepare()
  const dataVersion = write.$client.prepare('pragma data_version').pluck()
  let seen = dataVersion.get()
  /** `data_version` moves only when another process has committed. */
  const watch = setInterval(() => {
    const version = dataVersion.get()
    if (version === seen) return
    seen = version
    writes.catchUp()
    const gone = disabled.all()
    if (gone.length > 0) tell(gone.map(({ id }) => ({ kind: 'user_disabled', user_id: id })))
  }, WATCH_MS)
  watch.unref()

  return {
    users: sqliteUsers(connections, writes, (user_id) => tell([{ kind: 'user_disabled', user_id }])),
    dialogs: sqliteDialogs(connections, writes, fileUrl),
    messages: sqliteMessages(connections, writes, fileUrl),
    onForeignChanges(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ping: () => writes.write(() => {}),
    async close() {
      clearInterval(watch)
      writes.close()
      // The writer goes last: only it may fold the write-ahead log back into the file.
      read.$client.close()
      write.$client.close()
    },
  }
}
