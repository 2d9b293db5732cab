import { expect, test } from 'vitest'
import { decode, encode } from '../src/bus/codec.ts'
import { localBus } from '../src/bus/local.ts'
import type { BusEvent, MessageChanged } from '../src/ports/bus.ts'

const change: MessageChanged = {
  kind: 'message',
  event: 'dialogs.messages.create',
  rev: 7,
  message: JSON.stringify({ id: 1, body: 'two\nlines, "quotes" and \u2028' }),
  counts: [{ user_id: 1, dialogs: 0, messages: 0 }],
  origin: { connection: 'c', n: 3, request_id: 'a\nb' },
}

test.each<BusEvent>([change, { ...change, up_to: true }, { kind: 'user_disabled', user_id: 5 }])(
  'an event arrives as it was published: %o',
  (event) => {
    expect(decode(encode(event))).toStrictEqual(event)
  },
)

test('each subscriber gets a copy of its own, and none after it has left', () => {
  const bus = localBus()
  const heard: BusEvent[][] = [[], []]
  const [leave] = heard.map((events) => bus.subscribe((event) => events.push(event)))
  bus.publish(change)
  leave!()
  bus.publish(change)
  expect(heard).toStrictEqual([[change], [change, change]])
  expect(heard[0]![0]).not.toBe(heard[1]![0])
})
