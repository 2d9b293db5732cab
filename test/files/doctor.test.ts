import { chmodSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { cli } from '../cli/cli.ts'
import { upload } from '../support/upload.ts'
import { startWorld, type World } from '../support/world.ts'

interface Report {
  ok: boolean
  findings: { check: string; text: string; fixed: boolean }[]
}

async function doctor({ config }: World, ...more: string[]): Promise<Report & { code: number }> {
  const { code, stdout } = await cli(['--data-dir', config.data_dir, '--json', 'doctor', ...more])
  return { code, ...(JSON.parse(stdout) as Report) }
}

/** A server with messages read and unread, a reply and a file that was sent. */
async function livelyWorld() {
  const world = await startWorld()
  const { anna, boris, dialog, a, b } = await world.pair()
  const { body: file } = await upload(world.http, anna.token, 'sent')
  const first = await a.create(dialog, 'one')
  await a.create(dialog, 'two', { file_id: file.id })
  await b.ask('dialogs.messages.seen', { dialog_id: dialog, message_id: first.id })
  await b.create(dialog, 'three', { reply_id: first.id })
  const record = (await world.app.store.files.find(file.id))!
  const path = join(world.config.data_dir, 'files', record.key.slice(0, 2), record.key)
  return { world, anna, boris, file, path, db: new Database(world.database) }
}

test('[D9] doctor finds nothing wrong with a server in use, and says so', async () => {
  const { world, db } = await livelyWorld()
  await using _world = world
  db.close()
  expect(await doctor(world)).toEqual({ code: 0, ok: true, findings: [] })
  const { code, stdout, stderr } = await cli(['--data-dir', world.config.data_dir, 'doctor'])
  expect([code, stdout, stderr]).toEqual([0, '', 'Everything is as it should be.\n'])
})

test('[D9] doctor recounts every counter, and with --fix sets it right', async () => {
  const { world, anna, boris, db } = await livelyWorld()
  await using _world = world
  db.prepare('update participants set unread = 7 where user_id = ?').run(boris.id)
  db.prepare('update users set unread_dialogs = 0, dialogs = 9 where id = ?').run(anna.id)
  const wrong = [
    { check: 'counters', text: `dialog 1, user ${boris.id}: unread is 7 and should be 1` },
    { check: 'counters', text: `user ${anna.id}: unread_dialogs is 0 and should be 1` },
    { check: 'counters', text: `user ${anna.id}: dialogs is 9 and should be 1` },
  ]
  const findings = (fixed: boolean) => wrong.map((one) => ({ ...one, fixed }))
  expect(await doctor(world)).toEqual({ code: 1, ok: false, findings: findings(false) })
  const russian = await cli(['--data-dir', world.config.data_dir, 'doctor'], { env: { DIALOGD_LOCALE: 'ru' } })
  expect(russian.stdout).toContain(`диалог 1, пользователь ${boris.id}: unread = 7, а должно быть 1`)
  expect(russian.stdout).toContain(`пользователь ${anna.id}: dialogs = 9, а должно быть 1`)
  expect(await doctor(world, '--fix')).toEqual({ code: 0, ok: true, findings: findings(true) })
  expect(await doctor(world)).toEqual({ code: 0, ok: true, findings: [] })
  db.close()
})

test('[FL3] doctor compares rows with files; --fix removes what nobody can reach and leaves what is missing', async () => {
  const { world, file, path, db } = await livelyWorld()
  await using _world = world
  db.close()
  const shard = join(path, '..')
  const orphan = join(shard, `${path.split('/').at(-1)!.slice(0, 2)}${'0'.repeat(30)}`)
  writeFileSync(orphan, 'x')
  expect(await doctor(world)).toMatchObject({ code: 0 })
  utimesSync(orphan, 0, 0)
  const orphans = { check: 'files', text: 'files without a row: 1' }
  expect(await doctor(world)).toEqual({ code: 1, ok: false, findings: [{ ...orphans, fixed: false }] })
  expect(await doctor(world, '--fix')).toEqual({ code: 0, ok: true, findings: [{ ...orphans, fixed: true }] })
  writeFileSync(path, 'short by one or two')
  const resized = { check: 'files', text: `file ${file.id} has another size than its row says`, fixed: false }
  expect(await doctor(world)).toEqual({ code: 1, ok: false, findings: [resized] })
  rmSync(path)
  const missing = { check: 'files', text: `file ${file.id} has a row, and its bytes are gone`, fixed: false }
  expect(await doctor(world, '--fix')).toEqual({ code: 1, ok: false, findings: [missing] })
})

test('doctor finds rows that name what is not there, and says so in both languages', async () => {
  const { world, db } = await livelyWorld()
  await using _world = world
  const texts = async (locale = 'en') => {
    const env = { DIALOGD_LOCALE: locale }
    const { stdout } = await cli(['--data-dir', world.config.data_dir, '--json', 'doctor'], { env })
    return (JSON.parse(stdout) as Report).findings.map(({ text }) => text)
  }
  const broken: [sql: string, en: string, ru: string][] = [
    [
      'update messages set reply_id = 99 where seq = 3',
      'replies to no message of their dialog: 1',
      'ответы на сообщение, которого в их диалоге нет: 1',
    ],
    [
      'update messages set file_id = 99 where seq = 2',
      'messages with a file that is not there or not the author’s: 1',
      'сообщения с файлом, которого нет или который не автора: 1',
    ],
    [
      'update messages set seq = 9 where seq = 3',
      'dialogs whose messages are not numbered 1, 2, 3…: 1',
      'диалоги, где сообщения пронумерованы не 1, 2, 3…: 1',
    ],
    [
      'update users set reviewer_id = 99 where reviewer_id is not null',
      'reviewers who are no users: 1',
      'ревьюеры, которых нет среди людей: 1',
    ],
    ['update files set owner_id = 99', 'files of no user: 1', 'файлы без владельца: 1'],
    [
      'insert into reads values (1, 1, 99, 0)',
      'read marks of no message by others: 1',
      'отметки о прочтении без чужого сообщения: 1',
    ],
    ['update mails set recipient_id = 99 where id = 1', 'mails to no user: 1', 'письма без получателя: 1'],
    ['delete from dialogs', 'participants of no dialog: 2', 'участники без диалога: 2'],
  ]
  for (const [sql, en, ru] of broken) {
    db.exec(sql)
    expect(await texts(), sql).toContain(en)
    expect(await texts('ru'), sql).toContain(ru)
  }
  db.close()
})

test('doctor tells of a damaged database, wrong settings and secrets that others can read, and ends with 1', async () => {
  const { world, db } = await livelyWorld()
  await using _world = world
  db.close()
  chmodSync(join(world.config.data_dir, 'url-secret'), 0o644)
  expect(await doctor(world)).toMatchObject({
    code: 1,
    findings: [{ check: 'config', text: expect.stringContaining('url-secret') }],
  })
  const { code, stdout } = await cli(['--data-dir', world.config.data_dir, '--json', 'doctor'], {
    env: { DIALOGD_PORT: 'many' },
  })
  expect([code, JSON.parse(stdout)]).toMatchObject([1, { ok: false, findings: [{ check: 'config' }] }])
  await world.app.close()
  const bytes = readFileSync(world.database)
  bytes.fill(0xaa, 8_192, 40_000)
  writeFileSync(world.database, bytes)
  const damaged = await doctor(world)
  expect(damaged).toMatchObject({ code: 1, ok: false })
  expect(damaged.findings.map(({ check }) => check)).toContain('database')
})
