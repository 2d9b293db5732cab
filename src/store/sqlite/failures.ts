import { Refusal } from '../../protocol/index.ts'

/** What each kind of SQLite failure means to an administrator. */
const advice: [prefix: string, text: string][] = [
  ['SQLITE_FULL', 'the disk is full; make room and writing goes on by itself'],
  ['SQLITE_READONLY', 'is read-only; give this user write access to the data folder'],
  ['SQLITE_CANTOPEN', 'cannot be opened; check that the data folder exists and belongs to this user'],
  ['SQLITE_NOTADB', 'is not a SQLite database; name another data folder'],
  ['SQLITE_CORRUPT', 'is damaged; restore a backup'],
  ['SQLITE_BUSY', 'is locked by another program; stop that program'],
  ['SQLITE_IOERR', 'the disk reported an error; check the disk'],
]

/** A refusal for whatever SQLite threw; refusals and errors that are not SQLite's pass as they are. */
export function storageRefusal(error: unknown, what: string): unknown {
  if (error instanceof Refusal || !(error instanceof Error)) return error
  const sqlite = sqliteCode(error)
  if (sqlite === undefined) {
    if (error instanceof TypeError && /directory does not exist/.test(error.message)) {
      return new Refusal('storage_unavailable', { about: `${what} cannot be made: its folder does not exist` })
    }
    return error
  }
  const [, text] = advice.find(([prefix]) => sqlite.startsWith(prefix)) ?? ['', error.message]
  return new Refusal('storage_unavailable', { about: `${what}: ${text} (${sqlite})` })
}

/** The SQLite code of an error, however a library has wrapped it. */
function sqliteCode(error: Error): string | undefined {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && code.startsWith('SQLITE_')) {
    // A broken constraint is a bug of ours, not of the disk's.
    return code.startsWith('SQLITE_CONSTRAINT') ? undefined : code
  }
  return error.cause instanceof Error ? sqliteCode(error.cause) : undefined
}
