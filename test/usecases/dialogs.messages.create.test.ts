import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Message } from '../../src/protocol/index.ts'
import { Message as MessageShape } from '../../src/protocol/index.ts'
import { startWorld } from '../support/world.ts'

const CREATE = 'dialogs.messages.create'
const COUNT = 'notifications.dialogs.count'

test('[MC1] the request of the user document is answered with the message', async () => {
  await using world = await startWorld()
  const { a, anna, dialog } = await world.pair()
  a.send({ event: CREATE, dialog_id: dialog, body: '#Hello' })
  const { type, event, data } = await a.nextOf(CREATE)
  expect({ type, event }).toEqual({ type: 'ws_send', event: CREATE })
  const message = MessageShape.parse(data)
  expect(message).toMatchObject({ dialog, seq: 1, body: '<h1>Hello</h1>', text_body: 'Hello', markdown_body: '#Hello' })
  expect(message).toMatchObject({ file: null, reply: null, lesson: null, uid: null, date_read: null })
  expect(message.user).toEqual({
    id: anna.id,
    email: 'anna@example.com',
    first_name: 'anna',
    last_name: '',
    avatar: null,
    thumbnail_avatar: null,
  })
})

test('[MC2] every socket of every participant gets the message and after it their own count', async () => {
  await using world = await startWorld()
  const { a, b, anna, dialog } = await world.pair()
  const secondTab = await anna.connect()
  a.send({ event: CREATE, dialog_id: dialog, body: 'hi' })
  const frames = await Promise.all([a, secondTab, b].map(async (peer) => [await peer.next(), await peer.next()]))
  expect(frames.map((pair) => pair.map((frame) => frame.event))).toEqual(Array(3).fill([CREATE, COUNT]))
  expect(frames.map(([, count]) => count?.data)).toEqual([0, 0, 1])
  expect(new Set([a, secondTab, b].map((peer) => peer.received[0])).size).toBe(1)
  expect(await a.hearsNothingElse()).toBe(true)
})

test('[MC1] a message without text and file is refused, and so is one above 10,000 characters', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  for (const body of [undefined, null, '', ' \n\t ']) {
    expect(await a.request(CREATE, { dialog_id: dialog, body })).toMatchObject({
      exception: true,
      code: 'empty_message',
    })
  }
  expect(await a.request(CREATE, { dialog_id: dialog, body: 'x'.repeat(10_001) })).toMatchObject({
    code: 'body_too_long',
  })
  // Characters are what a person counts, not UTF-16 units or bytes.
  const message = await a.create(dialog, '😀'.repeat(10_000))
  expect(message.markdown_body).toBe('😀'.repeat(10_000))
  expect((await b.nextOf(CREATE)).data).toMatchObject({ seq: 1 })
})

test('[MC3] 1,000 creates from 50 sockets at once are all acknowledged, in one order for both sides', async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  const b = await boris.connect()
  const students = await Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const student = await world.person(`student${n}`)
      const dialog = await world.dialog(student, boris)
      const peers = await Promise.all(Array.from({ length: 5 }, () => student.connect()))
      return { student, dialog, peers }
    }),
  )
  const messages = await Promise.all(
    students.flatMap(({ dialog, peers }) =>
      peers.flatMap((peer, p) => Array.from({ length: 20 }, (_, n) => peer.create(dialog, `${p}.${n}`))),
    ),
  )
  expect(messages).toHaveLength(1_000)
  await b.rest()
  const orderOf = (received: string[], dialog: number) =>
    received
      .map((text) => JSON.parse(text))
      .filter((frame) => frame.event === CREATE && frame.data.dialog === dialog)
      .map((frame) => frame.data.seq)
  for (const { dialog, peers } of students) {
    for (const peer of peers) await peer.rest()
    const expected = Array.from({ length: 100 }, (_, n) => n + 1)
    for (const peer of [b, ...peers]) expect(orderOf(peer.received, dialog)).toEqual(expected)
  }
  expect(await b.ask(COUNT)).toBe(10)
  const db = new Database(world.database, { readonly: true })
  const recount = db.prepare(
    `select count(distinct m.dialog_id) from messages m join participants p on p.dialog_id = m.dialog_id
     where p.user_id = ? and m.user_id <> p.user_id
     and not exists (select 1 from reads r where r.dialog_id = m.dialog_id and r.user_id = p.user_id and r.seq = m.seq)`,
  )
  expect(recount.pluck().get(boris.id)).toBe(10)
  db.close()
})

test('[MC5] a file that the sender did not upload is refused', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  expect(await a.request(CREATE, { dialog_id: dialog, body: 'x', file_id: 1 })).toMatchObject({
    code: 'file_forbidden',
  })
  expect(await b.hearsNothingElse()).toBe(true)
})

test('[MC6] a reply shows the message it answers, and only one of the same dialog', async () => {
  await using world = await startWorld()
  const { a, b, anna, boris, dialog } = await world.pair()
  const question = await a.create(dialog, 'a **question**')
  const answer = await b.create(dialog, 'an answer', { reply_id: question.id })
  expect(answer.reply).toEqual({ id: question.id, user: question.user, text_body: 'a question' })
  const loaded = await a.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog })
  expect(loaded[1]).toEqual(answer)
  const carol = await world.person('carol')
  const other = await world.dialog(anna, carol, boris)
  expect(await a.request(CREATE, { dialog_id: other, body: 'x', reply_id: question.id })).toMatchObject({
    code: 'message_not_found',
  })
})

test('[MC7] a repeated uid gives the same message again and stores nothing; with other content it is a conflict', async () => {
  await using world = await startWorld()
  const { a, b, anna, dialog } = await world.pair()
  const first = await a.create(dialog, 'once', { uid: 'u1' })
  const again = await a.create(dialog, 'once', { uid: 'u1' })
  expect(again).toEqual(first)
  const elsewhere = await anna.connect()
  expect(await elsewhere.create(dialog, 'once', { uid: 'u1' })).toEqual(first)
  expect(await a.request(CREATE, { dialog_id: dialog, body: 'twice', uid: 'u1' })).toMatchObject({
    code: 'uid_conflict',
  })
  const [x, y] = await Promise.all([
    a.create(dialog, 'race', { uid: 'u2' }),
    elsewhere.create(dialog, 'race', { uid: 'u2' }),
  ])
  expect(x).toEqual(y)
  const page = await b.request('dialogs.messages.load', { dialog_id: dialog })
  expect(page.meta).toMatchObject({ total: 2 })
  // Another sender has uids of their own.
  expect((await b.create(dialog, 'mine', { uid: 'u1' })).seq).toBe(3)
})

test('[MC8] lesson_id is stored and given back as lesson', async () => {
  await using world = await startWorld()
  const { a, b, dialog } = await world.pair()
  expect((await a.create(dialog, 'about', { lesson_id: 7 })).lesson).toBe(7)
  expect(await b.ask('dialogs.messages.load', { dialog_id: dialog })).toMatchObject([{ lesson: 7 }])
})
