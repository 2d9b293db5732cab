import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../src/client/index.ts'
import { closeCodes } from '../../src/protocol/close.ts'
import { answering, fast, scripted, statesOf, until } from './scripted.ts'

/** Codes that a server may put into a close frame. */
const codes = Object.keys(closeCodes).map(Number)

test('[CL] a client that was closed with 4401 does not come back without a new token', async () => {
  for (const code of [4401, 4419]) {
    await using server = await scripted((socket) => socket.close(code, 'token_expired'))
    await using fixed = connect({ url: server.url, token: 't', reconnect: fast })
    const closed = { name: 'closed', code, reason: 'token_expired', meaning: closeCodes[code as 4401].when }
    expect(await until(fixed, 'closed')).toEqual(closed)
    expect(server.urls).toHaveLength(1)

    let asked = 0
    const token = () => `the same${++asked && ''}`
    await using tired = connect({ url: server.url, token, reconnect: fast })
    expect(await until(tired, 'closed')).toEqual(closed)
    expect(asked).toBe(2)
    expect(server.urls).toHaveLength(2)
  }
})

test('[CL] after 4401 and 4419 a token function is asked again, and a new token is tried', async () => {
  await using server = await scripted((socket, attempt) => {
    if (attempt === 1) socket.close(4401, 'token_expired')
    else if (attempt === 2) socket.close(4419, '')
    else answering(socket, () => ({ data: 3 }))
  })
  const tokens = ['one', 'two', 'three']
  await using client = connect({ url: server.url, token: async () => tokens.shift()!, reconnect: fast })
  expect(await client.call('notifications.dialogs.count', {}, { retry: true })).toMatchObject({ data: 3 })
  expect(server.urls).toEqual(['/ws/?token=one', '/ws/?token=two', '/ws/?token=three'])
})

test('[CL] a token that was turned away is not tried again after the token function failed meanwhile', async () => {
  await using server = await scripted((socket) => socket.close(4419, ''))
  const answers = ['old', new Error('no network'), 'old']
  const token = () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer!
  }
  await using client = connect({ url: server.url, token, reconnect: fast })
  expect(await until(client, 'closed')).toMatchObject({ code: 4419 })
  expect(server.urls).toHaveLength(1)
})

test('[CL] a token function that fails is asked again', async () => {
  await using server = await scripted()
  let asked = 0
  const token = async () => {
    if (++asked < 3) throw new Error('no network')
    return 'good'
  }
  await using client = connect({ url: server.url, token, reconnect: fast })
  const states = statesOf(client)
  await client.opened()
  expect(states[0]).toMatchObject({ name: 'waiting', code: 1006, reason: 'the token function failed' })
  expect(server.urls).toEqual(['/ws/?token=good'])
})

test('[CL] the table decides for every code whether the client comes back', async () => {
  for (const code of codes) {
    await using server = await scripted((socket, attempt) => {
      if (attempt === 1) socket.close(code, 'because')
    })
    await using client = connect({ url: server.url, token: 't', reconnect: fast })
    const { client: after, when } = closeCodes[code as keyof typeof closeCodes]
    const wanted = after === 'reconnect' ? 'waiting' : 'closed'
    const state = await until(client, ({ name }) => name === 'waiting' || name === 'closed')
    expect(state, String(code)).toMatchObject({ name: wanted, code, reason: 'because', meaning: when })
    if (wanted === 'waiting') await until(client, 'open')
    expect(server.urls).toHaveLength(wanted === 'waiting' ? 2 : 1)
  }
})

test('[CL] the retry_after of 4429 is obeyed', async () => {
  await using server = await scripted((socket) => socket.close(4429, 'retry_after=60000'))
  await using client = connect({ url: server.url, token: 't', reconnect: { ...fast, random: () => 0 } })
  expect(await until(client, 'waiting')).toMatchObject({ code: 4429, delay_ms: 60_000, attempt: 1 })
})

test('[CL] the pauses grow while connections are cut at once, and start small after one that held', async () => {
  for (const [steady_ms, attempts] of [
    [60_000, [1, 2, 3]],
    [0, [1, 1, 1]],
  ] as const) {
    await using server = await scripted((socket, attempt) => {
      if (attempt < 4) socket.close(1013, '')
    })
    await using client = connect({ url: server.url, token: 't', reconnect: { ...fast, steady_ms, random: () => 0.99 } })
    const states = statesOf(client)
    await until(client, () => server.urls.length === 4 && client.state.name === 'open')
    const waits = states.filter((state) => state.name === 'waiting')
    expect(waits.map(({ attempt }) => attempt)).toEqual(attempts)
    expect(waits.map(({ delay_ms }) => delay_ms)).toEqual(attempts.map((attempt) => 2 ** (attempt - 1)))
  }
})

