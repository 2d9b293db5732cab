import { expect, test, vi } from 'vitest'
import { type Client, connect, type Frame, type State } from '../../src/client/index.ts'
import { answering, fast, scripted } from './scripted.ts'

const push = (event: string, data: unknown, more: object = {}) => ({ type: 'ws_send', event, data, ...more })

/** Resolves when everything sent before has been heard: the last frame is one of its own. */
async function heardAll(server: { push(frame: unknown): void }, client: Client): Promise<void> {
  const last = new Promise<void>((resolve) => {
    client.on('frame', ({ event }) => {
      if (event === 'last') resolve()
    })
  })
  server.push(push('last', null))
  await last
}

test('[MC2] every push is heard exactly once and in order, the reply to a create included', async () => {
  await using server = await scripted((socket) =>
    answering(socket, () => {
      socket.send(JSON.stringify(push('dialogs.messages.create', { id: 1 })))
      return { data: { id: 2 } }
    }),
  )
  await using client = connect({ url: server.url, token: 't' })
  const heard: string[] = []
  client.on('dialogs.messages.create', ({ id }, frame) => heard.push(`${id} ${frame.request_id}`))
  client.on('notifications.dialogs.count', (count) => heard.push(`count ${count}`))
  await client.call('dialogs.messages.create', { dialog_id: 1, body: 'x' })
  server.push(push('notifications.dialogs.count', 3))
  await heardAll(server, client)
  expect(heard).toEqual(['1 undefined', '2 c1', 'count 3'])
})

test('[ER1] an error is heard as a frame, never as data of its event', async () => {
  await using server = await scripted()
  await using client = connect({ url: server.url, token: 't' })
  await client.opened()
  const frames: Frame[] = []
  const counts: number[] = []
  client.on('frame', (frame) => frames.push(frame))
  client.on('notifications.dialogs.count', (count) => counts.push(count))
  server.push(push('notifications.dialogs.count', 'Too fast.', { exception: true, code: 'rate_limited' }))
  await heardAll(server, client)
  expect(frames[0]).toMatchObject({ code: 'rate_limited' })
  expect(counts).toEqual([])
})

test('a listener that was taken away hears nothing more, and another of the same function goes on', async () => {
  await using server = await scripted()
  await using client = connect({ url: server.url, token: 't' })
  await client.opened()
  const counts: number[] = []
  const listener = (count: number) => counts.push(count)
  const off = client.on('notifications.dialogs.count', listener)
  client.on('notifications.dialogs.count', listener)
  server.push(push('notifications.dialogs.count', 1))
  await heardAll(server, client)
  off()
  server.push(push('notifications.dialogs.count', 2))
  await heardAll(server, client)
  expect(counts).toEqual([1, 1, 2])
})

test('a listener that throws or rejects is reported, and neither stops the others nor the client', async () => {
  await using server = await scripted((socket) => answering(socket, () => ({ data: 5 })))
  const reported: unknown[] = []
  const onListenerError = (error: unknown) => {
    reported.push(error)
    throw new Error('this one fails too')
  }
  using _log = vi.spyOn(console, 'error').mockImplementation(() => {})
  await using client = connect({ url: server.url, token: 't', onListenerError })
  const counts: number[] = []
  client.on('frame', () => {
    throw new Error('thrown')
  })
  client.on('notifications.dialogs.count', async () => {
    throw new Error('rejected')
  })
  client.on('notifications.dialogs.count', (count) => counts.push(count))
  expect(await client.call('notifications.dialogs.count')).toMatchObject({ data: 5 })
  await vi.waitFor(() => expect(reported.map(String)).toEqual(['Error: thrown', 'Error: rejected']))
  expect(counts).toEqual([5])
  expect(client.state.name).toBe('open')
})

test('what is not a frame is passed over, and no frame can pass for an event of the client itself', async () => {
  await using server = await scripted((socket) => {
    socket.send(Buffer.from([1, 2, 3]))
    for (const text of ['', 'null', '7', '[]', '{}', '{"event":1}', '<html>']) socket.send(text)
  })
  await using client = connect({ url: server.url, token: 't' })
  const heard: string[] = []
  client.on('state', ({ name }) => heard.push(`state ${name}`))
  client.on('close', () => heard.push('close'))
  client.on('frame', ({ event }) => heard.push(`frame ${event}`))
  await client.opened()
  server.push(push('state', { name: 'closed' }))
  server.push(push('close', {}))
  server.push(push('toString', {}))
  await heardAll(server, client)
  expect(heard).toEqual(['state open', 'frame state', 'frame close', 'frame toString', 'frame last'])
})

test('a connection that opens and ends is told of once each, with what the close meant', async () => {
  await using server = await scripted((socket, attempt) => {
    if (attempt === 1) socket.on('message', () => socket.close(1013, 'busy'))
  })
  await using client = connect({ url: server.url, token: 't', reconnect: fast })
  const heard: unknown[] = []
  let opened = 0
  const again = new Promise<void>((resolve) => {
    client.on('open', () => {
      heard.push('open')
      if (++opened === 2) resolve()
      else client.send('{}')
    })
  })
  client.on('close', (how) => heard.push(how))
  await again
  client.close()
  expect(heard).toEqual([
    'open',
    { code: 1013, reason: 'busy', meaning: 'overload, storage down' },
    'open',
    { code: 1000, reason: 'closed by the client', meaning: 'normal' },
  ])
})

test('everybody hears the states in the order they came, also where a listener closes the client', async () => {
  await using server = await scripted((socket) => socket.terminate())
  await using client = connect({ url: server.url, token: 't', reconnect: fast })
  const first: State['name'][] = []
  const second: State['name'][] = []
  client.on('state', ({ name }) => {
    first.push(name)
    if (name === 'waiting') client.close()
  })
  const closed = new Promise<void>((resolve) => {
    client.on('state', ({ name }) => {
      second.push(name)
      if (name === 'closed') resolve()
    })
  })
  await closed
  expect(second).toEqual(first)
  expect(second.slice(-2)).toEqual(['waiting', 'closed'])
  expect(client.state.name).toBe('closed')
})
