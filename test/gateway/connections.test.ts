import { connect as connectTcp, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Peer } from '../support/peer.ts'
import { type Person, SECRET, startWorld, type World } from '../support/world.ts'

const COUNT = 'notifications.dialogs.count'

test('[CN1] [AU1] /ws/ and /ws, the historical /ws/token?=, and the Authorization header all connect', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const base = world.url.slice(0, -'/ws/'.length)
  for (const path of [`/ws/?token=${token}`, `/ws?token=${token}`, `/ws/token?=${token}`, `/ws/token/?=${token}`]) {
    expect(await (await new Peer(base + path).opened()).ask(COUNT)).toBe(0)
  }
  for (const authorization of [`Bearer ${token}`, `JWT ${token}`]) {
    expect(await (await new Peer(`${base}/ws/`, { headers: { authorization } }).opened()).ask(COUNT)).toBe(0)
  }
  const elsewhere = new Peer(`${base}/elsewhere/?token=${token}`)
  await expect(elsewhere.opened()).rejects.toThrow('404')
})

test('[CN2] the server sends nothing of its own after connecting', async () => {
  await using world = await startWorld()
  const { a } = await world.pair()
  expect(await a.hearsNothingElse()).toBe(true)
})

test('[CN4] [CL] a peer is pinged, and one that does not answer is closed with 4408', async () => {
  await using world = await startWorld({}, { timings: { ping_every: 40, pong_within: 40, sweep_every: 10 } })
  const anna = await world.person('anna')
  const lively = await anna.connect()
  const silent = new WebSocket(`${world.url}?token=${anna.token}`, { autoPong: false })
  const code = await new Promise((resolve) => silent.on('close', resolve))
  expect(code).toBe(4408)
  await new Promise((resolve) => lively.ws.once('ping', resolve))
  await new Promise((resolve) => lively.ws.once('ping', resolve))
  expect(await lively.ask(COUNT)).toBe(0)
})

