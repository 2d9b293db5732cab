import { expect, test } from 'vitest'
import { CallError, connect } from '../../src/client/index.ts'
import { answering, fast, scripted, until } from './scripted.ts'

const hello = { dialog_id: 1, body: 'hello' }

test('[FR3] answers find their calls by request_id, in whatever order they come', async () => {
  await using server = await scripted((socket) => {
    const kept: string[] = []
    socket.on('message', (data) => {
      kept.unshift(String(data))
      if (kept.length < 3) return
      for (const text of kept) {
        const { event, request_id, offset } = JSON.parse(text)
        socket.send(JSON.stringify({ type: 'ws_send', event, data: [], meta: { offset }, request_id }))
      }
    })
  })
  await using client = connect({ url: server.url, token: 't' })
  await client.opened()
  const replies = await Promise.all([1, 2, 3].map((offset) => client.call('dialogs.load', { offset })))
  expect(replies.map(({ meta }) => meta.offset)).toEqual([1, 2, 3])
  expect(new Set(server.requests.map(({ request_id }) => request_id)).size).toBe(3)
})

test('[FR3] a push that bears no request_id answers no call', async () => {
  await using server = await scripted((socket) => {
    socket.on('message', () => socket.send('{"type":"ws_send","event":"notifications.dialogs.count","data":7}'))
    answering(socket, () => ({ data: 1 }))
  })
  await using client = connect({ url: server.url, token: 't' })
  expect(await client.call('notifications.dialogs.count')).toEqual({ data: 1, meta: undefined })
})

test('[ER1] an error frame rejects its call with code, text and details', async () => {
  await using server = await scripted((socket) =>
    answering(socket, ({ event }) =>
      event === 'dialogs.load'
        ? { exception: true, code: 'rate_limited', data: 'Wait.', retry_after: 250 }
        : { exception: true, code: 'invalid_request', data: 'Wrong.', errors: [{ path: 'body', message: 'long' }] },
    ),
  )
  await using client = connect({ url: server.url, token: 't' })
  const limited = await client.call('dialogs.load').catch((error) => error)
  expect(limited).toBeInstanceOf(CallError)
  expect(limited).toMatchObject({ code: 'rate_limited', message: 'Wait.', retry_after: 250, errors: undefined })
  const wrong = await client.call('dialogs.messages.create', hello).catch((error) => error)
  expect(wrong).toMatchObject({ code: 'invalid_request', errors: [{ path: 'body', message: 'long' }] })
  expect(client.state.name).toBe('open')
})

test('what is asked before the connection opens is sent once it is open, once and in order', async () => {
  await using server = await scripted((socket) => answering(socket, () => ({ data: [] })))
  await using client = connect({ url: server.url, token: 't' })
  const late: Promise<unknown>[] = []
  client.on('open', () => late.push(client.call('notifications.dialogs.count')))
  await Promise.all([client.call('dialogs.load'), client.call('dialogs.messages.load', { dialog_id: 1 })])
  await Promise.all(late)
  const asked = server.requests.map(({ event }) => event)
  expect(asked).toEqual(['dialogs.load', 'dialogs.messages.load', 'notifications.dialogs.count'])
})

test('a call that nobody answers fails with timeout, and a late answer is heard as a frame only', async () => {
  await using server = await scripted()
  await using client = connect({ url: server.url, token: 't' })
  await client.opened()
  await expect(client.call('dialogs.load', {}, { timeout_ms: 5 })).rejects.toMatchObject({ code: 'timeout' })
  const heard = new Promise((resolve) => client.on('frame', resolve))
  server.push({ type: 'ws_send', event: 'dialogs.load', data: [], request_id: 'c1' })
  expect(await heard).toMatchObject({ request_id: 'c1' })
  await using hasty = connect({ url: server.url, token: 't', timeout_ms: 5 })
  await expect(hasty.call('dialogs.load')).rejects.toMatchObject({ code: 'timeout' })
})

test('a call without end waits: an infinite time-out is none', async () => {
  await using server = await scripted((socket) => answering(socket, () => ({ data: [] })))
  await using client = connect({ url: server.url, token: 't', timeout_ms: Number.POSITIVE_INFINITY })
  expect(await client.call('dialogs.load')).toMatchObject({ data: [] })
})

