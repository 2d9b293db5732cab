import { randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { disagreements, formEnd, MIB, onDisk, part, RawUpload, upload } from '../support/upload.ts'
import { startWorld, type World } from '../support/world.ts'

const nothingLeft = async (world: World, whole = 0) => {
  await expect.poll(() => onDisk(world), { timeout: 8_000 }).toEqual({ unfinished: 0, whole })
  expect(await world.app.store.files.page({ after_key: '', limit: 10 })).toHaveLength(whole)
  expect(await disagreements(world)).toEqual([])
}

test('[F3] an upload that is cut at any tenth of its way leaves no row and no file', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const body = Buffer.concat([part(randomBytes(2 * MIB)), formEnd])
  for (const abort of [true, false]) {
    for (let tenths = 0; tenths < 10; tenths += 1) {
      const raw = new RawUpload(world.http, token, body.length)
      await raw.write(body.subarray(0, Math.floor((body.length * tenths) / 10)))
      if (tenths > 0) await expect.poll(() => onDisk(world)).toEqual({ unfinished: 1, whole: 0 })
      if (abort) raw.socket.resetAndDestroy()
      else raw.socket.end()
      await raw.closed
      await nothingLeft(world)
    }
  }
  // All but the last byte, then all of it.
  const raw = new RawUpload(world.http, token, body.length)
  await raw.write(body.subarray(0, -1))
  await expect.poll(() => onDisk(world)).toEqual({ unfinished: 1, whole: 0 })
  await raw.write(body.subarray(-1))
  expect(await raw.answer).toMatchObject({ status: 201 })
  raw.socket.destroy()
  await nothingLeft(world, 1)
})

test('[FL3] a length that is announced too large is refused before a byte of the file is read', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  for (const length of [16 * MIB, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
    const raw = new RawUpload(world.http, token, length)
    expect(await raw.answer).toEqual({ status: 413, code: 'file_too_large' })
    raw.socket.destroy()
  }
  await nothingLeft(world)
})

test('[FL3] a length that lies changes nothing: too small ends the form early, too large waits for what does not come', async () => {
  await using world = await startWorld({}, { timings: { upload_pause: 300 } })
  const { token } = await world.person('anna')
  const body = Buffer.concat([part(randomBytes(MIB)), formEnd])

  const small = new RawUpload(world.http, token, 1_000)
  await small.write(body)
  // What follows the length is no HTTP, which Node may find first.
  expect(await small.answer).toMatchObject({ status: 400 })
  await small.closed
  await nothingLeft(world)

  // The form is whole and the request is not: it is kept waiting no longer than any other.
  const large = new RawUpload(world.http, token, body.length + 1_000)
  await large.write(body)
  expect(await large.answer).toEqual({ status: 408, code: 'upload_too_slow' })
  large.socket.destroy()
  await nothingLeft(world)
})

test('[FL3] a body without end is refused at the first byte above 15 MB, and cut off', async () => {
  await using world = await startWorld({}, { timings: { linger: 300 } })
  const { token } = await world.person('anna')
  const raw = new RawUpload(world.http, token, 'chunked')
  await raw.writeChunk(part(randomBytes(10)).subarray(0, -2))
  const chunk = randomBytes(256 * 1_024)
  let sent = 0
  while (!raw.socket.destroyed && sent < 2_000 * MIB) {
    await raw.writeChunk(chunk)
    sent += chunk.length
  }
  expect(await raw.answer).toEqual({ status: 413, code: 'file_too_large' })
  await raw.closed
  await nothingLeft(world)
})

test('[FL3] a body without end is cut off for those who may not upload at all', async () => {
  await using world = await startWorld({}, { timings: { linger: 300 } })
  for (const [token, headers, status] of [
    ['nonsense', {}, 401],
    [(await world.person('anna')).token, { 'Content-Type': 'text/plain' }, 415],
  ] as const) {
    const raw = new RawUpload(world.http, token, 'chunked', headers)
    while (!raw.socket.destroyed) await raw.writeChunk(Buffer.alloc(64 * 1_024))
    expect(await raw.answer).toMatchObject({ status })
    await raw.closed
  }
  await nothingLeft(world)
})

