import { expect, test } from 'vitest'
import type { Dialog, Message } from '../../src/protocol/index.ts'
import { startWorld } from '../support/world.ts'

const SEEN = 'dialogs.messages.seen'
const COUNT = 'notifications.dialogs.count'

test('[MS1] seen marks that one message read and sets date_read; others stay unread', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  const first = await a.create(dialog, 'one')
  const second = await a.create(dialog, 'two')
  const read = await b.ask<Message>(SEEN, { dialog_id: dialog, message_id: second.id })
  expect(read).toMatchObject({ id: second.id, date_read: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) })
  expect(read.rev).toBeGreaterThan(second.rev)
  const loaded = await b.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog })
  expect(loaded).toEqual([first, read])
  expect(await b.ask<Dialog[]>('dialogs.load')).toMatchObject([{ unread_messages_count: 1 }])
})

test('[MS2] every socket of every participant gets the seen message and then its own count', async () => {
  await using world = await startWorld()
  const { a, b, boris, dialog } = await world.pair()
  const phone = await boris.connect()
  const { id } = await a.create(dialog, 'hi')
  for (const peer of [a, b, phone]) await peer.rest()
  b.send({ event: SEEN, dialog_id: dialog, message_id: id })
  for (const peer of [a, b, phone]) {
    expect(await peer.next()).toMatchObject({ event: SEEN, data: { id, date_read: expect.any(String) } })
    expect(await peer.next()).toEqual({ type: 'ws_send', event: COUNT, data: 0 })
    expect(await peer.hearsNothingElse()).toBe(true)
  }
})

test('[MS3] seeing a message twice keeps the first date_read and tells nobody', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  const { id } = await a.create(dialog, 'hello')
  const first = await b.ask(SEEN, { dialog_id: dialog, message_id: id })
  await a.rest()
  await b.rest()
  const again = await b.ask(SEEN, { dialog_id: dialog, message_id: id })
  expect(again).toEqual(first)
  expect(await a.hearsNothingElse()).toBe(true)
  expect(await b.hearsNothingElse()).toBe(true)
})

test("[MS3] seeing one's own message changes nothing", async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  const said = await a.create(dialog, 'mine')
  await b.rest()
  expect(await a.ask(SEEN, { dialog_id: dialog, message_id: said.id })).toEqual(said)
  expect(await b.hearsNothingElse()).toBe(true)
  expect(await b.ask(COUNT)).toBe(1)
})

test('[MS4] a message of another dialog or of none is not found, and a foreign dialog is forbidden', async () => {
  await using world = await startWorld()
  const { a, b, anna, dialog } = await world.pair()
  const carol = await world.person('carol')
  const other = await world.dialog(anna, carol)
  const elsewhere = await a.create(other, 'elsewhere')
  expect(await b.request(SEEN, { dialog_id: dialog, message_id: elsewhere.id })).toMatchObject({
    code: 'message_not_found',
  })
  expect(await b.request(SEEN, { dialog_id: dialog, message_id: 999 })).toMatchObject({ code: 'message_not_found' })
  expect(await b.request(SEEN, { dialog_id: other, message_id: elsewhere.id })).toMatchObject({
    code: 'dialog_forbidden',
  })
  expect(await (await carol.connect()).ask(COUNT)).toBe(1)
})

test('[MS5] up_to marks everything up to the message, names it in one push, and later messages stay unread', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  const said = []
  for (let n = 0; n < 5; n++) said.push(await a.create(dialog, `${n}`))
  await b.ask(SEEN, { dialog_id: dialog, message_id: said[1]!.id })
  await b.create(dialog, 'between')
  for (const peer of [a, b]) await peer.rest()
  const reply = await b.request(SEEN, { dialog_id: dialog, message_id: said[3]!.id, up_to: true })
  expect(reply).toMatchObject({ data: { id: said[3]!.id }, meta: { up_to: true } })
  expect(await a.next()).toMatchObject({ event: SEEN, data: { id: said[3]!.id } })
  expect(await a.next()).toMatchObject({ event: COUNT, data: 1 })
  expect(await a.hearsNothingElse()).toBe(true)
  const loaded = await a.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog })
  expect(loaded.map(({ date_read }) => date_read !== null)).toEqual([true, true, true, true, false, false])
  expect(new Set(loaded.map(({ rev }) => rev)).size).toBe(6)
  expect(await b.ask<Dialog[]>('dialogs.load')).toMatchObject([{ unread_messages_count: 1 }])
  expect(await b.request(SEEN, { dialog_id: dialog, message_id: said[4]!.id, up_to: true })).toMatchObject({
    meta: { up_to: true },
  })
  expect(await b.ask(COUNT)).toBe(0)
})

test('[MS1] in a dialog of three, date_read is the first reader and each reader counts for themselves', async () => {
  await using world = await startWorld()
  const { anna, boris } = await world.pair()
  const carol = await world.person('carol')
  const dialog = await world.dialog(anna, boris, carol)
  const [a, b, c] = await Promise.all([anna.connect(), boris.connect(), carol.connect()])
  const { id } = await a.create(dialog, 'to both')
  const first = await b.ask<Message>(SEEN, { dialog_id: dialog, message_id: id })
  expect(await c.ask(COUNT)).toBe(1)
  const second = await c.ask<Message>(SEEN, { dialog_id: dialog, message_id: id })
  expect(second.date_read).toBe(first.date_read)
  expect(await c.ask(COUNT)).toBe(0)
})
