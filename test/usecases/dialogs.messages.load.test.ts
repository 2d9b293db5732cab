import { expect, test } from 'vitest'
import type { Message } from '../../src/protocol/index.ts'
import { startWorld, type World } from '../support/world.ts'

const LOAD = 'dialogs.messages.load'

async function talk(world: World, messages: number) {
  const { a, b, dialog } = await world.pair()
  for (let n = 1; n <= messages; n++) await (n % 2 ? a : b).create(dialog, `message ${n}`)
  const seqs = async (fields: object) =>
    (await a.ask<Message[]>(LOAD, { dialog_id: dialog, ...fields })).map(({ seq }) => seq)
  return { a, b, dialog, seqs }
}

test('[ML1] the page of a dialog has the limits of dialogs.load and needs a dialog_id', async () => {
  await using world = await startWorld()
  const { a, dialog, seqs } = await talk(world, 25)
  expect(await seqs({})).toEqual(Array.from({ length: 20 }, (_, n) => n + 6))
  expect((await a.request(LOAD, { dialog_id: dialog, limit: 500 })).meta).toEqual({ limit: 100, offset: 0, total: 25 })
  for (const dialog_id of [undefined, null, '1', 0, -1, 1.5, 2 ** 53, [1], {}, true]) {
    const frame = await a.request(LOAD, { dialog_id })
    expect(frame).toMatchObject({ code: 'invalid_request', errors: [{ path: 'dialog_id' }] })
  }
})

test('[ML2] offset counts back from the newest message, and inside the page the oldest comes first', async () => {
  await using world = await startWorld()
  const { seqs } = await talk(world, 7)
  expect(await seqs({ limit: 3 })).toEqual([5, 6, 7])
  expect(await seqs({ limit: 3, offset: 3 })).toEqual([2, 3, 4])
  expect(await seqs({ limit: 3, offset: 6 })).toEqual([1])
  expect(await seqs({ limit: 3, offset: 7 })).toEqual([])
  expect(await seqs({ limit: 3, offset: 2 ** 53 - 1 })).toEqual([])
})

test('[ML3] [ER3] only a participant may load; a foreign and a missing dialog look the same', async () => {
  await using world = await startWorld()
  const { a, dialog } = await talk(world, 1)
  const stranger = await (await world.person('mallory')).connect()
  const foreign = await stranger.request(LOAD, { dialog_id: dialog })
  const missing = await stranger.request(LOAD, { dialog_id: dialog + 1_000 })
  expect(foreign).toMatchObject({ code: 'dialog_forbidden', exception: true })
  expect({ ...foreign, request_id: 0 }).toEqual({ ...missing, request_id: 0 })
  expect(await a.request(LOAD, { dialog_id: dialog })).not.toHaveProperty('exception')
})

test('[ML4] before_seq and after_seq page by seq, so that new messages do not shift the page', async () => {
  await using world = await startWorld()
  const { a, b, dialog, seqs } = await talk(world, 6)
  expect(await seqs({ limit: 2, before_seq: 5 })).toEqual([3, 4])
  await b.create(dialog, 'one more')
  expect(await seqs({ limit: 2, before_seq: 5 })).toEqual([3, 4])
  expect(await seqs({ limit: 2, after_seq: 5 })).toEqual([6, 7])
  expect(await seqs({ after_seq: 0, limit: 2 })).toEqual([1, 2])
  expect(await seqs({ after_seq: 7 })).toEqual([])
  expect(await a.request(LOAD, { dialog_id: dialog, before_seq: 0 })).toMatchObject({ code: 'invalid_request' })
})
