import type { StoreFinding } from '../../ports/store.ts'
import type { Connections, Db } from './open.ts'
import type { Writes } from './writes.ts'

/** Rows that name what is not there: how many, in words, and a query that selects one row for each. */
const references: [text: string, query: string][] = [
  ['participants of no dialog', 'select 1 from participants where dialog_id not in (select id from dialogs)'],
  ['participants who are no users', 'select 1 from participants where user_id not in (select id from users)'],
  ['messages of no dialog', 'select 1 from messages where dialog_id not in (select id from dialogs)'],
  [
    'messages by somebody who does not take part',
    `select 1 from messages m where not exists
       (select 1 from participants p where p.dialog_id = m.dialog_id and p.user_id = m.user_id)`,
  ],
  [
    'messages with a file that is not there or not the author’s',
    `select 1 from messages m where file_id is not null and not exists
       (select 1 from files f where f.id = m.file_id and f.owner_id = m.user_id)`,
  ],
  [
    'replies to no message of their dialog',
    `select 1 from messages m where reply_id is not null and not exists
       (select 1 from messages r where r.id = m.reply_id and r.dialog_id = m.dialog_id)`,
  ],
  [
    'dialogs whose messages are not numbered 1, 2, 3…',
    'select 1 from messages group by dialog_id having min(seq) <> 1 or max(seq) <> count(*)',
  ],
  [
    'read marks of no message by others',
    `select 1 from reads r where not exists
       (select 1 from messages m where m.dialog_id = r.dialog_id and m.seq = r.seq and m.user_id <> r.user_id)`,
  ],
  ['files of no user', 'select 1 from files where owner_id not in (select id from users)'],
  ['mails about no message', 'select 1 from mails where first_message_id not in (select id from messages)'],
  ['mails to no user', 'select 1 from mails where recipient_id not in (select id from users)'],
  [
    'reviewers who are no users',
    'select 1 from users where reviewer_id is not null and reviewer_id not in (select id from users)',
  ],
]

const unread = `(select count(*) from messages m
  where m.dialog_id = participants.dialog_id and m.user_id <> participants.user_id and not exists
    (select 1 from reads r where r.dialog_id = m.dialog_id and r.user_id = participants.user_id and r.seq = m.seq))`

/** Every counter with what it must be; those of users are recounted from the messages as well (NC3, D9). */
const counters: { table: string; name: string; truth: string; who: string }[] = [
  { table: 'participants', name: 'unread', truth: unread, who: "'dialog ' || dialog_id || ', user ' || user_id" },
  {
    table: 'users',
    name: 'unread_dialogs',
    truth: `(select count(*) from participants where user_id = users.id and ${unread} > 0)`,
    who: "'user ' || id",
  },
  {
    table: 'users',
    name: 'dialogs',
    truth: '(select count(*) from participants where user_id = users.id)',
    who: "'user ' || id",
  },
]

interface WrongCounter {
  rowid: number
  who: string
  kept: number
  truth: number
}

const toFinding = (kind: StoreFinding['kind'], text: string): StoreFinding => ({ kind, text, fixed: false })

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
      .map(({ integrity_check: line }) => toFinding('integrity', line.replaceAll('\n', ' ')))
    // What is counted in a damaged file is not worth telling, and writing to it makes it worse.
    return damage.length > 0 ? { findings: damage, wrong: [] } : { findings: dangling(read), wrong: miscounted(read) }
  })
  const { findings, wrong } = snapshot()
  for (const { table, name, truth, rows } of wrong) {
    if (fix && rows.length > 0) {
      const set = write.$client.prepare(`update ${table} set ${name} = ${truth} where rowid = ?`)
      await writes.write(() => {
        for (const { rowid } of rows) set.run(rowid)
      })
    }
    for (const row of rows) {
      const text = `${row.who}: ${name} is ${row.kept} and should be ${row.truth}`
      findings.push({ ...toFinding('counter', text), fixed: fix })
    }
  }
  return findings
}

function dangling({ $client }: Db): StoreFinding[] {
  return references.flatMap(([text, query]) => {
    const count = $client.prepare(`select count(*) from (${query})`).pluck().get() as number
    return count > 0 ? [toFinding('reference', `${count} ${text}`)] : []
  })
}

function miscounted({ $client }: Db) {
  return counters.map((counter) => {
    const { table, name, truth, who } = counter
    const select = `select rowid, ${who} as who, ${name} as kept, ${truth} as truth from ${table}`
    return {
      ...counter,
      rows: $client.prepare(`select * from (${select}) where kept <> truth`).all() as WrongCounter[],
    }
  })
}
