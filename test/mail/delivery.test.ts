import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { startWorld, type World } from '../support/world.ts'
import { eventually, smtpServer } from './smtp-server.ts'

const CREATE = 'dialogs.messages.create'

test('[EM1] [MC4] one mail for every other participant with notifications on, none for the sender, none for a refusal', async () => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url })
  const { anna, boris, a } = await world.pair()
  const off = await world.person('off', { email_notifications: false })
  const addressless = await world.person('addressless', { email: null })
  const gone = await world.person('gone')
  await world.app.store.users.setDisabled(gone.id, 1)
  const dialog = await world.dialog(anna, boris, off, addressless, gone)
  expect(await a.request(CREATE, { dialog_id: dialog })).toMatchObject({ code: 'empty_message' })
  expect(await a.request(CREATE, { dialog_id: 999, body: 'x' })).toMatchObject({ code: 'dialog_forbidden' })
  await a.create(dialog, 'hello')
  await a.create(dialog, 'again')
  await smtp.mails(2)
  expect(smtp.received.map(({ recipients }) => recipients)).toEqual([[boris.email], [boris.email]])
  expect(await world.app.store.outbox.list({ limit: 10 })).toHaveLength(2)
})

test('[EM3] subject, both parts and threading headers are right in both languages', async () => {
  await using smtp = await smtpServer()
  const mail_from = 'Поддержка <support@example.org>'
  await using world = await startWorld({ smtp_url: smtp.url, mail_from, public_url: 'https://dialogs.example' })
  const anna = await world.person('Анна', { email: 'anna@example.com', last_name: 'Иванова' })
  const boris = await world.person('boris', { locale: 'ru' })
  const carol = await world.person('carol')
  const dialog = await world.dialog(anna, boris, carol)
  const a = await anna.connect()
  await a.create(dialog, 'Привет, **мир** <script>alert(1)</script>')
  await a.create(dialog, 'и ещё')
  await smtp.mails(4)
  const mails = await Promise.all(smtp.received.map(({ raw }) => simpleParser(raw)))
  const to = (address: string) => mails.filter(({ to }) => to && !Array.isArray(to) && to.text.includes(address))
  const [russian, next] = to('boris@example.com')
  const [english] = to('carol@example.com')
  expect(russian?.subject).toBe('Новое сообщение от Анна Иванова')
  expect(english?.subject).toBe('New message from Анна Иванова')
  expect(russian?.from?.value).toEqual([{ address: 'support@example.org', name: 'Поддержка' }])
  expect(russian?.text).toContain('Привет, мир <script>alert(1)</script>')
  expect(russian?.html).toContain('<strong>мир</strong> &lt;script&gt;')
  expect(russian?.html).toContain('href="https://dialogs.example"')
  expect(russian?.references).toBe(`<dialog.${dialog}@example.org>`)
  expect(next?.references).toBe(russian?.references)
  expect(next?.messageId).not.toBe(russian?.messageId)
  expect(russian?.headers.get('auto-submitted')).toBe('auto-generated')
  expect(String(smtp.received[0]?.raw)).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
})

test('[EM3] the address of List-Unsubscribe ends the mails by POST, and looking at it changes nothing', async () => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url })
  const { a, boris, dialog } = await world.pair()
  await a.create(dialog, 'one')
  await smtp.mails(1)
  const mail = await simpleParser(smtp.received[0]!.raw)
  const { unsubscribe } = mail.headers.get('list') as unknown as { unsubscribe: { url: string } }
  const wants = async () => (await world.app.store.users.find(boris.id))?.email_notifications
  const page = await fetch(unsubscribe.url, { headers: { 'accept-language': 'ru' } })
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Больше не присылать')])
  expect(await wants()).toBe(true)
  for (const forged of [
    unsubscribe.url.replace(/u=\d+/, 'u=1000'),
    `${unsubscribe.url}x`,
    unsubscribe.url.split('&')[0]!,
  ]) {
    expect((await fetch(forged, { method: 'POST' })).status).toBe(404)
  }
  const body = 'List-Unsubscribe=One-Click'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await fetch(unsubscribe.url, { method: 'POST', body, headers })).status).toBe(200)
  expect(await wants()).toBe(false)
  await a.create(dialog, 'two')
  expect((await world.app.store.outbox.list({ limit: 10 })).map(({ state }) => state)).toEqual(['sent'])
})