test('[FL3] an upload that stalls, or drips for too long, is refused 408 and leaves nothing', async () => {
  await using world = await startWorld({}, { timings: { upload_pause: 200, upload_within: 800, linger: 100 } })
  const { token } = await world.person('anna')
  const stalled = new RawUpload(world.http, token, MIB)
  await stalled.write(part(randomBytes(1_000)))
  expect(await stalled.answer).toEqual({ status: 408, code: 'upload_too_slow' })
  await stalled.closed

  const silent = new RawUpload(world.http, token, MIB)
  expect(await silent.answer).toEqual({ status: 408, code: 'upload_too_slow' })
  await silent.closed

  const dripping = new RawUpload(world.http, token, MIB)
  await dripping.write(part(randomBytes(100_000)).subarray(0, -2))
  const drip = setInterval(() => void dripping.write(randomBytes(10)), 50)
  expect(await dripping.answer).toEqual({ status: 408, code: 'upload_too_slow' })
  clearInterval(drip)
  await dripping.closed
  await nothingLeft(world)
})

test('[FL3] three uploads of a user run at once, a fourth is refused 429 and others are not concerned', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const boris = await world.person('boris')
  const open = [1, 2, 3].map(() => new RawUpload(world.http, anna.token, MIB))
  for (const raw of open) await raw.write(part(randomBytes(1_000)))
  await expect.poll(() => onDisk(world)).toEqual({ unfinished: 3, whole: 0 })
  const { status, body } = await upload(world.http, anna.token, 'x')
  expect([status, body.code]).toEqual([429, 'rate_limited'])
  expect((await upload(world.http, boris.token, 'x')).status).toBe(201)
  for (const raw of open) raw.socket.destroy()
  await nothingLeft(world, 1)
  expect((await upload(world.http, anna.token, 'x')).status).toBe(201)
})

test('[FL3] while the disk is slow the client is not read from, so that nothing piles up in memory', async () => {
  const { promise: go, resolve } = Promise.withResolvers<void>()
  async function* slowly(content: AsyncIterable<Uint8Array>) {
    for await (const chunk of content) {
      await go
      yield chunk
    }
  }
  const blobs = (disk: import('../../src/ports/blobs.ts').Blobs) => ({
    ...disk,
    put: (content: AsyncIterable<Uint8Array>, limit: number) => disk.put(slowly(content), limit),
  })
  const sockets: Socket[] = []
  const onRequest = (message: unknown) => sockets.push((message as { socket: Socket }).socket)
  subscribe('http.server.request.start', onRequest)
  await using world = await startWorld({}, { blobs })
  const { token } = await world.person('anna')
  const uploading = upload(world.http, token, randomBytes(15 * MIB))
  await expect.poll(() => sockets[0]?.bytesRead ?? 0).toBeGreaterThan(0)
  let before = -1
  await expect
    .poll(
      () => {
        const read = sockets[0]!.bytesRead
        const still = read === before
        before = read
        return still
      },
      { interval: 100 },
    )
    .toBe(true)
  expect(before).toBeLessThan(MIB)
  resolve()
  expect((await uploading).status).toBe(201)
  unsubscribe('http.server.request.start', onRequest)
})

test('[D13] a shutdown waits for an upload that goes on, and cuts one that does not end, leaving nothing', async () => {
  const world = await startWorld({}, { timings: { finish_within: 500 } })
  try {
    const { token } = await world.person('anna')
    const body = Buffer.concat([part(randomBytes(MIB)), formEnd])
    const going = new RawUpload(world.http, token, body.length)
    const stuck = new RawUpload(world.http, token, body.length)
    for (const raw of [going, stuck]) await raw.write(body.subarray(0, 500_000))
    await expect.poll(() => onDisk(world)).toEqual({ unfinished: 2, whole: 0 })
    const closing = world.app.close()
    await going.write(body.subarray(500_000))
    expect(await going.answer).toMatchObject({ status: 201 })
    await closing
    expect(await stuck.answer).toBeUndefined()
    expect(await onDisk(world)).toEqual({ unfinished: 0, whole: 1 })
  } finally {
    await world[Symbol.asyncDispose]()
  }
})
