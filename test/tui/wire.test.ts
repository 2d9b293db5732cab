import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { nextStep, pauseBefore } from '../../tui/wire/backoff.ts'
import { fill } from '../../tui/wire/variables.ts'
import { startWorld } from '../support/world.ts'
import { Watched } from './watched.ts'

const quick = { first: 1, most: 5, tries: 3 }

test('[FR3] a session logs both ways what crossed the wire, and measures answers with and without a request id', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const watched = new Watched()
  const a = await watched.opened('A', world.url, anna.token)
  expect(a.state).toMatchObject({ phase: 'open', user: anna.id, opened: 1 })
  const answered = await watched.ask(a, 'dialogs.load', { limit: 5 })
  expect(answered).toMatchObject({ dir: 'in', event: 'dialogs.load', violations: [], latency: expect.any(Number) })
  expect(answered.text).toBe(JSON.stringify(answered.frame))
  expect(answered.bytes).toBe(Buffer.byteLength(answered.text))
  for (const raw of ['{"event":"notifications.dialogs.count"}', 'привет']) {
    a.send(raw)
    const came = await watched.until(() =>
      watched.log.find(({ dir, n }) => dir === 'in' && n > answered.n && watched.log.at(-1)!.n === n),
    )
    expect(came.latency).toBeGreaterThan(0)
    expect(watched.log.find(({ text }) => text === raw)).toMatchObject({ dir: 'out', bytes: Buffer.byteLength(raw) })
  }
  expect(watched.log.map(({ n }) => n)).toEqual(watched.log.map((_, index) => index + 1))
  expect(JSON.stringify(watched.log)).not.toContain(anna.token)
  watched.close()
})

test('[FR4] a request that is sent because another one was told goes over the wire after it', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const watched = new Watched()
  const a = await watched.opened('A', world.url, anna.token)
  const { push } = watched.log
  watched.log.push = (...entries) => {
    const length = push.apply(watched.log, entries)
    if (entries[0]?.event === 'dialogs.load' && entries[0].dir === 'out') a.request('notifications.dialogs.count')
    return length
  }
  await watched.ask(a, 'dialogs.load')
  await watched.answer('A2')
  expect(watched.violations()).toEqual([])
  watched.close()
})

test('a cut connection is told, and the session comes back by itself', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const watched = new Watched()
  const a = await watched.opened('A', world.url, anna.token, { reconnect: quick })
  a.drop()
  await watched.until(() => a.state.opened === 2)
  const kinds = watched.log.map(({ kind, fault, close }) => fault ?? close?.code ?? kind)
  expect(kinds).toEqual(['open', 'drop', 1006, 'reconnect', 'open'])
  watched.close()
})

test('while reading is stopped nothing comes, and afterwards everything does, in order', async () => {
  await using world = await startWorld()
  const { anna, dialog, b } = await world.pair()
  const watched = new Watched()
  const a = await watched.opened('A', world.url, anna.token)
  a.stall()
  for (let n = 1; n <= 5; n += 1) await b.create(dialog, `message ${n}`)
  expect(watched.log.filter(({ dir }) => dir === 'in')).toEqual([])
  a.resume()
  await watched.until(() => watched.log.filter(({ dir }) => dir === 'in').length === 10)
  expect(watched.violations()).toEqual([])
  watched.close()
})

test('[CL] a session comes back where the close code allows it, and stays away where it does not', async () => {
  const closes: [number, string][] = [
    [1012, ''],
    [4400, ''],
  ]
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  let connections = 0
  server.on('connection', (client) => {
    client.close(...closes[connections]!)
    connections += 1
  })
  const watched = new Watched()
  const { port } = server.address() as { port: number }
  const a = watched.session('A', `ws://127.0.0.1:${port}/ws/`, 'any', { reconnect: quick })
  a.open()
  await watched.until(() => a.state.phase === 'closed')
  expect(connections).toBe(2)
  expect(a.state.close).toEqual({ code: 4400, reason: '', meaning: 'repeated malformed frames' })
  server.close()
})

test('[AU5] where a new token is needed it is asked for, and the same one again ends it', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const expired = world.app.tokens.mint({ user_id: anna.id, ttl: -1_000 })
  const tokens = [expired, anna.token]
  const watched = new Watched()
  const a = watched.session('A', world.url, () => tokens.shift() ?? 'none', { reconnect: quick })
  a.open()
  await watched.until(() => a.state.opened === 2 && a.state.close?.code === 4401)
  await watched.ask(a, 'dialogs.load')
  const b = watched.session('B', world.url, expired, { reconnect: quick })
  b.open()
  await watched.until(() => b.state.phase === 'closed')
  expect(b.state).toMatchObject({ opened: 1, close: { code: 4401, reason: 'token_expired' } })
  watched.close()
})

test('a server that is not there is tried as often as allowed, and what is sent meanwhile is refused and said so', async () => {
  const watched = new Watched()
  const a = watched.session('A', 'ws://127.0.0.1:1/ws/', 'token', { reconnect: quick })
  a.open()
  expect(a.send('hello')).toBe(false)
  await watched.until(() => a.state.phase === 'closed')
  expect(a.state.error).toBe('ECONNREFUSED')
  expect(watched.log.filter(({ kind }) => kind === 'reconnect')).toHaveLength(3)
  expect(watched.log[0]).toMatchObject({ kind: 'error', text: 'not sent: there is no open connection' })
})

test('[CL] the pause doubles up to its most, and 4429 tells its own', () => {
  const backoff = { first: 500, most: 10_000, tries: 10 }
  const pauses = [1, 2, 3, 6, 20].map((attempt) => pauseBefore(attempt, backoff, () => 0))
  expect(pauses).toEqual([500, 1_000, 2_000, 10_000, 10_000])
  expect(pauseBefore(1, backoff, () => 1)).toBe(600)
  expect(nextStep({ code: 4429, reason: 'retry_after=1500', meaning: '' })).toEqual({ next: 'reconnect', wait: 1_500 })
  expect(nextStep({ code: 4429, reason: 'later', meaning: '' })).toEqual({ next: 'reconnect' })
})

test('variables become their values, texts around them stay, and an unknown one is named', () => {
  const scope = {
    n: 3,
    uuid: () => 'u',
    lookup: (name: string) => ({ A: { last: { data: [{ id: 9 }] } }, body: 'x' })[name],
  }
  expect(fill({ id: `\${A.last.data.0.id}`, text: `\${body} \${n} $\${n}`, list: [`\${uuid}`] }, scope)).toEqual({
    id: 9,
    text: `x 3 \${n}`,
    list: ['u'],
  })
  expect(() => fill(`\${B.last}`, scope)).toThrow('nothing is called B')
  expect(() => fill(`\${A.last.meta.total}`, scope)).toThrow('there is no A.last.meta')
})