test('[EM3] one click (RFC 8058) needs no page, cookie or certain body, works twice, and cannot be framed', async () => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url }, { mail_timings: { soon: 1, look: 10 } })
  const { a, boris, dialog } = await world.pair()
  await a.create(dialog, 'one')
  await smtp.mails(1)
  const mail = await simpleParser(smtp.received[0]!.raw)
  const { url } = (mail.headers.get('list') as unknown as { unsubscribe: { url: string } }).unsubscribe
  expect(mail.text).toContain(url)
  expect(mail.html).toContain(url.replaceAll('&', '&amp;'))
  const form = new FormData()
  form.append('List-Unsubscribe', 'One-Click')
  const requests: RequestInit[] = [
    { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) },
    { body: form },
    {},
    { body: 'x', headers: { 'content-type': 'text/plain' } },
  ]
  const { users } = world.app.store
  for (const request of requests) {
    await users.update(boris.id, { email_notifications: true })
    for (let twice = 0; twice < 2; twice += 1) {
      const answer = await fetch(url, { method: 'POST', redirect: 'error', ...request })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect((await users.find(boris.id))?.email_notifications).toBe(false)
    }
  }
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
})

test('[EM5] a message that was seen before its mail left is not mailed', async () => {
  await using smtp = await smtpServer()
  let now = Date.now()
  await using world = await startWorld({ smtp_url: smtp.url, mail_digest: 60_000 }, { clock: { now: () => now } })
  const { a, b, dialog } = await world.pair()
  const { id } = await a.create(dialog, 'seen at once')
  await b.ask('dialogs.messages.seen', { dialog_id: dialog, message_id: id })
  await a.create(dialog, 'not seen')
  now += 61_000
  await smtp.mails(1)
  const mail = await simpleParser(smtp.received[0]!.raw)
  expect([mail.subject, mail.text]).toEqual(['New message from anna', expect.stringContaining('not seen')])
  const { id: last } = await a.create(dialog, 'seen as well')
  await b.ask('dialogs.messages.seen', { dialog_id: dialog, message_id: last })
  now += 61_000
  await eventually(
    () => states(world),
    (counts) => counts.cancelled === 1,
  )
  expect(smtp.received).toHaveLength(1)
})

test('[EM5] [M2] 10,000 messages to one absent person make at most twenty mails an hour, and none is lost', {
  timeout: 60_000,
}, async () => {
  await using smtp = await smtpServer()
  let now = Date.now()
  await using world = await startWorld({ smtp_url: smtp.url }, { clock: { now: () => now } })
  const { anna, dialog, boris } = await world.pair()
  const sockets = await Promise.all(Array.from({ length: 10 }, () => anna.connect()))
  await Promise.all(
    sockets.map(async (peer) => {
      for (let n = 0; n < 1_000; n += 50) {
        await Promise.all(Array.from({ length: 50 }, (_, k) => peer.create(dialog, `message ${n + k}`)))
      }
    }),
  )
  const settled = await eventually(
    () => states(world),
    (counts) => counts.sent === 20 && counts.queued === 1,
  )
  expect([settled, smtp.received.length]).toEqual([{ sent: 20, queued: 1 }, 20])
  now += 3_600_000 + 1_000
  await smtp.mails(21)
  const merged = await simpleParser(smtp.received[20]!.raw)
  expect(merged.subject).toBe(`${10_000 - 20} new messages, the last from anna`)
  await eventually(
    () => states(world),
    (counts) => counts.sent === 21,
  )
  expect(smtp.received).toHaveLength(21)
  expect(smtp.received.every(({ recipients }) => recipients.join() === boris.email)).toBe(true)
})

test('[EM5] inside a digest window the mails to one person are merged into one', async () => {
  await using smtp = await smtpServer()
  let now = Date.now()
  await using world = await startWorld({ smtp_url: smtp.url, mail_digest: 600_000 }, { clock: { now: () => now } })
  const anna = await world.person('anna')
  const boris = await world.person('boris')
  const ivan = await world.person('ivan', { locale: 'ru' })
  const dialog = await world.dialog(anna, boris, ivan)
  const a = await anna.connect()
  for (let n = 0; n < 12; n++) await a.create(dialog, `message ${n}`)
  expect(smtp.received).toEqual([])
  now += 600_001
  await smtp.mails(2)
  const mails = await Promise.all(smtp.received.map(({ raw }) => simpleParser(raw)))
  const mail = mails.find(({ subject }) => subject?.startsWith('12'))!
  const russian = mails.find((one) => one !== mail)!
  expect(russian.subject).toBe('Новых сообщений: 12, последнее от anna')
  expect(russian.text).toContain('(и ещё ранее: 2)')
  expect(mail.subject).toBe('12 new messages, the last from anna')
  expect(mail.text).toContain('(and 2 earlier)')
  expect(mail.text).toContain('message 11')
  expect(mail.text).not.toContain('message 1\n')
  await eventually(
    () => states(world),
    (counts) => counts.sent === 2,
  )
})

