import { expect, test } from 'vitest'
import { connect, type Message } from '../../src/client/index.ts'
import { startWorld } from '../support/world.ts'
import { fast, scripted, until } from './scripted.ts'

test('[FR3] a client calls and listens against the real server', async () => {
  await using world = await startWorld()
  const { anna, b, dialog } = await world.pair()
  await using client = connect({ url: world.url, token: anna.token })
  const heard: Message[] = []
  const counts: number[] = []
  client.on('dialogs.messages.create', (message) => heard.push(message))
  client.on('notifications.dialogs.count', (count) => counts.push(count))
  const { data } = await client.call('dialogs.messages.create', { dialog_id: dialog, body: 'hi' })
  expect(heard).toEqual([data])
  await b.create(dialog, 'hello')
  const { data: dialogs, meta } = await client.call('dialogs.load', { limit: 20 })
  expect(dialogs).toMatchObject([{ id: dialog, unread_messages_count: 1 }])
  expect(meta).toMatchObject({ total: 1 })
  expect(heard).toHaveLength(2)
  expect(counts).toEqual([0, 1])
})

test('[ER1] a refusal of the real server rejects the call with its code, its text and what was wrong', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  await using client = connect({ url: world.url, token })
  const wrong = { dialog_id: 'x' } as unknown as { dialog_id: number }
  await expect(client.call('dialogs.messages.load', wrong)).rejects.toMatchObject({
    code: 'invalid_request',
    message: expect.stringContaining('dialog_id'),
    errors: [{ path: 'dialog_id' }],
  })
})

test('[AU4] [CL] the real server turns a bad token away, and the client does not come back with it', async () => {
  await using world = await startWorld()
  await using client = connect({ url: world.url, token: 'not.a.token', reconnect: fast })
  expect(await until(client, 'closed')).toMatchObject({ code: 4401, reason: 'token_invalid' })
})

test('[CL] [MC7] a create with retry whose answer was lost is stored once', async () => {
  await using world = await startWorld()
  const { anna, dialog } = await world.pair()
  let cut = true
  await using proxy = await scripted((socket) => {
    const upstream = new globalThis.WebSocket(`${world.url}?token=${anna.token}`)
    const ready = new Promise((resolve) => upstream.addEventListener('open', resolve))
    socket.on('message', async (data) => {
      await ready
      upstream.send(String(data))
    })
    upstream.addEventListener('message', ({ data }) => {
      // The answer is lost the first time: the client cannot know whether its message was stored.
      if (cut) socket.terminate()
      else socket.send(data)
      cut = false
    })
    socket.on('close', () => upstream.close())
  })
  await using client = connect({ url: proxy.url, token: anna.token, reconnect: fast })
  const { data } = await client.call('dialogs.messages.create', { dialog_id: dialog, body: 'once' }, { retry: true })
  expect(data).toMatchObject({ seq: 1, text_body: 'once' })
  expect(proxy.urls).toHaveLength(2)
  expect((await client.call('dialogs.messages.load', { dialog_id: dialog })).meta).toMatchObject({ total: 1 })
})
