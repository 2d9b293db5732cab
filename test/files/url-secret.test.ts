import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message } from '../../src/protocol/index.ts'
import { cli, folder } from '../cli/cli.ts'
import { Peer } from '../support/peer.ts'
import { upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

test.each([
  ['en', '', 'does not hold a secret of 32 bytes', 'Restore it from a backup, or delete it'],
  ['en', 'half a secret', 'does not hold a secret of 32 bytes', 'Restore it from a backup, or delete it'],
  ['ru', '\n', 'нет секрета из 32 байт', 'Восстановите его из копии или удалите'],
])(
  '[FL2] [D5] a damaged url-secret is refused with what to do (%s, "%s"), and left as it is',
  async (locale, content, what, remedy) => {
    const data_dir = folder()
    const path = join(data_dir, 'url-secret')
    writeFileSync(path, content)
    const env = { DIALOGD_LOCALE: locale }
    for (const command of [
      ['serve', '--port', '0'],
      ['users', 'add', '--email', 'a@example.com'],
    ]) {
      const { code, stderr } = await cli(['--data-dir', data_dir, ...command], { env })
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${path}: `)])
      expect(stderr).toContain(what)
      expect(stderr).toContain(remedy)
    }
    const { stderr } = await cli(['--data-dir', data_dir, '--json', 'serve', '--port', '0'], { env })
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'config', problems: [{ code: 'url_secret_damaged' }] } })
    expect(readFileSync(path, 'utf8')).toBe(content)
  },
)

test('[FL2] [D5] a url-secret that cannot be read is refused, naming it and why', async () => {
  const data_dir = folder()
  mkdirSync(join(data_dir, 'url-secret'))
  const { code, stderr } = await cli(['--data-dir', data_dir, 'serve', '--port', '0'])
  expect([code, stderr]).toEqual([2, expect.stringMatching(/cannot read .*url-secret: .*directory/)])
})

test('[FL2] a url-secret that is missing is made anew: said in the log, old addresses are void, the next load has fresh ones', async () => {
  await using first = await startWorld()
  const { anna, a, dialog } = await first.pair()
  const { body: file } = await upload(first.http, anna.token, 'sent')
  await a.create(dialog, 'look', { file_id: file.id })
  await first.app.close()
  rmSync(join(first.config.data_dir, 'url-secret'))

  const said: [object, string][] = []
  const log = { debug() {}, info() {}, warn: (...line: [object, string]) => void said.push(line), error() {} }
  await using second = await startWorld({ data_dir: first.config.data_dir }, { log })
  expect(said).toEqual([[expect.objectContaining({ code: 'url_secret_missing' }), expect.stringContaining('backup')]])
  const old = new URL(file.url)
  expect((await fetch(`${second.http}${old.pathname}${old.search}`)).status).toBe(404)
  const token = second.app.tokens.mint({ user_id: anna.id, ttl: 60_000 })
  const peer = await new Peer(`${second.url}?token=${token}`).opened()
  const [message] = await peer.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog })
  expect((await fetch(message!.file!.url)).status).toBe(200)
})