/** A socket that has spoken the handshake by hand, so that it can send half a frame. */
async function rawSocket(
  world: World,
  person: Person,
): Promise<{ tcp: Socket; received: () => Buffer; closed: Promise<void> }> {
  const tcp = connectTcp(Number(new URL(world.http).port), '127.0.0.1')
  let all = Buffer.alloc(0)
  tcp.on('data', (chunk: Buffer) => {
    all = Buffer.concat([all, chunk])
  })
  const closed = new Promise<void>((resolve) => tcp.on('close', () => resolve()))
  tcp.write(
    `GET /ws/?token=${person.token} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await new Promise((resolve) => tcp.once('data', resolve))
  return { tcp, received: () => all, closed }
}

test('[CL] a message that is left unfinished is closed with 4408, be it half a frame or half of its fragments', async () => {
  await using world = await startWorld({}, { timings: { message_within: 60, sweep_every: 10, close_within: 100 } })
  const anna = await world.person('anna')
  const halves = [
    Buffer.from([0x81, 0x85, 1, 2, 3]),
    Buffer.from([0x81, 0x85, 1, 2, 3, 4, 0x40]),
    Buffer.from([0x01, 0x80, 0, 0, 0, 0]),
  ]
  for (const half of halves) {
    const { tcp, received, closed } = await rawSocket(world, anna)
    tcp.write(half)
    await closed
    const close = Buffer.from([0x11, 0x38])
    expect(received().includes(close), half.toString('hex')).toBe(true)
  }
  expect(await (await anna.connect()).ask(COUNT)).toBe(0)
})

test('[CN5] at shutdown what was acknowledged is kept, sockets are closed with 1012 and new ones get 503', async () => {
  // The stubborn one keeps the server closing for so long; both who come meanwhile are on their way at once.
  await using world = await startWorld({}, { timings: { close_within: 2_000 } })
  const { a, b, anna, dialog } = await world.pair()
  const stubborn = await rawSocket(world, anna)
  a.send({ event: 'dialogs.messages.create', dialog_id: dialog, body: 'last words' })
  expect(await b.nextOf('dialogs.messages.create')).toMatchObject({ data: { seq: 1 } })
  const closing = world.app.close()
  const late = new Peer(`${world.url}?token=${anna.token}`)
  const health = fetch(`${world.http}/healthz`)
  await expect(late.opened()).rejects.toThrow('503')
  const http = await health
  expect([http.status, http.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await a.closed).toMatchObject({ code: 1012 })
  expect(await b.closed).toMatchObject({ code: 1012 })
  await stubborn.closed
  await closing
  await expect(new Peer(`${world.url}?token=${anna.token}`).opened()).rejects.toThrow('ECONNREFUSED')
  await using again = await startWorld({ data_dir: world.config.data_dir })
  const page = await (await (await personOf(again, anna)).opened()).request('dialogs.messages.load', {
    dialog_id: dialog,
  })
  expect(page.meta).toMatchObject({ total: 1 })
})

const personOf = async (world: World, person: Person) => new Peer(`${world.url}?token=${person.token}`)

test('[CN6] [CL] a reader that does not drain is closed with 4440 and the others are served meanwhile', async () => {
  await using world = await startWorld()
  const { a, b, boris, dialog } = await world.pair()
  const stopped = await boris.connect()
  stopped.ws.pause()
  const body = 'x'.repeat(9_000)
  let sent = 0
  // What the kernel buffers comes on top of the queue of 1 MiB; it is bounded too.
  for (; sent < 2_000 && world.app.sockets() === 3; sent++) {
    await a.create(dialog, body)
  }
  expect(world.app.sockets()).toBe(2)
  stopped.ws.resume()
  expect(await stopped.closed).toMatchObject({ code: expect.toSatisfy((code) => code === 4440 || code === 1006) })
  expect((await b.request('dialogs.messages.load', { dialog_id: dialog })).meta).toMatchObject({ total: sent })
})

test('[CN7] with allowed origins configured, an upgrade from another origin gets 403', async () => {
  await using world = await startWorld({ allowed_origins: ['https://good.example'] })
  const { token } = await world.person('anna')
  const from = (origin?: string) =>
    new Peer(`${world.url}?token=${token}`, origin ? { headers: { origin } } : {}).opened()
  await expect(from('https://evil.example')).rejects.toThrow('403')
  await expect(from('null')).rejects.toThrow('403')
  expect(await (await from('https://good.example')).ask(COUNT)).toBe(0)
  // No browser, no origin.
  expect(await (await from()).ask(COUNT)).toBe(0)
})

test('[CL] one socket more than a user may have is closed with 4430, and one fits again when another has gone', async () => {
  await using world = await startWorld({ max_connections_per_user: 2 })
  const anna = await world.person('anna')
  const first = await anna.connect()
  const second = await anna.connect()
  expect(await (await anna.connect()).closed).toMatchObject({ code: 4430 })
  await first.close()
  expect(await (await anna.connect()).ask(COUNT)).toBe(0)
  expect(await second.ask(COUNT)).toBe(0)
})

test('[AU4] [CL] without a good token the handshake completes and the socket is closed with 4401 and the reason', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const gone = await world.person('gone')
  await world.app.store.users.setDisabled(gone.id, world.app.clock.now())
  const expired = world.app.tokens.mint({ user_id: anna.id, ttl: -60_000 })
  const table: [string, string][] = [
    ['', 'token_missing'],
    ['?token=', 'token_missing'],
    ['?token=nonsense', 'token_invalid'],
    [`?token=${anna.token.slice(0, -2)}`, 'token_invalid'],
    [`?token=${expired}`, 'token_expired'],
    [`?token=${gone.token}`, 'user_disabled'],
  ]
  for (const [query, reason] of table) {
    const peer = new Peer(world.url + query)
    expect(await peer.closed).toEqual({ code: 4401, reason })
    expect(peer.received).toEqual([])
  }
})

test('[AU5] a socket is closed with 4419 when its token expires', async () => {
  let now = Date.now()
  await using world = await startWorld({}, { clock: { now: () => now }, timings: { sweep_every: 10 } })
  const { a } = await world.pair()
  // A token's time is in whole seconds.
  now += 3_601_000
  expect(await a.closed).toMatchObject({ code: 4419 })
})

test('[AU5] the sockets of a user who is disabled are closed with 4403, by whichever process it was done', async () => {
  await using world = await startWorld()
  const { a, b, anna, boris } = await world.pair()
  await world.app.store.users.setDisabled(anna.id, 1)
  expect(await a.closed).toMatchObject({ code: 4403 })
  await using beside = await startWorld({ data_dir: world.config.data_dir })
  await beside.app.store.users.setDisabled(boris.id, 1)
  expect(await b.closed).toMatchObject({ code: 4403 })
})

test('[AU6] a valid token of an unknown user creates that user, or is refused where provisioning is off', async () => {
  await using world = await startWorld()
  const token = world.app.tokens.mint({ user_id: 4_711, ttl: 60_000, email: 'new@example.com', first_name: 'New' })
  const peer = await new Peer(`${world.url}?token=${token}`).opened()
  expect(await peer.ask(COUNT)).toBe(0)
  expect(await world.app.store.users.find(4_711)).toMatchObject({ email: 'new@example.com', first_name: 'New' })
  await using strict = await startWorld({ provision: 'off' })
  const refused = new Peer(`${strict.url}?token=${strict.app.tokens.mint({ user_id: 4_711, ttl: 60_000 })}`)
  expect(await refused.closed).toEqual({ code: 4401, reason: 'token_invalid' })
  expect(await strict.app.store.users.list()).toEqual([])
})

test('[AU7] neither a token nor the secret is ever logged or counted', async () => {
  const lines: string[] = []
  const write = (fields: object, line: string) => lines.push(JSON.stringify(fields) + line)
  await using world = await startWorld({}, { log: { debug: write, info: write, warn: write, error: write } })
  const { anna, a } = await world.pair()
  a.send('nonsense')
  await a.nextOf('error')
  await new Peer(`${world.url}?token=${anna.token}x`).closed
  await world.post('/api/dialogs/new-message/', { body: 'x' }, `${anna.token}x`)
  const metrics = await (await fetch(`${world.http}/metrics`)).text()
  const signature = anna.token.split('.')[2]!
  for (const text of [...lines, metrics, ...a.received]) {
    expect(text).not.toContain(signature)
    expect(text).not.toContain(SECRET)
  }
})

test('[MC2] a message written by another process on the same data folder reaches open sockets, in order', async () => {
  await using world = await startWorld()
  const { a, b, boris, dialog } = await world.pair()
  await using beside = await startWorld({ data_dir: world.config.data_dir })
  await beside.app.createMessage(boris.id, { dialog_id: dialog, body: 'from the command line' })
  await a.create(dialog, 'right after it')
  for (const peer of [a, b]) {
    const first = await peer.nextOf('dialogs.messages.create')
    expect(first).toMatchObject({ data: { seq: 1, text_body: 'from the command line' } })
  }
  const last = await beside.app.createMessage(boris.id, { dialog_id: dialog, body: 'and one nobody else follows' })
  expect(await a.next((frame) => (frame.data as { seq?: number }).seq === 3)).toMatchObject({ data: last })
  expect((await a.nextOf(COUNT)).data).toBe(1)
})
