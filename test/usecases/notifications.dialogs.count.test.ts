import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startWorld } from '../support/world.ts'

const COUNT = 'notifications.dialogs.count'

test('[NC1] [NC4] the count is of dialogs, not of messages, and its frame is the one of the user document', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  await a.create(dialog, 'one')
  await a.create(dialog, 'two')
  await b.rest()
  b.send({ event: COUNT })
  await b.nextOf(COUNT)
  expect(b.received.at(-1)).toBe('{"type":"ws_send","data":1,"event":"notifications.dialogs.count"}')
})

test('[NC2] the count comes by itself, always as the absolute number', async () => {
  await using world = await startWorld()
  const { a, b, boris, dialog } = await world.pair()
  const carol = await world.person('carol')
  const other = await world.dialog(carol, boris)
  const c = await carol.connect()
  const { id } = await a.create(dialog, 'one')
  expect(await b.nextOf(COUNT)).toMatchObject({ data: 1 })
  await c.create(other, 'two')
  expect(await b.nextOf(COUNT)).toMatchObject({ data: 2 })
  await b.ask('dialogs.messages.seen', { dialog_id: dialog, message_id: id })
  expect(await b.nextOf(COUNT)).toMatchObject({ data: 1 })
})

test('[NC3] [D9] after any sequence of creates and seens the counts equal a recount from the messages', async () => {
  await using world = await startWorld()
  const people = await Promise.all(['anna', 'boris', 'carol'].map((name) => world.person(name)))
  const [anna, boris, carol] = people as [(typeof people)[0] & {}, (typeof people)[0] & {}, (typeof people)[0] & {}]
  const dialogs = [
    await world.dialog(anna, boris),
    await world.dialog(boris, carol),
    await world.dialog(anna, boris, carol),
  ]
  const peers = await Promise.all(people.map((person) => person.connect()))
  const db = new Database(world.database, { readonly: true })
  const recount = db.prepare(
    `select p.user_id, p.dialog_id, count(m.id) unread from participants p
     left join messages m on m.dialog_id = p.dialog_id and m.user_id <> p.user_id and not exists
       (select 1 from reads r where r.dialog_id = m.dialog_id and r.user_id = p.user_id and r.seq = m.seq)
     group by p.user_id, p.dialog_id order by 1, 2`,
  )
  const kept = db.prepare('select user_id, dialog_id, unread from participants order by 1, 2')
  const user = fc.nat(2)
  const dialog = fc.constantFrom(...dialogs)
  const command = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), user, dialog }),
    fc.record({
      kind: fc.constant('seen' as const),
      user,
      dialog,
      message: fc.integer({ min: 1, max: 60 }),
      up_to: fc.boolean(),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 12 }), async (commands) => {
      for (const step of commands) {
        const peer = peers[step.user]!
        const fields = {
          dialog_id: step.dialog,
          body: 'x',
          ...('message' in step && { message_id: step.message, up_to: step.up_to }),
        }
        await peer.request(`dialogs.messages.${step.kind}`, fields)
      }
      const rows = recount.all() as { user_id: number; unread: number }[]
      expect(kept.all()).toEqual(rows)
      for (const [n, peer] of peers.entries()) {
        const unread = rows.filter((row) => row.user_id === people[n]!.id && row.unread > 0)
        expect(await peer.ask(COUNT)).toBe(unread.length)
      }
    }),
    { numRuns: 40 },
  )
  db.close()
})
