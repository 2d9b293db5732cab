import { connect as connectTcp } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { events } from '../../src/protocol/index.ts'
import { startWorld } from '../support/world.ts'

const COUNT = 'notifications.dialogs.count'

test('[FR1] [FR2] every frame has type, event and data; loads carry meta', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  await a.create(dialog, 'x')
  for (const [event, fields] of [
    ['dialogs.load', {}],
    ['dialogs.messages.load', { dialog_id: dialog }],
  ] as const) {
    expect(await b.request(event, fields)).toMatchObject({ event, meta: { limit: 20, offset: 0, total: 1 } })
  }
  b.send('nonsense')
  await b.nextOf('error')
  for (const text of [...a.received, ...b.received]) {
    expect(JSON.parse(text)).toMatchObject({ type: 'ws_send', event: expect.any(String), data: expect.anything() })
  }
})

test('[FR3] request_id comes back in the direct reply and in no other copy', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  a.send({ event: 'dialogs.messages.create', dialog_id: dialog, body: 'x', request_id: 17 })
  expect(await a.next()).toMatchObject({ event: 'dialogs.messages.create', request_id: 17 })
  expect(await a.next()).not.toHaveProperty('request_id')
  expect(await b.next()).not.toHaveProperty('request_id')
  a.send({ event: 'dialogs.load', request_id: 'x'.repeat(64) })
  expect(await a.next()).toMatchObject({ event: 'dialogs.load', request_id: 'x'.repeat(64) })
  a.send({ event: COUNT, request_id: null })
  expect(await a.next()).not.toHaveProperty('request_id')
  a.send('{"event":"dialogs.load","request_id":1e400}')
  expect(await a.next()).toMatchObject({ code: 'bad_frame' })
  for (const request_id of ['x'.repeat(65), {}, [], true]) {
    a.send({ event: COUNT, request_id })
    expect(await a.next()).toMatchObject({ code: 'bad_frame' })
  }
})

test('[FR4] requests of one socket are answered in the order they came, refusals and loads between creates too', async () => {
  await using world = await startWorld()
  const { a, dialog } = await world.pair()
  const requests = Array.from(
    { length: 60 },
    (_, n) =>
      [
        { event: 'dialogs.messages.create', dialog_id: dialog, body: `${n}` },
        { event: 'dialogs.load' },
        { event: 'dialogs.messages.create', dialog_id: dialog, body: '' },
        { event: 'no.such.event' },
      ][n % 4]!,
  )
  for (const [n, request] of requests.entries()) a.send({ ...request, request_id: n })
  for (const n of requests.keys()) {
    expect(await a.next((frame) => frame.request_id !== undefined)).toMatchObject({ request_id: n })
  }
})

test('[FR4] [MC3] whatever becomes of pipelined writes, they are answered in order and pushes come by seq', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  const CREATE = 'dialogs.messages.create'
  await a.create(dialog, 'said before', { uid: 'known' })
  await a.rest()
  const kinds = [
    (n: number) => ({ event: CREATE, dialog_id: dialog, body: `${n}` }),
    () => ({ event: CREATE, dialog_id: 999, body: 'not mine' }),
    () => ({ event: CREATE, dialog_id: dialog, body: '' }),
    () => ({ event: CREATE, dialog_id: dialog, body: 'said before', uid: 'known' }),
    () => ({ event: CREATE, dialog_id: 'x', body: 'wrong' }),
    () => ({ event: 'dialogs.messages.seen', dialog_id: dialog, message_id: 1 }),
    () => ({ event: COUNT }),
    () => 'nonsense',
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(kinds.length - 1), { minLength: 2, maxLength: 40 }), async (choice) => {
      const asked = choice.filter((kind) => kind !== 7)
      let n = 0
      for (const kind of choice) {
        const frame = kinds[kind]!(n)
        a.send(typeof frame === 'string' ? frame : { ...frame, request_id: n++ })
        if (Math.random() < 0.3) b.send({ event: CREATE, dialog_id: dialog, body: 'from the other side' })
      }
      const replies: unknown[] = []
      while (replies.length < asked.length) {
        replies.push((await a.next(({ request_id }) => request_id !== undefined)).request_id)
      }
      expect(replies).toEqual(asked.map((_, index) => index))
    }),
    { numRuns: 60 },
  )
  await a.rest()
  const seqs = a.received
    .map((text) => JSON.parse(text))
    .filter(({ event, exception, data }) => event === CREATE && !exception && data.uid !== 'known')
    .map(({ data }) => data.seq)
  expect(seqs).toEqual([...seqs].sort((x, y) => x - y))
})

