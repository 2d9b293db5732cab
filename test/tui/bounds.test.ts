import { expect, test } from 'vitest'
import { Known } from '../../tui/check/known.ts'
import { UnreadModel } from '../../tui/check/unread.ts'
import { ChatModel, unreadOf } from '../../tui/state/chat.ts'
import { Log } from '../../tui/state/log.ts'
import { entry, message, received } from './entries.ts'

const boris = () => {
  const model = new ChatModel()
  model.apply(entry({ dir: 'note', kind: 'open', user: 2 }))
  return model
}

test('of very many messages the chat keeps the newest, of silent dialogs a few, and counts all that are unread', () => {
  const model = boris()
  const dialogs = 40
  for (let seq = 1; seq <= 300; seq += 1)
    for (let dialog = 1; dialog <= dialogs; dialog += 1)
      model.apply(received('dialogs.messages.create', message(dialog * 1_000 + seq, { dialog, seq })))
  const kept = model.list.map(({ messages }) => messages.length)
  expect(kept.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(2_000)
  expect(Math.min(...kept)).toBeGreaterThanOrEqual(10)
  for (const dialog of model.list) {
    expect(dialog.messages.at(-1)!.seq).toBe(300)
    expect(unreadOf(dialog)).toBe(300)
  }
  for (let seq = 301; seq <= 2_000; seq += 1)
    model.apply(received('dialogs.messages.create', message(1_000_000 + seq, { dialog: 1, seq })))
  const [one] = model.list.filter(({ id }) => id === 1)
  expect(one!.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, at) => 1_801 + at))
  expect([one!.unread.size, unreadOf(one!)]).toEqual([1_000, 2_000])
})

test('a chat keeps the beginning of a long message, and nothing of it twice', () => {
  const model = boris()
  const long = 'x'.repeat(10_000)
  model.apply(received('dialogs.messages.create', message(1, { body: long, text_body: long, markdown_body: long })))
  expect(JSON.stringify(model.list[0]!.messages[0]).length).toBeLessThan(3_000)
})

test('the log says how many it let go, and keeps no parsed frames', () => {
  const log = new Log()
  for (let n = 0; n < 20_000; n += 1) log.push(received('x', 'y'.repeat(1_000)))
  expect(log.all.first + log.all.size).toBe(20_000)
  expect(log.all.size).toBeLessThan(12_000)
  expect(log.all.at(log.all.first)).not.toHaveProperty('frame')
  expect(log.selected).toHaveProperty('frame')
})

test('[MC2] a changed message is found among the last thousands, also where only the end of a long text changed', () => {
  const known = new Known()
  const long = (end: string) => message(1, { markdown_body: `${'x'.repeat(5_000)}${end}` })
  expect(known.message(long('a'))).toEqual([])
  expect(known.message(long('a'))).toEqual([])
  expect(known.message(long('b')).map(({ rule }) => rule)).toEqual(['MC2'])
  expect(known.message(long('b'))[0]!.text.length).toBeLessThan(1_000)
  for (let id = 2; id <= 6_000; id += 1) known.message(message(id))
  expect(known.message(long('b'))).toEqual([])
})

test('[NC1] a dialog with thousands of unread messages stays unread until all of them may have been read', () => {
  const model = new UnreadModel(2)
  const follow = (id: number, count: number) =>
    model.follow(
      { message: message(id), event: 'dialogs.messages.create', up_to: false, reader: 'other', certain: true },
      count,
    )
  for (let id = 1; id <= 1_500; id += 1) expect(follow(id, 1)).toEqual([])
  expect(follow(1_501, 2).map(({ rule }) => rule)).toEqual(['NC1'])
})
