import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskBlobs } from '../../src/blobs/disk.ts'
import { type BlobsUnderTest, blobsContract } from './blobs.ts'

async function open(): Promise<BlobsUnderTest & { folder: string }> {
  const parent = mkdtempSync(join(tmpdir(), 'dialogd-blobs-'))
  const folder = join(parent, 'files')
  return {
    folder,
    blobs: diskBlobs(folder),
    beside: () => diskBlobs(folder),
    unfinished: async () => (await readdir(join(folder, 'tmp')).catch(() => [])).length,
    async [Symbol.asyncDispose]() {
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

blobsContract('disk', open)

async function* once(bytes: Uint8Array) {
  yield bytes
}

test('[F3] disk: files and folders are readable by their owner only', async () => {
  await using place = await open()
  const { key } = await place.blobs.put(once(randomBytes(10)), 10)
  const mode = (...path: string[]) => statSync(join(place.folder, ...path)).mode & 0o777
  expect([mode(), mode('tmp'), mode(key.slice(0, 2)), mode(key.slice(0, 2), key)]).toEqual([0o700, 0o700, 0o700, 0o600])
})

test('[F3] disk: a sweep removes what killed processes left half-written, and nothing else', async () => {
  await using place = await open()
  const { blobs, folder } = place
  const { key } = await blobs.put(once(randomBytes(10)), 10)
  const draft = (pid: number) => `${pid}.${randomBytes(16).toString('hex')}`
  const dead = spawnSync('true').pid
  const [ofDead, ofEarlierMe, ofLiving, forgotten] = [draft(dead), draft(process.pid), draft(process.ppid), draft(1)]
  for (const name of [ofDead, ofEarlierMe, ofLiving, forgotten, 'stray'])
    writeFileSync(join(folder, 'tmp', name), 'half')
  const long = new Date(Date.now() - 2 * 3_600_000)
  utimesSync(join(folder, 'tmp', forgotten), long, long)
  await blobs.sweep()
  expect(readdirSync(join(folder, 'tmp'))).toEqual([ofLiving])
  expect(await blobs.find(key)).toBeDefined()
})

test('[FL3] disk: files of others in the folder are no blobs', async () => {
  await using place = await open()
  const { key } = await place.blobs.put(once(randomBytes(10)), 10)
  writeFileSync(join(place.folder, 'README'), 'x')
  writeFileSync(join(place.folder, key.slice(0, 2), '.DS_Store'), 'x')
  mkdirSync(join(place.folder, 'zz'))
  writeFileSync(join(place.folder, key === 'a' ? 'b' : 'tmp', key), 'x')
  const all = []
  for await (const blob of place.blobs.list()) all.push(blob.key)
  expect(all).toEqual([key])
})

test('[D4] disk: where the disk refuses, the put is refused storage_unavailable, and works again when it can', async () => {
  await using place = await open()
  const parent = join(place.folder, '..')
  // A file stands where the folder should be: no right of root's gets around that.
  writeFileSync(place.folder, '')
  await expect(place.blobs.put(once(randomBytes(10)), 10)).rejects.toMatchObject({ code: 'storage_unavailable' })
  rmSync(place.folder)
  expect((await place.blobs.put(once(randomBytes(10)), 10)).size).toBe(10)
  rmSync(place.folder, { recursive: true })
  await place.blobs.put(once(randomBytes(10)), 10).catch(() => {})
  expect((await place.blobs.put(once(randomBytes(10)), 10)).size).toBe(10)
  expect(readdirSync(parent)).toEqual(['files'])
})