test('[ER1] [ER2] what is no request is refused by name, and the socket stays open', async () => {
  await using world = await startWorld()
  const { a } = await world.pair()
  const table: [string, string, string][] = [
    ['', 'bad_json', 'error'],
    ['hello', 'bad_json', 'error'],
    ['{"event":', 'bad_json', 'error'],
    ["{'event':'x'}", 'bad_json', 'error'],
    ['null', 'bad_frame', 'error'],
    ['[]', 'bad_frame', 'error'],
    ['"dialogs.load"', 'bad_frame', 'error'],
    ['1e400', 'bad_frame', 'error'],
    ['{}', 'bad_frame', 'error'],
    ['{"event":1}', 'bad_frame', 'error'],
    ['{"event":""}', 'bad_frame', 'error'],
    ['{"event":"dialogs.nothing"}', 'unknown_event', 'dialogs.nothing'],
    ['{"event":"constructor"}', 'unknown_event', 'constructor'],
    ['{"event":"__proto__"}', 'unknown_event', '__proto__'],
    [`{"event":"${'x'.repeat(500)}"}`, 'unknown_event', 'error'],
    ['{"event":"dialogs.messages.seen","dialog_id":1}', 'invalid_request', 'dialogs.messages.seen'],
    ['{"event":"dialogs.messages.create","dialog_id":1,"body":["x"]}', 'invalid_request', 'dialogs.messages.create'],
    [
      '{"event":"dialogs.messages.create","dialog_id":1,"body":"x","uid":""}',
      'invalid_request',
      'dialogs.messages.create',
    ],
  ]
  for (const [text, code, event] of table) {
    a.send(text)
    const frame = await a.next()
    expect(frame, text).toEqual({
      type: 'ws_send',
      event,
      data: expect.any(String),
      exception: true,
      code,
      ...(code === 'invalid_request' && { errors: expect.any(Array) }),
    })
  }
  expect(await a.ask(COUNT)).toBe(0)
})

test('[ER4] errors are in the language the client asked for, else in the configured one', async () => {
  await using world = await startWorld({ locale: 'ru' })
  const anna = await world.person('anna')
  const textFor = async (language?: string) => {
    const peer = await anna.connect(language ? { headers: { 'accept-language': language } } : {})
    const { data } = await peer.request('dialogs.messages.load', { dialog_id: 'x' })
    return data as string
  }
  expect(await textFor()).toMatch(/^Запрос составлен неверно: dialog_id — /)
  expect(await textFor('en-GB,en;q=0.9')).toMatch(/^The request is not valid: dialog_id — /)
  expect(await textFor('de, ru;q=0.5, en;q=0.4')).toMatch(/^Запрос/)
  expect(await textFor('de')).toMatch(/^Запрос/)
})

test('[ER5] twenty malformed frames in a row close the socket with 4400, nineteen and a good one do not', async () => {
  await using world = await startWorld()
  const { a, b } = await world.pair()
  for (let n = 0; n < 19; n++) a.send('nonsense')
  expect(await a.ask(COUNT)).toBe(0)
  for (let n = 0; n < 20; n++) a.send('nonsense')
  expect(await a.closed).toMatchObject({ code: 4400 })
  expect(await b.ask(COUNT)).toBe(0)
})