test('[CN5] [CN7] a handshake that is answered with 503 or 403 is tried again', async () => {
  for (const status of [503, 403]) {
    let upgrades = 0
    const server = createServer().on('upgrade', (_request, socket) => {
      upgrades += 1
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/`
    await using client = connect({ url, token: 't', reconnect: fast })
    const heard: string[] = []
    client.on('close', () => heard.push('close'))
    await until(client, (state) => state.name === 'waiting' && state.attempt === 3 && state.code === 1006)
    expect(upgrades).toBe(3)
    expect(heard).toEqual([])
    server.close()
  }
})

test('a handshake that nobody answers is given up, its connection too, and tried again', async () => {
  const sockets: Socket[] = []
  const server = createTcpServer((socket) => sockets.push(socket.on('error', () => {}).resume()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/`
  const client = connect({ url, token: 't', timeout_ms: 50, reconnect: fast })
  const state = await until(client, (state) => state.name === 'waiting' && state.attempt === 2)
  expect(state).toMatchObject({ code: 1006, reason: 'the handshake was not answered' })
  if (!sockets[0]!.destroyed) await once(sockets[0]!, 'close')
  await client[Symbol.asyncDispose]()
  // Node opens another connection to a host that failed, and keeps it for seconds.
  for (const socket of sockets) socket.destroy()
  server.close()
})

test('[CL] a client that is not to reconnect closes at the first break', async () => {
  await using server = await scripted((socket) => socket.terminate())
  await using client = connect({ url: server.url, token: 't', reconnect: false })
  expect(await until(client, 'closed')).toMatchObject({ code: 1006, meaning: 'connection lost' })
  await expect(client.opened()).rejects.toMatchObject({ code: 'closed' })
  expect(server.urls).toHaveLength(1)
})

test('close is for good in every state', async () => {
  await using quiet = await scripted()
  await using busy = await scripted((socket) => socket.close(4429, 'retry_after=60000'))
  const seen: string[][] = []
  for (const [server, name] of [
    [quiet, 'connecting'],
    [quiet, 'open'],
    [busy, 'waiting'],
  ] as const) {
    const client = connect({ url: server.url, token: async () => 't', reconnect: fast })
    const states = statesOf(client)
    await until(client, name)
    client.close()
    client.close()
    await client[Symbol.asyncDispose]()
    seen.push(states.map(({ name }) => name))
  }
  expect(seen).toEqual([['closed'], ['open', 'closed'], ['open', 'waiting', 'closed']])
})

test('a client that was closed while its token was on the way opens no socket', async () => {
  const opened: string[] = []
  class Watched extends WebSocket {
    constructor(url: string) {
      opened.push(url)
      super(url)
    }
  }
  const answer = Promise.withResolvers<string>()
  const client = connect({ url: 'ws://127.0.0.1:1/ws/', token: () => answer.promise, WebSocket: Watched })
  const states = statesOf(client)
  client.close()
  answer.resolve('t')
  await new Promise((resolve) => setImmediate(resolve))
  expect(opened).toEqual([])
  expect(states).toMatchObject([{ name: 'closed', code: 1000 }])
})

test('a client that was closed while it waited does not come back', async () => {
  await using server = await scripted((socket) => socket.terminate())
  await using client = connect({ url: server.url, token: 't', reconnect: { min_ms: 5, random: () => 1 } })
  const states = statesOf(client)
  await until(client, 'waiting')
  client.close()
  // A timer that is set later and takes longer fires after the one that must be gone.
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(states.at(-1)).toMatchObject({ name: 'closed', code: 1000 })
  expect(server.urls).toHaveLength(1)
})

test('after its disposal a client has left the server', async () => {
  const sockets: WebSocket[] = []
  await using server = await scripted((socket) => sockets.push(socket))
  {
    await using client = connect({ url: server.url, token: 't' })
    await client.opened()
  }
  const [socket] = sockets
  expect(socket!.readyState).not.toBe(WebSocket.OPEN)
  if (socket!.readyState !== WebSocket.CLOSED) await once(socket!, 'close')
})

test('[XT1] the extensions are asked for in the address', async () => {
  await using server = await scripted()
  await using client = connect({ url: server.url, token: 'a&b', ext: ['counts', 'hello'] })
  await client.opened()
  const { searchParams } = new URL(server.urls[0]!, server.url)
  expect(Object.fromEntries(searchParams)).toEqual({ token: 'a&b', ext: 'counts,hello' })
})

test('the WebSocket of the ws package serves as well, and so does an http address', async () => {
  await using server = await scripted((socket, attempt) => {
    if (attempt === 1) socket.terminate()
    else answering(socket, () => ({ data: 2 }))
  })
  const url = server.url.replace('ws:', 'http:')
  await using client = connect({ url, token: 't', WebSocket, reconnect: fast })
  expect(await client.call('notifications.dialogs.count', {}, { retry: true })).toMatchObject({ data: 2 })
  await using refused = connect({ url: 'ws://127.0.0.1:1/ws/', token: 't', WebSocket })
  expect(await until(refused, 'waiting')).toMatchObject({ code: 1006 })
})

test('[AU7] a token appears in no state and in no error of the client', async () => {
  const secret = 'very-secret-token'
  await using server = await scripted((socket) => socket.close(4401, 'token_invalid'))
  class Forbidding {
    constructor(url: string) {
      throw new Error(`not allowed: ${url}`)
    }
  }
  for (const more of [{}, { WebSocket: Forbidding as never }, { url: 'ws://127.0.0.1:1/ws/', reconnect: false }]) {
    await using client = connect({ url: server.url, token: secret, ...more })
    const states = statesOf(client)
    await until(client, 'closed')
    const errors = await Promise.all([client.opened(), client.call('dialogs.load')].map((p) => p.catch((e) => e)))
    expect(errors).toMatchObject([{ code: 'closed' }, { code: 'closed' }])
    expect(
      inspect([client, states, errors, errors.map(({ stack }) => stack)], { depth: 9, showHidden: true }),
    ).not.toContain(secret)
  }
  for (const url of [`ftp://host/?token=${secret}`, `//${secret}`, secret]) {
    const error = (() => {
      try {
        return connect({ url, token: secret })
      } catch (error) {
        return error
      }
    })()
    expect(error).toBeInstanceOf(TypeError)
    expect(inspect(error)).not.toContain(secret)
  }
})
