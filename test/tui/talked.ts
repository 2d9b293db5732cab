import type { Message } from '../../src/protocol/index.ts'
import type { Entry, Session } from '../../tui/wire/session.ts'
import { startWorld } from '../support/world.ts'
import { Watched } from './watched.ts'

/** Anna and Boris on a server where much happened before: they read, write, lose the connection and come back. */
export async function talked(): Promise<Entry[]> {
  await using world = await startWorld()
  await world.person('someone else')
  const [boris, anna, clara] = [await world.person('boris'), await world.person('anna'), await world.person('clara')]
  await world.dialog(boris, clara)
  const dialog_id = await world.dialog(anna, boris)
  for (let n = 1; n <= 60; n += 1) await world.app.createMessage(boris.id, { dialog_id, body: `earlier ${n}` })
  const before = await anna.connect()
  const [newest] = await before.ask<Message[]>('dialogs.messages.load', { dialog_id, limit: 1 })
  await before.ask('dialogs.messages.seen', { dialog_id, message_id: newest!.id, up_to: true })
  await world.app.createMessage(boris.id, { dialog_id, body: 'earlier and unread' })

  const watched = new Watched()
  const a = await watched.opened('A', world.url, anna.token)
  const b = await watched.opened('B', world.url, boris.token, { reconnect: { first: 1 } })
  for (const session of [a, b]) {
    await watched.ask(session, 'dialogs.load')
    await watched.ask(session, 'notifications.dialogs.count')
    await watched.ask(session, 'dialogs.messages.load', { dialog_id, limit: 10 })
  }
  const create = async (session: Session, fields: object) =>
    (await watched.ask(session, 'dialogs.messages.create', { dialog_id, ...fields })).frame!.data as Message
  const one = await create(a, { body: '**one**', uid: 'chosen' })
  await create(a, { body: '**one**', uid: 'chosen' })
  const two = await create(b, { body: '${two} \u202e "\n# two\u009b', reply_id: one.id, lesson_id: 7 })
  const three = await create(a, { body: 'three' })
  await watched.ask(a, 'dialogs.messages.seen', { dialog_id, message_id: two.id })
  b.drop()
  await watched.until(() => b.state.opened === 2)
  await watched.ask(b, 'dialogs.messages.seen', { dialog_id, message_id: three.id, up_to: true })
  await watched.ask(a, 'dialogs.messages.create', { dialog_id: 999_999, body: 'nowhere' })
  a.send('no JSON')
  for (const session of [a, b]) await watched.ask(session, 'dialogs.load')
  watched.close()
  await watched.until(() => watched.log.filter(({ close }) => close?.code === 1000).length === 2)
  return watched.log.slice()
}
