import { expect, test } from 'vitest'
import { type Dialog, Dialog as DialogShape } from '../../src/protocol/index.ts'
import { startWorld } from '../support/world.ts'

const LOAD = 'dialogs.load'

test('[DL1] limit and offset page the dialogs; absent, null and too large ones have their documented meaning', async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  for (let n = 0; n < 25; n++) await world.dialog(await world.person(`student${n}`), boris)
  const b = await boris.connect()
  const ids = async (fields: object) => (await b.ask<Dialog[]>(LOAD, fields)).map(({ id }) => id)
  const all = await ids({ limit: 100 })
  expect(all).toHaveLength(25)
  expect(await ids({})).toEqual(all.slice(0, 20))
  expect(await ids({ limit: null, offset: null })).toEqual(all.slice(0, 20))
  expect(await ids({ limit: 7, offset: 20 })).toEqual(all.slice(20, 27))
  expect(await ids({ offset: 1_000 })).toEqual([])
  expect((await b.request(LOAD, { limit: 1_000 })).meta).toMatchObject({ limit: 100, offset: 0 })
})

test('[DL1] a limit or offset that is negative, zero where it may not be, or no integer is an invalid request', async () => {
  await using world = await startWorld()
  const { a } = await world.pair()
  const bad = [
    { limit: -1 },
    { limit: 0 },
    { limit: 1.5 },
    { limit: '20' },
    { limit: [] },
    { offset: -1 },
    { offset: 0.5 },
  ]
  for (const fields of bad) {
    const frame = await a.request(LOAD, fields)
    expect(frame).toMatchObject({ event: LOAD, exception: true, code: 'invalid_request' })
    expect(frame.errors?.map(({ path }) => path)).toEqual(Object.keys(fields))
  }
})

test('[DL2] a dialog shows its last message, what is unread, and the others in it', async () => {
  await using world = await startWorld()
  const { a, b, anna, boris, dialog } = await world.pair()
  const [empty] = await a.ask<Dialog[]>(LOAD)
  expect(DialogShape.parse(empty)).toMatchObject({ id: dialog, unread_messages_count: 0, last_message: null })
  const said = await a.create(dialog, 'hello')
  const [seen] = await b.ask<Dialog[]>(LOAD)
  expect(seen).toMatchObject({ unread_messages_count: 1, last_message: said })
  expect(seen?.user.id).toBe(anna.id)
  const carol = await world.person('carol')
  const three = await world.dialog(boris, carol, anna)
  const group = (await b.ask<Dialog[]>(LOAD)).find(({ id }) => id === three)
  expect(group?.users.map(({ id }) => id)).toEqual([anna.id, carol.id])
  expect(group?.user.id).toBe(anna.id)
})

test('[DL3] the newest activity comes first: the last message, or the creation of a dialog without one', async () => {
  let now = Date.parse('2026-11-22T08:00:00Z')
  await using world = await startWorld({}, { clock: { now: () => now } })
  const boris = await world.person('boris')
  const dialogs: number[] = []
  for (const name of ['anna', 'carol', 'dave']) {
    now += 1_000
    dialogs.push(await world.dialog(await world.person(name), boris))
  }
  const b = await boris.connect()
  const order = async () => (await b.ask<Dialog[]>(LOAD)).map(({ id }) => id)
  const [first, second, third] = dialogs as [number, number, number]
  expect(await order()).toEqual([third, second, first])
  now += 1_000
  await b.create(first, 'now this one is the newest')
  expect(await order()).toEqual([first, third, second])
})

test("[DL4] total is the number of the caller's dialogs, and nobody else's", async () => {
  await using world = await startWorld()
  const { a, anna } = await world.pair()
  const carol = await world.person('carol')
  await world.dialog(anna, carol)
  expect((await a.request(LOAD, { limit: 1 })).meta).toEqual({ limit: 1, offset: 0, total: 2 })
  expect((await (await carol.connect()).request(LOAD)).meta).toMatchObject({ total: 1 })
})
