import type { BrokenReference, StoreFinding } from '../../ports/store.ts'
import type { Connections, Db } from './open.ts'
import type { Writes } from './writes.ts'

/** For each reference a query that selects one row for each that leads nowhere. */
const references: Record<BrokenReference, string> = {
  participants_dialog: 'select 1 from participants where dialog_id not in (select id from dialogs)',
  participants_user: 'select 1 from participants where user_id not in (select id from users)',
  messages_dialog: 'select 1 from messages where dialog_id not in (select id from dialogs)',
  messages_author: `select 1 from messages m where not exists
    (select 1 from participants p where p.dialog_id = m.dialog_id and p.user_id = m.user_id)`,
  messages_file: `select 1 from messages m where file_id is not null and not exists
    (select 1 from files f where f.id = m.file_id and f.owner_id = m.user_id)`,
  messages_reply: `select 1 from messages m where reply_id is not null and not exists
    (select 1 from messages r where r.id = m.reply_id and r.dialog_id = m.dialog_id)`,
  messages_seq: 'select 1 from messages group by dialog_id having min(seq) <> 1 or max(seq) <> count(*)',
  reads_message: `select 1 from reads r where not exists
    (select 1 from messages m where m.dialog_id = r.dialog_id and m.seq = r.seq and m.user_id <> r.user_id)`,
  files_owner: 'select 1 from files where owner_id not in (select id from users)',
  mails_message: 'select 1 from mails where first_message_id not in (select id from messages)',
  mails_recipient: 'select 1 from mails where recipient_id not in (select id from users)',
  users_reviewer: 'select 1 from users where reviewer_id is not null and reviewer_id not in (select id from users)',
}

const unread = `(select count(*) from messages m
  where m.dialog_id = participants.dialog_id and m.user_id <> participants.user_id and not exists
    (select 1 from reads r where r.dialog_id = m.dialog_id and r.user_id = participants.user_id and r.seq = m.seq))`

type CounterFinding = Extract<StoreFinding, { kind: 'counter' }>

/** Every counter with what it must be; those of users are recounted from the messages as well (NC3, D9). */
const counters: { table: string; counter: CounterFinding['counter']; truth: string; whose: string }[] = [
  { table: 'participants', counter: 'unread', truth: unread, whose: 'dialog_id, user_id' },
  {
    table: 'users',
    counter: 'unread_dialogs',
    truth: `(select count(*) from participants where user_id = users.id and ${unread} > 0)`,
    whose: 'null as dialog_id, id as user_id',
  },
  {
    table: 'users',
    counter: 'dialogs',
    truth: '(select count(*) from participants where user_id = users.id)',
    whose: 'null as dialog_id, id as user_id',
  },
]

type WrongCounter = Pick<CounterFinding, 'dialog_id' | 'user_id' | 'kept' | 'truth'> & { rowid: number }

/**
 * Looks through the whole database, as it is at one moment; writers are not held up. `fix` writes the counters that are
 * wrong, each recounted in that write.
 */
export async function checkDatabase(
  { read, write }: Connections,
  writes: Writes,
  fix: boolean,
): Promise<StoreFinding[]> {
  const snapshot = read.$client.transaction(() => {
    const damage = (read.$client.pragma('integrity_check(20)') as { integrity_check: string }[])
      .filter(({ integrity_check: line }) => line !== 'ok')
      .map(({ integrity_check: line }): StoreFinding => {
        return { kind: 'integrity', text: line.replaceAll('\n', ' '), fixed: false }
      })
    // What is counted in a damaged file is not worth telling, and writing to it makes it worse.
    return damage.length > 0 ? { findings: damage, wrong: [] } : { findings: dangling(read), wrong: miscounted(read) }
  })
  const { findings, wrong } = snapshot()
  for (const { table, counter, truth, rows } of wrong) {
    if (fix && rows.length > 0) {
      const set = write.$client.prepare(`update ${table} set ${counter} = ${truth} where rowid = ?`)
      await writes.write(() => {
        for (const { rowid } of rows) set.run(rowid)
      })
    }
    for (const { rowid: _, ...row } of rows) findings.push({ kind: 'counter', counter, ...row, fixed: fix })
  }
  return findings
}

function dangling({ $client }: Db): StoreFinding[] {
  return (Object.keys(references) as BrokenReference[]).flatMap((reference): StoreFinding[] => {
    const rows = $client.prepare(`select count(*) from (${references[reference]})`).pluck().get() as number
    return rows > 0 ? [{ kind: 'reference', reference, rows, fixed: false }] : []
  })
}

function miscounted({ $client }: Db) {
  return counters.map(({ table, counter, truth, whose }) => {
    const select = `select rowid, ${whose}, ${counter} as kept, ${truth} as truth from ${table}`
    const rows = $client.prepare(`select * from (${select}) where kept <> truth`).all() as WrongCounter[]
    return { table, counter, truth, rows }
  })
}
