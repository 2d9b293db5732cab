import { randomInt } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'
import { Peer } from '../support/peer.ts'
import { Program } from '../support/program.ts'
import { give } from '../support/under-test.ts'
import { SECRET } from '../support/world.ts'

const KILLS = 5

test('[D1] [D8] [MC3] what was acknowledged survives kill -9, and a retried uid is stored once', {
  timeout: 120_000,
}, async () => {
  await using program = new Program()
  const app = await createApp(defaultConfig({ data_dir: program.folder, jwt_secret: SECRET }))
  const [anna, boris] = [await app.store.users.add({ at: 1 }), await app.store.users.add({ at: 1 })]
  const { id: dialog_id } = await app.store.dialogs.create({ user_ids: [anna.id, boris.id], at: 1 })
  const token = app.tokens.mint({ user_id: anna.id, ttl: 3_600_000 })
  await app.close()
  for (const name of readdirSync(program.folder)) give(join(program.folder, name))

  // The ledger of the driver: what it asked for, and what it was promised.
  const asked = new Set<string>()
  const promised = new Map<string, number>()
  for (let kill = 0; kill < KILLS; kill++) {
    const { url, child } = await program.serve(true, { DIALOGD_JWT_SECRET: SECRET, DIALOGD_RATE_LIMIT: 'off' })
    const killAfter = randomInt(20, 200)
    let acknowledged = 0
    const sockets = await Promise.all(Array.from({ length: 4 }, () => new Peer(`${url}?token=${token}`).opened()))
    const work = sockets.map(async (peer, s) => {
      const retries = [...asked].filter((uid) => !promised.has(uid) && uid.endsWith(`.${s}`))
      for (let n = 0; ; n++) {
        const uid = retries.pop() ?? `${kill}.${n}.${s}`
        asked.add(uid)
        const message = await peer.create(dialog_id, uid, { uid })
        promised.set(uid, message.seq)
        acknowledged += 1
        if (acknowledged === killAfter) child.kill('SIGKILL')
      }
    })
    const outcomes = await Promise.allSettled(work)
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
  }

  const db = new Database(join(program.folder, 'dialogd.sqlite'))
  const rows = db.prepare('select uid, seq from messages order by seq').all() as { uid: string; seq: number }[]
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, n) => n + 1))
  expect(new Set(rows.map(({ uid }) => uid)).size).toBe(rows.length)
  const kept = new Map(rows.map(({ uid, seq }) => [uid, seq]))
  for (const [uid, seq] of promised) expect(kept.get(uid)).toBe(seq)
  expect(promised.size).toBeGreaterThan(KILLS * 20)
  const unread = db.prepare('select unread from participants where user_id = ?').pluck().get(boris.id)
  expect(unread).toBe(rows.length)
  db.close()
})
