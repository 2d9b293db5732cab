import type { Command } from 'commander'
import type { App } from '../../src/app.ts'
import type { UserRecord } from '../../src/ports/store.ts'
import { Refusal, textOf } from '../../src/protocol/errors.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { type ImportRow, readImport } from '../import-rows.ts'
import { findUser } from '../people.ts'
import { progress } from '../progress.ts'
import { readFile, readStdin } from '../values.ts'

/** How many rows go into one commit. */
const BATCH = 500

export function define(command: Command): void {
  command
    .argument('<file>', 'CSV with a header; - reads it from stdin')
    .addHelpText(
      'after',
      '\nColumns: id, email, username, first_name, last_name, reviewer (id or address, also of this file),' +
        '\nemail_notifications (on, off), locale (en, ru). A row is added or refused on its own.',
    )
}

interface Outcome {
  line: number
  user?: UserRecord
  refusal?: Refusal
}

export async function run(context: Context, _options: object, file: string): Promise<void> {
  const { io, out, say, globals } = context
  const text = file === '-' ? await readStdin(io.stdin) : readFile(file, io)
  const rows = readImport(text, file, say)
  const app = await context.open({ create: true })
  const bar = progress(io, say('importing'), rows.length, globals.quiet)
  const outcomes: Outcome[] = []
  for (let start = 0; start < rows.length; start += BATCH) {
    outcomes.push(...(await addBatch(app, rows.slice(start, start + BATCH))))
    bar.advance(outcomes.length)
  }
  await nameReviewers(app, rows, outcomes)
  bar.end()

  const refused = outcomes.flatMap(({ line, user, refusal }) => (refusal ? [{ line, user, refusal }] : []))
  for (const { line, user, refusal } of refused) {
    const why = [textOf(refusal.code, context.locale(), refusal.details), refusal.details.about]
      .filter(Boolean)
      .join(' — ')
    out.note(say('import_line', { line, reason: user ? say('without_reviewer', { reason: why }) : why }))
  }
  const added = outcomes.filter(({ user }) => user).length
  const items = refused.map(({ line, refusal }) => ({ line, code: refusal.code, about: refusal.details.about ?? null }))
  out.record(
    [
      ['added', String(added)],
      ['refused', String(refused.length)],
    ],
    { added, refused: items },
  )
  if (refused.length === 0) return
  const exit = refused.every(({ refusal }) => refusal.code === 'user_exists') ? 'conflict' : 'failure'
  throw new Failure(exit, 'import_refused', { refused: refused.length, total: rows.length })
}

async function addBatch({ store, clock }: App, rows: ImportRow[]): Promise<Outcome[]> {
  const at = clock.now()
  const settled = await store.users.addMany(rows.map(({ user }) => ({ ...user, at })))
  return settled.map((result, index) => {
    const { line } = rows[index]!
    if (result.status === 'fulfilled') return { line, user: result.value }
    if (result.reason instanceof Refusal) return { line, refusal: result.reason }
    throw result.reason
  })
}

/** Reviewers come last, because they may stand further down in the same file. */
async function nameReviewers({ store }: App, rows: ImportRow[], outcomes: Outcome[]): Promise<void> {
  const name = async (row: ImportRow, outcome: Outcome) => {
    if (!row.reviewer || !outcome.user) return
    try {
      const { id } = await findUser(store, row.reviewer)
      outcome.user = await store.users.update(outcome.user.id, { reviewer_id: id })
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Failure)) throw error
      outcome.refusal = error instanceof Refusal ? error : new Refusal('user_not_found', { about: row.reviewer })
    }
  }
  for (let start = 0; start < rows.length; start += BATCH)
    await Promise.all(rows.slice(start, start + BATCH).map((row, index) => name(row, outcomes[start + index]!)))
}
