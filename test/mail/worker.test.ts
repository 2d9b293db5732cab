import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'
import { compose } from '../../src/mail/compose.ts'
import { mailTimings } from '../../src/mail/timings.ts'
import { MailWorker } from '../../src/mail/worker.ts'
import type { Mail } from '../../src/ports/mailer.ts'
import type { MailJob } from '../../src/ports/outbox.ts'
import { folder } from '../cli/cli.ts'
import { SECRET, startWorld } from '../support/world.ts'
import { scriptedSmtp } from './scripted-smtp.ts'
import { eventually, messageIdOf, smtpServer } from './smtp-server.ts'

const hasty = { soon: 1, look: 10, rest: 20 }

test('[EM2] [EM7] while the folder of mails cannot be written they wait, and land there when it can', async () => {
  await using world = await startWorld({}, { mail_timings: hasty })
  const blocked = join(world.config.data_dir, 'mail')
  // A file stands where the folder should be: no right of root's gets around that.
  writeFileSync(blocked, '')
  const { a, dialog } = await world.pair()
  await a.create(dialog, 'on paper')
  const look = async () => (await world.app.store.outbox.list({ limit: 1 }))[0]!
  // Between two tries: one that is under way is counted until it is known that the mail is not at fault.
  const waiting = await eventually(look, ({ last_error, attempts }) => last_error !== null && attempts === 0)
  expect(waiting).toMatchObject({ state: 'queued', last_error: expect.stringMatching(/^mail_folder: /) })
  rmSync(blocked)
  await eventually(look, ({ state }) => state === 'sent')
})

test('[EM2] a mail that cannot be made, which would be a bug of ours, holds up no other one', async () => {
  const data_dir = folder()
  const app = await createApp(defaultConfig({ data_dir, jwt_secret: SECRET }))
  const [anna, boris, carol] = await Promise.all(
    ['anna', 'boris', 'carol'].map((name) => app.store.users.add({ email: `${name}@example.com`, at: 1 })),
  )
  const dialog = await app.store.dialogs.create({ user_ids: [anna!.id, boris!.id, carol!.id], at: 1 })
  await app.createMessage(anna!.id, { dialog_id: dialog.id, body: 'hello' })
  const sent: Mail[] = []
  const faults: object[] = []
  const worker = new MailWorker({
    outbox: app.store.outbox,
    mailer: { send: async (mail) => void sent.push(mail), verify: async () => {}, close() {} },
    compose(job: MailJob) {
      if (job.recipient.id === boris!.id) throw new TypeError('undefined is not a mail')
      return compose(job, { mail_from: 'd@example.org', locale: 'en', public_url: null, unsubscribeUrl: () => 'x' })
    },
    clock: app.clock,
    log: { debug() {}, info() {}, warn: (fields) => void faults.push(fields), error() {} },
    per_hour: 20,
    timings: { ...mailTimings, ...hasty },
  })
  worker.start()
  await eventually(
    () => [sent.length, faults.length],
    ([mails, failures]) => mails === 1 && failures === 1,
  )
  await worker.stop()
  expect(sent[0]!.to.address).toBe('carol@example.com')
  expect(faults).toMatchObject([{ fault: 'mail_bug', recipient: boris!.id, given_up: false }])
  await app.close()
})

test('[EM1] [EM2] mails that the command line queued beside a running server leave by it', async () => {
  await using smtp = await smtpServer()
  await using world = await startWorld({ smtp_url: smtp.url }, { mail_timings: hasty })
  const { anna, dialog } = await world.pair()
  const beside = await createApp(defaultConfig({ ...world.config, smtp_url: null }))
  await beside.createMessage(anna.id, { dialog_id: dialog, body: 'from beside' })
  await beside.close()
  await smtp.mails(1)
  expect((await simpleParser(smtp.received[0]!.raw)).text).toContain('from beside')
})

test('[EM2] [D13] a server that stops while the SMTP server is silent cuts the mail off and keeps it for the next start', async () => {
  await using smtp = await scriptedSmtp({ dot: ['silence'] })
  const errors: object[] = []
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) }
  const data_dir = folder()
  const first = await startWorld({ data_dir, smtp_url: smtp.url }, { log, mail_timings: { ...hasty, finish: 100 } })
  const { a, dialog } = await first.pair()
  await a.create(dialog, 'hello')
  await eventually(
    () => smtp.heard,
    (heard) => heard.includes('dot'),
  )
  await first.app.close()
  expect(errors).toEqual([])

  // Its pause is over.
  const clock = { now: () => Date.now() + 120_000 }
  await using second = await startWorld({ data_dir, smtp_url: smtp.url }, { clock, mail_timings: hasty })
  const [row] = await eventually(
    () => second.app.store.outbox.list({ limit: 1 }),
    ([row]) => row!.state === 'sent',
  )
  expect(row).toMatchObject({ attempts: 2 })
  expect(new Set(smtp.tried.map(messageIdOf)).size).toBe(1)
})