test('[ER5] above its rate a client is refused with retry_after, and far above it closed with 4429', async () => {
  const rate_limit = { per_second: 1, burst: 10, creates_per_second: 1, creates_burst: 2 }
  await using world = await startWorld({ rate_limit })
  const { a, b, dialog } = await world.pair()
  for (let n = 0; n < 2; n++) await a.create(dialog, 'x')
  const refused = await a.request('dialogs.messages.create', { dialog_id: dialog, body: 'x' })
  expect(refused).toMatchObject({ code: 'rate_limited', exception: true })
  expect(refused.retry_after).toBeGreaterThan(0)
  expect(refused.retry_after).toBeLessThanOrEqual(1_000)
  for (let n = 0; n < 30; n++) a.send({ event: COUNT })
  const { code, reason } = await a.closed
  expect({ code, reason }).toMatchObject({ code: 4429, reason: expect.stringMatching(/^retry_after=\d+$/) })
  expect(await b.ask(COUNT)).toBe(1)
})

test('[CN3] binary, oversized, badly encoded and over-fragmented messages close the socket with the standard codes', async () => {
  await using world = await startWorld()
  const { anna, b } = await world.pair()
  const closedBy = async (act: (ws: WebSocket) => void) => {
    const peer = await anna.connect()
    act(peer.ws)
    return (await peer.closed).code
  }
  expect(await closedBy((ws) => ws.send(Buffer.from('{}'), { binary: true }))).toBe(1003)
  expect(await closedBy((ws) => ws.send('x'.repeat(65_537)))).toBe(1009)
  expect(await closedBy((ws) => ws.send(Buffer.from([0xff, 0xfe]), { binary: false }))).toBe(1007)
  expect(
    await closedBy((ws) => {
      for (let n = 0; n < 100; n++) ws.send('x', { fin: false })
    }),
  ).toBe(1008)
  const peer = await anna.connect()
  peer.send(JSON.stringify({ event: COUNT, padding: 'x'.repeat(65_000) }))
  expect(await peer.nextOf(COUNT)).toMatchObject({ data: 0 })
  expect(peer.ws.extensions).toBe('')
  expect(await b.ask(COUNT)).toBe(0)
})

test('[ER6] [F1] whatever frames a client sends, everyone else is served and nothing is stored', async () => {
  await using world = await startWorld()
  const { anna, b, dialog } = await world.pair()
  let a = await anna.connect()
  const strange = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc
      .record({
        event: fc.constantFrom(...Object.keys(events), '__proto__', 'toString'),
        fields: fc.dictionary(
          fc.constantFrom(
            'dialog_id',
            'limit',
            'offset',
            'message_id',
            'file_id',
            'uid',
            'up_to',
            '__proto__',
            'request_id',
            'reply_id',
          ),
          fc.oneof(
            fc.integer({ min: -5, max: 0 }),
            fc.double(),
            fc.string(),
            fc.constant(null),
            fc.array(fc.integer()),
            fc.object(),
          ),
        ),
      })
      .map(({ event, fields }) => JSON.stringify({ ...fields, event })),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(strange, { maxLength: 15 }), async (frames) => {
      for (const frame of frames) a.send(frame)
      a.send({ event: COUNT })
      await a.nextOf(COUNT)
      if (!a.ws.readyState) a = await anna.connect()
    }),
    { numRuns: 100 },
  )
  expect(await b.ask('dialogs.messages.load', { dialog_id: dialog })).toEqual([])
  expect(await b.hearsNothingElse()).toBe(true)
})

test('[ER6] [F1] whatever bytes follow the handshake, the server goes on serving everyone else', async () => {
  await using world = await startWorld()
  const { anna, b } = await world.pair()
  const { port } = new URL(world.http)
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      const socket = connectTcp(Number(port), '127.0.0.1')
      socket.on('error', () => {})
      const closed = new Promise((resolve) => socket.on('close', resolve))
      socket.write(
        `GET /ws/?token=${anna.token} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      )
      socket.end(bytes)
      socket.resume()
      await closed
    }),
    { numRuns: 60 },
  )
  expect(await b.ask(COUNT)).toBe(0)
})