test('[EM5] a merged mail tells of every dialog of its recipient, and of nothing that others wrote to others', async () => {
  await using smtp = await smtpServer()
  let now = Date.now()
  await using world = await startWorld({ smtp_url: smtp.url, mail_digest: 600_000 }, { clock: { now: () => now } })
  const { anna, boris, a, b, dialog } = await world.pair()
  const carol = await world.person('carol', { email: null })
  const c = await carol.connect()
  await c.create(await world.dialog(boris, carol), 'from carol')
  await b.create(dialog, 'of his own')
  await c.create(await world.dialog(anna, carol), 'not for boris')
  await a.create(dialog, 'from anna')
  now += 600_001
  await smtp.mails(2)
  const mails = await Promise.all(smtp.received.map(({ raw }) => simpleParser(raw)))
  const { subject, text } = mails.find(({ to }) => to && !Array.isArray(to) && to.text.includes(boris.email!))!
  expect(subject).toBe('2 new messages, the last from anna')
  expect(text).toMatch(/from carol.*from anna/s)
  expect(text).not.toMatch(/of his own|not for boris/)
})

test('[EM6] [M2] nothing a user typed adds a header, a recipient or a file', async () => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url })
  const boris = await world.person('boris')
  const naughty = [
    'Eve\r\nBcc: victim@example.com',
    'Eve\nX-Evil: 1',
    '=?utf-8?q?=0D=0ABcc:_victim@example.com?=',
    '"<victim@example.com>" <eve@example.com>, other@example.com',
    '\u2028Bcc: x@example.com\u202e\u0000',
    '🦄'.repeat(60),
    'x'.repeat(150),
  ]
  for (const [n, first_name] of naughty.entries()) {
    const eve = await world.person(`eve${n}`, { first_name, last_name: '\r\n.\r\nDATA' })
    const dialog = await world.dialog(eve, boris)
    const peer = await eve.connect()
    await peer.create(dialog, `\r\n.\r\nMAIL FROM:<x@example.com>\r\n![](file:///etc/passwd) {{html}} ${first_name}`)
  }
  await smtp.mails(naughty.length)
  for (const { raw, recipients, sender } of smtp.received) {
    expect([sender, recipients]).toEqual(['dialogd@localhost', ['boris@example.com']])
    const mail = await simpleParser(raw)
    expect([...mail.headers.keys()].sort()).toEqual(
      [
        'auto-submitted',
        'content-type',
        'date',
        'from',
        'in-reply-to',
        'list',
        'message-id',
        'mime-version',
        'references',
        'subject',
        'to',
      ].sort(),
    )
    expect(mail.to && !Array.isArray(mail.to) && mail.to.value).toEqual([
      { address: 'boris@example.com', name: 'boris' },
    ])
    expect(mail.attachments).toEqual([])
    expect(mail.subject).not.toMatch(/[\r\n]/)
  }
})

test.each([
  'a@example.com, victim@example.com',
  'a@example.com; victim@example.com',
  'a@example.com <victim@example.com>',
  '<a@example.com>',
  'group: a@example.com, victim@example.com;',
  'a@example.com\r\nRCPT TO:<victim@example.com>',
  '"victim@example.com, b"@example.com',
  'a@b@example.com',
  'nobody',
  'a@',
])('[EM6] [M2] what stands in place of an address and is not exactly one gets no mail (%j)', async (email) => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url }, { mail_timings: { soon: 1, look: 10 } })
  const { anna, a } = await world.pair()
  await a.create(await world.dialog(anna, await world.person('eve', { email })), 'to whom?')
  const [row] = await eventually(
    () => world.app.store.outbox.list({ limit: 1 }),
    ([row]) => row!.state !== 'queued',
  )
  expect(row).toMatchObject({ state: 'failed', last_error: expect.stringMatching(/^mail_refused: /) })
  expect(smtp.received).toEqual([])
})

test('[EM3] an author without a name is told by their address, and without one by their number', async () => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url }, { mail_timings: { soon: 1, look: 10 } })
  const boris = await world.person('boris')
  for (const email of ['writer@example.com', null]) {
    const author = await world.person('', { email })
    await (await author.connect()).create(await world.dialog(author, boris), 'hello')
    const subject = `New message from ${email ?? `#${author.id}`}`
    await eventually(
      () => Promise.all(smtp.received.map(async ({ raw }) => (await simpleParser(raw)).subject)),
      (subjects) => subjects.includes(subject),
    )
  }
})

test('[EM7] without an SMTP server mails land as .eml files in the data folder', async () => {
  await using world = await startWorld()
  const { a, dialog } = await world.pair()
  await a.create(dialog, 'on paper')
  const folder = join(world.config.data_dir, 'mail')
  const names = await eventually(
    () => readdir(folder).catch(() => [] as string[]),
    (names) => names.some((name) => name.endsWith('.eml')),
  )
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.eml$/)])
  const mail = await simpleParser(await readFile(join(folder, names[0]!)))
  expect([mail.subject, mail.text]).toEqual(['New message from anna', expect.stringContaining('on paper')])
})

async function states(world: World): Promise<Record<string, number>> {
  const db = new Database(world.database, { readonly: true })
  const rows = db.prepare('select state, count(*) as rows from mails group by state').all()
  db.close()
  return Object.fromEntries((rows as { state: string; rows: number }[]).map(({ state, rows }) => [state, rows]))
}
