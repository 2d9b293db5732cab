import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Blobs, ByteRange } from '../../src/ports/blobs.ts'
import { Refusal } from '../../src/protocol/index.ts'

/** A place for blobs for one test; `beside` is the same place as another process would have it. */
export interface BlobsUnderTest extends AsyncDisposable {
  blobs: Blobs
  beside(): Blobs
  /** How many half-written blobs there are. */
  unfinished(): Promise<number>
}

const KIB = 1_024

async function* inChunks(bytes: Uint8Array, size = 64 * KIB): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(blobs: Blobs, key: string, range?: ByteRange): Promise<Buffer | undefined> {
  const content = await blobs.get(key, range)
  if (!content) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function listed(blobs: Blobs) {
  const all = []
  for await (const blob of blobs.list()) all.push(blob)
  return all
}

/** What every adapter of the blobs port must do; the comments of ports/blobs.ts say it in words. */
export function blobsContract(name: string, open: () => Promise<BlobsUnderTest>): void {
  test(`[FL3] ${name}: what is put comes back byte for byte, by another process as well, with its size and hash`, async () => {
    await using place = await open()
    for (const size of [0, 1, 64 * KIB, 64 * KIB + 1, 1_000 * KIB]) {
      const bytes = randomBytes(size)
      const put = await place.blobs.put(inChunks(bytes), size)
      expect(put).toEqual({ key: put.key, size, sha256: createHash('sha256').update(bytes).digest('hex') })
      for (const blobs of [place.blobs, place.beside()]) {
        expect((await read(blobs, put.key))?.equals(bytes)).toBe(true)
        expect(await blobs.find(put.key)).toEqual({ key: put.key, size })
      }
    }
    expect(await place.unfinished()).toBe(0)
  })

  test(`[FL3] ${name}: one byte above the limit is refused when it comes, whatever would have followed`, async () => {
    await using place = await open()
    let asked = 0
    async function* endless() {
      for (;;) {
        asked += 1
        yield Buffer.alloc(KIB)
      }
    }
    await expect(place.blobs.put(endless(), 10 * KIB)).rejects.toMatchObject({ code: 'file_too_large' })
    expect(asked).toBe(11)
    expect([await listed(place.blobs), await place.unfinished()]).toEqual([[], 0])
    expect((await place.blobs.put(inChunks(randomBytes(10 * KIB)), 10 * KIB)).size).toBe(10 * KIB)
  })

  test(`[D10] ${name}: an error of the source is passed on, its source is closed, and nothing is left`, async () => {
    await using place = await open()
    const failure = new Refusal('bad_form')
    async function* failing() {
      yield randomBytes(200 * KIB)
      throw failure
    }
    await expect(place.blobs.put(failing(), 1_000 * KIB)).rejects.toBe(failure)
    let closed = false
    async function* tooMuch() {
      try {
        yield randomBytes(2)
        yield randomBytes(2)
      } finally {
        closed = true
      }
    }
    await expect(place.blobs.put(tooMuch(), 1)).rejects.toMatchObject({ code: 'file_too_large' })
    expect(closed).toBe(true)
    expect([await listed(place.blobs), await place.unfinished()]).toEqual([[], 0])
  })

  test(`[FL2] ${name}: any part of a blob can be read`, async () => {
    await using place = await open()
    const bytes = randomBytes(200 * KIB)
    const { key } = await place.blobs.put(inChunks(bytes), bytes.length)
    for (const [start, end] of [
      [0, 0],
      [0, bytes.length - 1],
      [64 * KIB, 64 * KIB],
      [100, 150 * KIB],
      [bytes.length - 1, bytes.length - 1],
    ] as const) {
      expect((await read(place.blobs, key, { start, end }))?.equals(bytes.subarray(start, end + 1))).toBe(true)
    }
  })

  test(`[F3] ${name}: a key that was never given out names nothing, whatever it looks like`, async () => {
    await using place = await open()
    const { key } = await place.blobs.put(inChunks(randomBytes(10)), 10)
    const strange = ['', '.', '..', '../../etc/passwd', '/etc/passwd', `../${key}`, `${key}\0`, `${key}/`, 'CON']
    for (const one of [...strange, key.toUpperCase(), key.slice(1), '0'.repeat(key.length), `./${key}`, `%2e${key}`]) {
      expect([await place.blobs.get(one), await place.blobs.find(one)], one).toEqual([undefined, undefined])
      await place.blobs.remove(one)
    }
    expect(await listed(place.blobs)).toMatchObject([{ key }])
  })

  test(`[FL3] ${name}: what is removed is gone, and removing it again changes nothing`, async () => {
    await using place = await open()
    const { key } = await place.blobs.put(inChunks(randomBytes(10)), 10)
    await place.blobs.remove(key)
    await place.blobs.remove(key)
    expect([await place.blobs.get(key), await place.blobs.find(key), await listed(place.blobs)]).toEqual([
      undefined,
      undefined,
      [],
    ])
  })

  test(`[FL3] ${name}: the list is in the order of keys, with sizes and times`, async () => {
    await using place = await open()
    expect(await listed(place.blobs)).toEqual([])
    const before = Date.now()
    const put = await Promise.all(
      Array.from({ length: 40 }, (_, size) => place.blobs.put(inChunks(randomBytes(size)), 100)),
    )
    const all = await listed(place.blobs)
    const sorted = put.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, size }) => ({ key, size }))
    expect(all.map(({ key, size }) => ({ key, size }))).toEqual(sorted)
    expect(new Set(all.map(({ key }) => key)).size).toBe(40)
    for (const { put_at } of all) expect(Math.abs(put_at - before)).toBeLessThan(60_000)
  })

  test(`[F3] ${name}: a sweep leaves alone what is being written, here or by another process`, async () => {
    await using place = await open()
    const { promise, resolve } = Promise.withResolvers<void>()
    async function* waiting() {
      yield randomBytes(KIB)
      await promise
      yield randomBytes(KIB)
    }
    const put = place.blobs.put(waiting(), 10 * KIB)
    await expect.poll(() => place.unfinished()).toBe(1)
    await place.blobs.sweep()
    expect(await place.unfinished()).toBe(1)
    resolve()
    expect((await put).size).toBe(2 * KIB)
  })
}
