import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Program } from '../support/program.ts'

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
