import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Served, serve, serveAgain } from '../support/served.ts'
import { disagreements, MIB, onDisk, part, RawUpload, upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

/** The most memory a process has had so far, in bytes. */
function peakMemory({ child }: Served): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1_024
}

test.skipIf(!existsSync('/proc/self/status'))(
  '[FL3] 15 MB uploads do not go through memory: eight at once cost the server less than three of them would weigh',
  async () => {
    await using server = await serve()
    const content = randomBytes(15 * MIB)
    const send = (token: string) => upload(server.http, token, content)
    for (const token of server.tokens) expect((await send(token)).status).toBe(201)
    const before = peakMemory(server)
    const answers = await Promise.all(server.tokens.flatMap((token) => [send(token), send(token)]))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201))
    expect(peakMemory(server) - before).toBeLessThan(45 * MIB)
    for (const { body } of answers.slice(4)) await (await fetch(body.url)).arrayBuffer()
    expect(peakMemory(server) - before).toBeLessThan(45 * MIB)
  },
  60_000,
)

test.skipIf(!existsSync('/proc/self/status'))(
  '[FL3] bodies without end, refused or not yet, cost no memory however much is sent',
  async () => {
    await using server = await serve()
    const chunk = randomBytes(256 * 1_024)
    const endless = async (token: string) => {
      const raw = new RawUpload(server.http, token, 'chunked')
      await raw.writeChunk(part(randomBytes(10)).subarray(0, -2))
      let sent = 0
      for (; !raw.socket.destroyed && sent < 60 * MIB; sent += chunk.length) await raw.writeChunk(chunk)
      raw.socket.destroy()
      expect(await raw.answer).toMatchObject({ status: 413 })
      return sent
    }
    const all = async () => (await Promise.all(server.tokens.map(endless))).reduce((sum, bytes) => sum + bytes)
    // What buffers take is taken in the first round; another one, and another, take no more.
    await all()
    const before = peakMemory(server)
    expect((await all()) + (await all())).toBeGreaterThan(2 * 4 * 15 * MIB)
    expect(peakMemory(server) - before).toBeLessThan(30 * MIB)
    await expect.poll(() => onDisk({ config: server } as never)).toEqual({ unfinished: 0, whole: 0 })
  },
  60_000,
)

test('[D1] a server killed while it takes in files has every file it acknowledged, and afterwards rows and files agree', async () => {
  const data_dir = mkdtempSync(join(tmpdir(), 'dialogd-test-'))
  const acknowledged = new Map<number, Buffer>()
  let halfWritten = 0
  try {
    for (let round = 0; round < 3; round += 1) {
      await using server = await serveAgain(data_dir, 2)
      let running = true
      const uploaders = server.tokens.flatMap((token) =>
        [1, 2].map(async () => {
          while (running) {
            const content = randomBytes(Math.ceil(Math.random() * MIB))
            const answer = await upload(server.http, token, content).catch(() => undefined)
            if (answer?.status === 201) acknowledged.set(answer.body.id, content)
          }
        }),
      )
      const wanted = acknowledged.size + 3
      await expect.poll(() => acknowledged.size, { timeout: 10_000, interval: 5 }).toBeGreaterThanOrEqual(wanted)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100))
      await server.kill()
      running = false
      await Promise.all(uploaders)
      halfWritten += (await onDisk({ config: { data_dir } } as never)).unfinished
    }
    expect(halfWritten).toBeGreaterThan(0)

    // Two hours later.
    await using world = await startWorld({ data_dir }, { clock: { now: () => Date.now() + 2 * 3_600_000 } })
    await world.app.collectFiles()
    expect(await disagreements(world)).toEqual([])
    const rows = await world.app.store.files.page({ after_key: '', limit: 10_000 })
    expect(await onDisk(world)).toEqual({ unfinished: 0, whole: rows.length })
    for (const [id, content] of acknowledged) {
      const row = rows.find((row) => row.id === id)!
      const path = join(data_dir, 'files', row.key.slice(0, 2), row.key)
      expect(readFileSync(path).equals(content)).toBe(true)
    }
    expect(await world.app.store.check({ fix: false })).toEqual([])
  } finally {
    rmSync(data_dir, { recursive: true, force: true })
  }
}, 60_000)
