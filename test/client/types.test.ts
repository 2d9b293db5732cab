import { expectTypeOf, test } from 'vitest'
import {
  type CallOptions,
  type Client,
  connect,
  type Dialog,
  type Ending,
  type Frame,
  type Message,
  type Reply,
  type RequestOf,
  type State,
} from '../../src/client/index.ts'

/** Never run: what the compiler says about it is the test. */
async function typed(client: Client) {
  const { data, meta } = await client.call('dialogs.load')
  expectTypeOf(data).toEqualTypeOf<Dialog[]>()
  expectTypeOf(meta).toEqualTypeOf<{ limit: number; offset: number; total: number }>()
  const seen = await client.call('dialogs.messages.seen', { dialog_id: 1, message_id: 2 }, { retry: true })
  expectTypeOf(seen).toEqualTypeOf<Reply<'dialogs.messages.seen'>>()
  expectTypeOf(seen.data).toEqualTypeOf<Message>()
  expectTypeOf(seen.meta).toEqualTypeOf<{ up_to: true } | undefined>()
  expectTypeOf((await client.call('notifications.dialogs.count', {})).data).toEqualTypeOf<number>()
  expectTypeOf(client.call<'dialogs.messages.load'>).parameters.toEqualTypeOf<
    ['dialogs.messages.load', RequestOf<'dialogs.messages.load'>, CallOptions?]
  >()
  // @ts-expect-error a dialog must be named
  void client.call('dialogs.messages.load')
  // @ts-expect-error an id is a number
  void client.call('dialogs.messages.load', { dialog_id: '1' })
  // @ts-expect-error there is no such field
  void client.call('dialogs.load', { limits: 1 })
  // @ts-expect-error there is no such event
  void client.call('dialogs.messages.creat', { dialog_id: 1 })

  client.on('dialogs.messages.create', (message, frame) => {
    expectTypeOf(message).toEqualTypeOf<Message>()
    expectTypeOf(frame).toEqualTypeOf<Frame>()
  })
  client.on('notifications.dialogs.count', (count) => expectTypeOf(count).toEqualTypeOf<number>())
  client.on('state', (state) => {
    expectTypeOf(state).toEqualTypeOf<State>()
    if (state.name === 'waiting') expectTypeOf(state.delay_ms).toEqualTypeOf<number>()
  })
  client.on('close', (how) => expectTypeOf(how).toEqualTypeOf<Ending>())
  expectTypeOf(client.on('open', async () => {})).toEqualTypeOf<() => void>()
  // @ts-expect-error there is no such event
  client.on('dialogs.messages.creat', () => {})
}

test('calls and listeners are typed by the protocol', () => {
  expectTypeOf(typed).toEqualTypeOf<(client: Client) => Promise<void>>()
  expectTypeOf(connect).returns.toEqualTypeOf<Client>()
  expectTypeOf<typeof globalThis.WebSocket>().toExtend<NonNullable<Parameters<typeof connect>[0]['WebSocket']>>()
})