test('[MC7] a create that was cut off fails with connection_lost and is not sent again by itself', async () => {
  await using server = await scripted((socket, attempt) => {
    if (attempt === 1) socket.on('message', () => socket.terminate())
    else answering(socket, () => ({ data: [] }))
  })
  await using client = connect({ url: server.url, token: 't', reconnect: fast })
  // Asked before the connection opened: it waits for it, and yet is sent only once.
  await expect(client.call('dialogs.messages.create', hello)).rejects.toMatchObject({ code: 'connection_lost' })
  await client.call('dialogs.load')
  expect(server.requests.map(({ event }) => event)).toEqual(['dialogs.messages.create', 'dialogs.load'])
  expect(server.requests[0]).not.toHaveProperty('uid')
})

test('[MC7] a create with retry is sent again after a reconnect with the same uid', async () => {
  await using server = await scripted((socket, attempt) => {
    if (attempt < 3) socket.on('message', () => socket.terminate())
    else answering(socket, () => ({ data: { id: 1 } }))
  })
  await using client = connect({ url: server.url, token: 't', reconnect: fast })
  const { data } = await client.call('dialogs.messages.create', { ...hello, uid: null }, { retry: true })
  expect(data).toEqual({ id: 1 })
  expect(server.requests).toHaveLength(3)
  expect(new Set(server.requests.map((request) => JSON.stringify(request))).size).toBe(1)
  expect(server.requests[0]).toMatchObject({ uid: expect.stringMatching(/^[0-9a-f]{32}$/) })

  await client.call('dialogs.messages.create', { ...hello, uid: 'mine' }, { retry: true })
  expect(server.requests[3]).toMatchObject({ uid: 'mine' })
  await client.call('dialogs.load', {}, { retry: true })
  expect(server.requests[4]).not.toHaveProperty('uid')
})

test('[CN3] a request that the server would close the socket for is refused before it is sent', async () => {
  await using server = await scripted((socket) => answering(socket, () => ({ data: [] })))
  await using client = connect({ url: server.url, token: 't' })
  await client.opened()
  const create = client.call('dialogs.messages.create', { dialog_id: 1, body: 'ж'.repeat(33_000) })
  await expect(create).rejects.toMatchObject({ code: 'frame_too_large' })
  await client.call('dialogs.load')
  expect(server.requests).toHaveLength(1)
})

test('close ends what waits with closed, and so every call after it', async () => {
  await using server = await scripted()
  await using client = connect({ url: server.url, token: 't' })
  await client.opened()
  const waiting = client.call('dialogs.load')
  client.close()
  await expect(waiting).rejects.toMatchObject({ code: 'closed' })
  await expect(client.call('dialogs.load')).rejects.toMatchObject({ code: 'closed' })
  await expect(client.opened()).rejects.toMatchObject({ code: 'closed' })
  expect(() => client.send('{}')).toThrow(expect.objectContaining({ code: 'closed' }))
})

test('[CL] a close for good fails what was sent with connection_lost, and what was not with closed', async () => {
  await using server = await scripted((socket) => socket.on('message', () => socket.close(4403, 'user_disabled')))
  await using client = connect({ url: server.url, token: 't', reconnect: fast })
  await expect(client.call('dialogs.load')).rejects.toMatchObject({ code: 'connection_lost' })
  await expect(client.call('dialogs.load')).rejects.toMatchObject({
    code: 'closed',
    message: expect.stringContaining('4403 user_disabled'),
  })
})

test('send passes a text on as it is while the connection is open, and throws not_open before', async () => {
  await using server = await scripted((socket) => socket.on('message', (data) => socket.send(String(data))))
  await using client = connect({ url: server.url, token: 't' })
  expect(() => client.send('{}')).toThrow(expect.objectContaining({ code: 'not_open' }))
  await until(client, 'open')
  const echo = new Promise((resolve) => client.on('frame', resolve))
  client.send('{ "event" : "anything" }')
  expect(await echo).toEqual({ event: 'anything' })
})
