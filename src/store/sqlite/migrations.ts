import { createHash } from 'node:crypto'
import { asset } from '../../assets.ts'
import type { Db } from './open.ts'

const FOLDER = 'src/store/sqlite/migrations'

interface Journal {
  entries: { when: number; tag: string; breakpoints: boolean }[]
}

/** When the newest migration that this program knows was made. */
export function newestKnown(): number {
  return Math.max(...journal().entries.map(({ when }) => when))
}

/** Brings the schema up to date; what was applied already is left out. */
export function migrate(db: Db): void {
  const migrations = journal().entries.map(({ when, tag, breakpoints }) => {
    const text = asset(`${FOLDER}/${tag}.sql`).toString()
    const hash = createHash('sha256').update(text).digest('hex')
    return { sql: text.split('--> statement-breakpoint'), bps: breakpoints, folderMillis: when, hash }
  })
  // What drizzle's own `migrate` does with a folder; a single file has none.
  const { dialect, session } = db as unknown as {
    dialect: { migrate(migrations: object[], session: unknown, config: object): void }
    session: unknown
  }
  dialect.migrate(migrations, session, {})
}

const journal = (): Journal => JSON.parse(asset(`${FOLDER}/meta/_journal.json`).toString()) as Journal
