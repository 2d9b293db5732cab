import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type MailFault, mailFaults } from '../../src/ports/mailer.ts'
import { scriptedSmtp } from '../mail/scripted-smtp.ts'
import { eventually } from '../mail/smtp-server.ts'
import { Program } from '../support/program.ts'
import { startWorld } from '../support/world.ts'
import { cli } from './cli.ts'

test('[EM7] mail test sends a mail, and mail list, show and retry speak of what there is', {
  timeout: 60_000,
}, async () => {
  await using program = new Program()
  const dialogd = (...args: string[]) => program.dialogd('--json', ...args).then(JSON.parse)
  await dialogd('users', 'add', '--email', 'boris@example.com')
  await dialogd('users', 'add', '--email', 'anna@example.com')
  const { id } = await dialogd('dialogs', 'create', '--users', 'anna@example.com,boris@example.com')
  await dialogd('messages', 'send', '--dialog', String(id), '--as', 'anna@example.com', 'hello')
  expect(await dialogd('mail', 'list', '--state', 'queued')).toMatchObject([
    { id: 1, recipient_id: 1, state: 'queued' },
  ])
  expect(await dialogd('mail', 'show', '1')).toMatchObject({ first_message_id: 1, attempts: 0 })
  expect(await dialogd('mail', 'retry', '--all-failed')).toEqual({ queued: 0 })
  expect(await dialogd('mail', 'test', '--to', 'me@example.com')).toEqual({ to: 'me@example.com', by: 'files' })
  expect(readdirSync(join(program.folder, 'mail'))).toEqual([expect.stringMatching(/\.eml$/)])
  await expect(dialogd('mail', 'show', '7')).rejects.toMatchObject({ code: 3 })
  await expect(dialogd('mail', 'retry')).rejects.toMatchObject({ code: 2 })
  await expect(dialogd('mail', 'test', '--to', 'no address')).rejects.toMatchObject({ code: 2 })
})

test('[EM2] a wrong mail password is named, with what to do, by mail list, mail show, mail test and doctor', async () => {
  await using smtp = await scriptedSmtp({ AUTH: Array(100).fill('535 5.7.8 Bad credentials.') })
  await using world = await startWorld({ smtp_url: smtp.url })
  const { a, dialog } = await world.pair()
  await a.create(dialog, 'hello')
  await eventually(
    async () => (await world.app.store.outbox.list({ limit: 1 }))[0]!.last_error,
    (error) => error !== null,
  )
  const dialogd = (locale: string, ...args: string[]) =>
    cli(['--data-dir', world.config.data_dir, ...args], {
      env: { DIALOGD_SMTP_URL: smtp.url, DIALOGD_LOCALE: locale },
    })
  expect((await dialogd('en', 'mail', 'list', '--state', 'queued')).stdout).toContain('\tsmtp_login: ')
  for (const [locale, what, remedy] of [
    ['en', 'The mail server does not let us in', 'Correct name and password'],
    ['ru', 'Почтовый сервер нас не впускает', 'Исправьте имя и пароль'],
  ] as const) {
    const shown = await dialogd(locale, 'mail', 'show', '1')
    const tested = await dialogd(locale, 'mail', 'test', '--to', 'me@example.com')
    const doctor = await dialogd(locale, 'doctor')
    expect([shown.code, tested.code, doctor.code]).toEqual([0, 1, 1])
    for (const text of [shown.stderr, tested.stderr, doctor.stdout]) {
      expect(text).toContain(what)
      expect(text).toContain(remedy)
      expect(text).toContain('535 5.7.8 Bad credentials')
      expect(text).not.toContain('password@')
    }
  }
  const { stderr } = await dialogd('en', '--json', 'mail', 'test', '--to', 'me@example.com')
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'smtp_login' } })
})

test('[EM2] the page about mail names every fault', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/mail.md'), 'utf8')
  const faults = Object.keys(mailFaults) as MailFault[]
  expect(faults.filter((fault) => !page.includes(`| \`${fault}\` |`))).toEqual([])
})
