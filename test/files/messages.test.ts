import { expect, test } from 'vitest'
import type { Dialog, Message } from '../../src/protocol/index.ts'
import { upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

test('[MC5] a message carries the file its sender uploaded, and every participant gets a URL that works', async () => {
  await using world = await startWorld()
  const { anna, dialog, a, b } = await world.pair()
  const { body: file } = await upload(world.http, anna.token, 'hello', 'hello.txt')
  const message = await a.create(dialog, '', { file_id: file.id })
  expect(message).toMatchObject({ body: '', file })
  const pushed = (await b.nextOf('dialogs.messages.create')).data as Message
  expect(pushed.file).toEqual(file)
  const [loaded] = await b.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog })
  const [listed] = await b.ask<Dialog[]>('dialogs.load')
  for (const one of [pushed, loaded, listed?.last_message]) {
    expect(await (await fetch(one!.file!.url)).text()).toBe('hello')
  }
})

test('[HT1] new-message carries a file as well', async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  const anna = await world.person('anna', { reviewer_id: boris.id })
  const { body: file } = await upload(world.http, anna.token, 'hello', 'hello.txt')
  const response = await world.post('/api/dialogs/new-message/', { file_id: file.id }, anna.token)
  expect([response.status, await response.json()]).toMatchObject([201, { body: '', file }])
})

test('[MC5] the file of another and one that is not there give the same refusal, and nothing is stored', async () => {
  await using world = await startWorld()
  const { boris, dialog, a, b } = await world.pair()
  const { body: file } = await upload(world.http, boris.token, 'mine')
  const foreign = await a.request('dialogs.messages.create', { dialog_id: dialog, body: 'x', file_id: file.id })
  const missing = await a.request('dialogs.messages.create', { dialog_id: dialog, body: 'x', file_id: 99 })
  expect(foreign).toMatchObject({ exception: true, code: 'file_forbidden' })
  expect({ ...missing, request_id: 0 }).toEqual({ ...foreign, request_id: 0 })
  expect(await b.hearsNothingElse()).toBe(true)
  expect(await b.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog })).toEqual([])
})

test('[MC7] creating again with the same uid gives the same message with its file', async () => {
  await using world = await startWorld()
  const { anna, dialog, a } = await world.pair()
  const { body: one } = await upload(world.http, anna.token, '1')
  const { body: two } = await upload(world.http, anna.token, '2')
  const first = await a.create(dialog, 'x', { file_id: one.id, uid: 'u' })
  expect(await a.create(dialog, 'x', { file_id: one.id, uid: 'u' })).toEqual(first)
  const other = await a.request('dialogs.messages.create', { dialog_id: dialog, body: 'x', file_id: two.id, uid: 'u' })
  expect(other).toMatchObject({ code: 'uid_conflict' })
})
