import { rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Blobs } from '../../src/ports/blobs.ts'
import { Refusal } from '../../src/protocol/index.ts'
import { disagreements, onDisk, upload } from '../support/upload.ts'
import { startWorld, type World } from '../support/world.ts'

const HOUR = 3_600_000

/** The path of the file that was uploaded as `id`. */
async function pathOf({ app, config }: World, id: number) {
  const { key } = (await app.store.files.find(id))!
  return join(config.data_dir, 'files', key.slice(0, 2), key)
}

test('[FL3] files without a row are removed after an hour, and not before', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const { body: kept } = await upload(world.http, token, 'kept')
  const path = await pathOf(world, kept.id)
  const orphan = (digit: string) => join(path, '..', path.split('/').at(-1)!.slice(0, 2) + digit.repeat(30))
  writeFileSync(orphan('0'), 'old')
  writeFileSync(orphan('f'), 'new')
  const long = new Date(Date.now() - 2 * HOUR)
  for (const old of [orphan('0'), path]) utimesSync(old, long, long)
  expect((await disagreements(world)).map(({ kind }) => kind)).toEqual(['orphan', 'orphan'])
  expect(await world.app.collectFiles()).toEqual({ orphans: 1, unsent: 0, damaged: 0 })
  expect(await disagreements(world)).toMatchObject([{ kind: 'orphan', size: 3 }])
  expect(await (await fetch(kept.url)).text()).toBe('kept')
})

test('[FL3] a file that was not sent within a week goes with its row; a sent one stays', async () => {
  let now = Date.now()
  await using world = await startWorld({}, { clock: { now: () => now } })
  const { anna, dialog, a } = await world.pair()
  const [sent, idle] = [await upload(world.http, anna.token, 'sent'), await upload(world.http, anna.token, 'idle')]
  await a.create(dialog, 'x', { file_id: sent.body.id })
  now += 7 * 24 * HOUR
  expect((await world.app.collectFiles()).unsent).toBe(0)
  now += 1
  expect(await world.app.collectFiles()).toEqual({ orphans: 0, unsent: 1, damaged: 0 })
  expect(await onDisk(world)).toEqual({ unfinished: 0, whole: 1 })
  expect(await world.app.store.files.find(idle.body.id)).toBeUndefined()
  expect(await world.app.store.files.owned(anna.id)).toEqual({ files: 1, bytes: 4 })
  expect(await disagreements(world)).toEqual([])
})

test('[FL3] a row whose file is gone or cut short is reported and kept, and its URL is a 404', async () => {
  const lines: object[] = []
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object, line: string) => void lines.push([line, fields]),
  }
  await using world = await startWorld({}, { log })
  const { token } = await world.person('anna')
  const [gone, short] = [await upload(world.http, token, 'gone'), await upload(world.http, token, 'short')]
  rmSync(await pathOf(world, gone.body.id))
  truncateSync(await pathOf(world, short.body.id), 2)
  const kinds = (await disagreements(world)).map(({ kind }) => kind)
  expect(kinds.sort()).toEqual(['missing', 'wrong_size'])
  const response = await fetch(gone.body.url)
  expect([response.status, response.headers.get('cache-control')]).toEqual([404, null])
  expect(await world.app.collectFiles()).toEqual({ orphans: 0, unsent: 0, damaged: 2 })
  expect(lines).toHaveLength(4)
  expect(await world.app.store.files.page({ after_key: '', limit: 10 })).toHaveLength(2)
})

test('[FL3] a thousand rows and files are compared in pages', async () => {
  let now = Date.now()
  await using world = await startWorld({}, { clock: { now: () => now } })
  const anna = await world.person('anna')
  const row = { owner_id: anna.id, sha256: '', size: 1, file_name: 'x', type: 1, content_type: 'x', at: now } as const
  const keys = Array.from({ length: 1_100 }, (_, n) => n.toString(16).padStart(32, '0'))
  await Promise.all(keys.map((key) => world.app.store.files.add({ ...row, key }, () => {})))
  const { body } = await upload(world.http, anna.token, 'x')
  const found = await disagreements(world)
  expect(found.map(({ key }) => key)).toEqual(keys)
  expect((await fetch(body.url)).status).toBe(200)
  // None of them was ever sent; the one that was uploaded neither.
  now += 8 * 86_400_000
  expect((await world.app.collectFiles()).unsent).toBe(1_101)
  expect(await disagreements(world)).toEqual([])
})

test('[D10] an upload that fails at any step leaves no row, no file and no count', async () => {
  await using world = await startWorld()
  const { id, token } = await world.person('anna')
  const db = new Database(world.database)
  for (const [what, sql] of [
    ['a refused row', "create trigger refuse before insert on files begin select raise(abort, 'refused'); end"],
    ['a refused row, late', "create trigger refuse after insert on files begin select raise(abort, 'refused'); end"],
  ] as const) {
    db.exec(sql)
    const { status, body } = await upload(world.http, token, 'x'.repeat(100_000))
    expect([status, body.code], what).toEqual([500, 'internal'])
    db.exec('drop trigger refuse')
    expect(await onDisk(world), what).toEqual({ unfinished: 0, whole: 0 })
  }
  db.close()
  expect(await world.app.store.files.owned(id)).toEqual({ files: 0, bytes: 0 })
  expect((await upload(world.http, token, 'x')).body.id).toBeGreaterThan(0)
  expect(await disagreements(world)).toEqual([])
})

test('[D4] while the disk is full an upload is refused storage_unavailable, and works again by itself', async () => {
  let full = true
  const blobs = (disk: Blobs): Blobs => ({
    ...disk,
    put: (content, limit) =>
      disk.put(
        (async function* () {
          for await (const chunk of content) {
            yield chunk
            if (full) throw new Refusal('storage_unavailable', { about: 'ENOSPC' })
          }
        })(),
        limit,
      ),
  })
  await using world = await startWorld({}, { blobs })
  const { token } = await world.person('anna')
  const { status, body } = await upload(world.http, token, 'x'.repeat(500_000))
  expect([status, body.code]).toEqual([507, 'storage_unavailable'])
  expect(await onDisk(world)).toEqual({ unfinished: 0, whole: 0 })
  full = false
  expect((await upload(world.http, token, 'x')).status).toBe(201)
})

test('[FL3] the collection runs when the server starts', async () => {
  await using first = await startWorld()
  const folder = join(first.config.data_dir, 'files')
  const { token } = await first.person('anna')
  await upload(first.http, token, 'x')
  writeFileSync(join(folder, 'tmp', 'half'), 'x')
  const [shard] = (await readdir(folder)).filter((name) => name.length === 2)
  const orphan = join(folder, shard!, `${shard}${'0'.repeat(30)}`)
  writeFileSync(orphan, 'x')
  utimesSync(orphan, 0, 0)
  const beside = await startWorld({ data_dir: first.config.data_dir })
  await expect.poll(() => onDisk(first)).toEqual({ unfinished: 0, whole: 1 })
  await beside.app.close()
})
