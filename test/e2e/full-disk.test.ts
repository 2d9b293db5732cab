import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'
import { calm } from '../../src/log/calm.ts'
import { Refusal } from '../../src/protocol/index.ts'
import { smallDisk } from '../support/full-disk.ts'
import { Peer } from '../support/peer.ts'
import { disagreements, MIB, onDisk, upload } from '../support/upload.ts'
import { SECRET, startWorld } from '../support/world.ts'

const entry = join(import.meta.dirname, '../../cli/main.mjs')

/** The program as users run it, with its log in a file. */
async function serveWithLog(data_dir: string, log: number) {
  const child = spawn(process.execPath, [entry, '--data-dir', data_dir, 'serve', '--port', '0'], {
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, DIALOGD_JWT_SECRET: SECRET, DIALOGD_RATE_LIMIT: 'off', DIALOGD_LOG_FORMAT: 'json' },
  })
  const gone = once(child, 'exit')
  const [line] = await once(createInterface(child.stdout!), 'line')
  const url = String(line).slice('listening on '.length)
  return {
    child,
    url,
    http: url.replace('ws:', 'http:').replace('/ws/', ''),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function peopleIn(data_dir: string) {
  const app = await createApp(defaultConfig({ data_dir, jwt_secret: SECRET }))
  const boris = await app.store.users.add({ first_name: 'boris', at: 1 })
  const anna = await app.store.users.add({ first_name: 'anna', reviewer_id: boris.id, at: 1 })
  const { id: dialog_id } = await app.store.dialogs.create({ user_ids: [anna.id, boris.id], at: 1 })
  const token = app.tokens.mint({ user_id: anna.id, ttl: 3_600_000 })
  await app.close()
  return { token, dialog_id }
}

test('[D4] [HT2] while its disk is full the server reads on and refuses writes, and writes again by itself, with nothing lost', {
  timeout: 60_000,
}, async ({ skip }) => {
  using disk = smallDisk(64)
  if (!disk) {
    console.log('skipped: a full disk; mounting one takes root')
    return skip()
  }
  const elsewhere = mkdtempSync(join(tmpdir(), 'dialogd-test-'))
  onTestFinished(() => rmSync(elsewhere, { recursive: true }))
  // In the second round the disk of the log is full as well: then the log is lost, and nothing else is.
  for (const logIsFull of [false, true]) {
    const data_dir = join(disk.folder, `data-${logIsFull}`)
    const { token, dialog_id } = await peopleIn(data_dir)
    const logFile = logIsFull ? '/dev/full' : join(elsewhere, 'log')
    const log = openSync(logFile, 'w')
    const kept: string[] = []
    let uploaded: Buffer
    {
      await using server = await serveWithLog(data_dir, log)
      const post = (body: string) =>
        fetch(`${server.http}/api/dialogs/new-message/`, {
          method: 'POST',
          body: JSON.stringify({ body }),
          headers: { 'content-type': 'application/json', authorization: `JWT ${token}` },
        })
      const peer = await new Peer(`${server.url}?token=${token}`).opened()
      const says = async (body: string) => {
        const frame = await peer.request('dialogs.messages.create', { dialog_id, body })
        if (!frame.exception) kept.push(body)
        return frame.exception ? frame.code : 'ok'
      }
      expect(await says('before')).toBe('ok')
      uploaded = randomBytes(MIB)
      const { body: file } = await upload(server.http, token, uploaded)

      disk.fill()
      const began = performance.now()
      // A log of SQLite that was longer once has room for some more; then it is over.
      const codes = []
      for (let n = 0; n < 2_000; n += 1) codes.push(await says(`full ${n} ${'x'.repeat(4_000)}`))
      expect(codes.at(-1)).toBe('storage_unavailable')
      expect(new Set(codes)).toEqual(new Set(codes[0] === 'ok' ? ['ok', 'storage_unavailable'] : [codes[0]]))
      const refused = await post('by HTTP')
      expect([refused.status, await refused.json(), refused.headers.get('retry-after')]).toEqual([
        507,
        { detail: expect.any(String), code: 'storage_unavailable' },
        '2',
      ])
      // Its write is the smallest there is, so some may still fit where a message did not.
      await expect.poll(async () => (await fetch(`${server.http}/readyz`)).status).toBe(507)
      expect((await fetch(`${server.http}/healthz`)).status).toBe(200)
      const half = await upload(server.http, token, randomBytes(2 * MIB))
      expect([half.status, half.body.code]).toEqual([507, 'storage_unavailable'])
      expect(await onDisk({ config: { data_dir } } as never)).toEqual({ unfinished: 0, whole: 1 })
      // Reading goes on, by sockets that were there and by new ones.
      const fresh = await new Peer(`${server.url}?token=${token}`).opened()
      for (const one of [peer, fresh]) {
        expect(await one.request('dialogs.load')).toMatchObject({ meta: { total: 1 } })
        const loaded = await one.request('dialogs.messages.load', { dialog_id })
        expect(loaded).toMatchObject({ meta: { total: kept.length } })
      }
      expect(Buffer.from(await (await fetch(file.url)).arrayBuffer()).equals(uploaded)).toBe(true)
      const seconds = (performance.now() - began) / 1_000
      if (!logIsFull) {
        const lines = readFileSync(logFile, 'utf8').match(/^\{.*$/gm) ?? []
        expect(lines.length).toBeGreaterThan(0)
        expect(lines.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1)
      }

      disk.free()
      expect(await says('after')).toBe('ok')
      expect((await post('after, by HTTP')).status).toBe(201)
      expect((await upload(server.http, token, 'x')).status).toBe(201)
      expect((await fetch(`${server.http}/readyz`)).status).toBe(200)
      expect([server.child.exitCode, server.child.signalCode]).toEqual([null, null])
    }
    closeSync(log)

    // Killed, and looked at by another process: everything that was acknowledged is there, and nothing that was refused.
    await using world = await startWorld({ data_dir })
    const db = new Database(world.database, { readonly: true })
    const bodies = db.prepare('select markdown from messages order by id').pluck().all()
    db.close()
    expect(bodies).toEqual([...kept, 'after, by HTTP'])
    expect(await world.app.store.check({ fix: false })).toEqual([])
    expect(await disagreements(world)).toEqual([])
  }
})

test('[D4] a store that cannot be written is told of once a second, with how often it was not told', () => {
  const lines: object[] = []
  let now = 0
  const log = calm(
    { debug() {}, info() {}, warn() {}, error: (fields, line) => lines.push({ ...fields, line }) },
    () => now,
  )
  const err = new Refusal('storage_unavailable')
  for (let n = 0; n < 1_000; n += 1) {
    now = n * 2
    if (n % 2) log.error({ code: err.code }, 'storage unavailable')
    else log.error({ err }, 'the mail outbox cannot be read')
  }
  expect(lines).toEqual([
    { err, line: 'the mail outbox cannot be read' },
    { err, line: 'the mail outbox cannot be read', unsaid: 499 },
  ])
  log.error({ err: new Error('a bug') }, 'a bug: please report it')
  expect(lines).toHaveLength(3)
})
