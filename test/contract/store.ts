import { expect, test } from 'vitest'
import { admit } from '../../src/domain/message.ts'
import type { NewMessage, Store } from '../../src/ports/store.ts'

/** A store for one test, and a second view of the same one as another process would have it. */
export interface StoreUnderTest extends AsyncDisposable {
  store: Store
  beside(): Promise<Store>
}

const AT = Date.parse('2026-11-22T08:00:00Z')

const draft = (
  author_id: number,
  to: NewMessage['to'],
  markdown: string,
  more: Partial<NewMessage> = {},
): NewMessage => ({
  to,
  author_id,
  markdown,
  html: `<p>${markdown}</p>`,
  text: markdown,
  file_id: null,
  reply_id: null,
  lesson: null,
  uid: null,
  at: AT,
  mail_at: AT,
  ...more,
})

async function pair(store: Store) {
  const boris = await store.users.add({ email: 'boris@example.com', at: AT })
  const anna = await store.users.add({ email: 'anna@example.com', reviewer_id: boris.id, at: AT })
  const dialog = await store.dialogs.create({ user_ids: [anna.id, boris.id], at: AT })
  const say = (author_id: number, text: string, more?: Partial<NewMessage>) => {
    const message = draft(author_id, { dialog_id: dialog.id }, text, more)
    return store.messages.create(message, admit(message))
  }
  return { anna, boris, dialog, say }
}

/** What every adapter of the store port must do; the comments of ports/store.ts say it in words. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  test(`[MC3] ${name}: writes of one turn get seq and rev without gaps and resolve in that order`, async () => {
    await using world = await open()
    const { anna, boris, say } = await pair(world.store)
    const order: number[] = []
    const writes = Array.from({ length: 50 }, (_, n) =>
      say(n % 2 ? anna.id : boris.id, `${n}`).then((change) => {
        order.push(change.message.rev)
        return change.message
      }),
    )
    const messages = await Promise.all(writes)
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(new Set(order).size).toBe(50)
  })

  test(`[D10] ${name}: a refused write leaves nothing and harms no other of the same turn`, async () => {
    await using world = await open()
    const { store } = world
    const { anna, boris, dialog, say } = await pair(store)
    const stranger = await store.users.add({ at: AT })
    const outcomes = await Promise.allSettled([
      say(anna.id, 'one'),
      say(stranger.id, 'not mine'),
      say(anna.id, 'no such file', { file_id: 99 }),
      store.messages.create(
        draft(stranger.id, { with_reviewer: true }, 'nobody'),
        admit(draft(stranger.id, { with_reviewer: true }, '')),
      ),
      say(boris.id, 'two'),
      store.messages.create(draft(anna.id, { dialog_id: dialog.id }, 'thrown'), () => {
        throw new Error('a bug')
      }),
      say(anna.id, 'three'),
    ])
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, false, false, true, false, true])
    const { messages, total } = await store.messages.page({
      dialog_id: dialog.id,
      user_id: anna.id,
      limit: 10,
      offset: 0,
    })
    expect(messages.map(({ seq, text_body }) => `${seq} ${text_body}`)).toEqual(['1 one', '2 two', '3 three'])
    expect(total).toBe(3)
    expect(await store.dialogs.list({})).toHaveLength(1)
    expect(await store.dialogs.unreadCount(boris.id)).toBe(1)
  })

  test(`[HT1] ${name}: the dialog with the reviewer is made once, also by two at once`, async () => {
    await using world = await open()
    const { store } = world
    const boris = await store.users.add({ at: AT })
    const anna = await store.users.add({ reviewer_id: boris.id, at: AT })
    const write = (text: string) => {
      const message = draft(anna.id, { with_reviewer: true }, text)
      return store.messages.create(message, admit(message))
    }
    const changes = await Promise.all([write('a'), write('b')])
    expect(changes.map(({ message }) => message.seq)).toEqual([1, 2])
    expect(await store.dialogs.list({ user_id: anna.id })).toMatchObject([
      { user_ids: [boris.id, anna.id].sort(), messages: 2 },
    ])
  })

  test(`[NC3] ${name}: counts in a change are those that are kept`, async () => {
    await using world = await open()
    const { store } = world
    const { anna, boris, dialog, say } = await pair(store)
    const { counts, message } = await say(anna.id, 'x')
    expect(counts).toEqual([
      { user_id: boris.id, dialogs: 1, messages: 1 },
      { user_id: anna.id, dialogs: 0, messages: 0 },
    ])
    const seen = await store.messages.markSeen({
      dialog_id: dialog.id,
      message_id: message.id,
      reader_id: boris.id,
      up_to: false,
      at: AT,
    })
    expect(seen.counts).toContainEqual({ user_id: boris.id, dialogs: 0, messages: 0 })
    expect(await store.dialogs.unreadCount(boris.id)).toBe(0)
  })

  test(`[MS5] [MC3] ${name}: the place of a change is behind those before it, also where the message named is one's own`, async () => {
    await using world = await open()
    const { anna, boris, dialog, say } = await pair(world.store)
    await say(boris.id, 'to be seen')
    const { message } = await say(anna.id, 'her own')
    const later = say(boris.id, 'later')
    const place = { dialog_id: dialog.id, message_id: message.id, reader_id: anna.id }
    const seen = await world.store.messages.markSeen({ ...place, up_to: true, at: AT })
    expect([seen.changed, seen.message.rev]).toEqual([true, message.rev])
    expect(seen.rev).toBeGreaterThan((await later).rev)
  })

  test(`[MC2] ${name}: what another process writes is told before a later write of this one resolves`, async () => {
    await using world = await open()
    const { anna, boris, dialog, say } = await pair(world.store)
    const beside = await world.beside()
    const told: string[] = []
    world.store.onForeignChanges((changes) => {
      for (const change of changes) if (change.kind === 'message') told.push(change.message.text_body)
    })
    const message = draft(boris.id, { dialog_id: dialog.id }, 'beside')
    await beside.messages.create(message, admit(message))
    const own = await say(anna.id, 'own')
    expect(own.message.seq).toBe(2)
    expect(told).toEqual(['beside'])
    await beside.close()
  })

  test(`[AU6] ${name}: provisioning makes a user once and never changes one`, async () => {
    await using world = await open()
    const { users } = world.store
    const made = await Promise.all([1, 2].map((n) => users.provision({ id: 77, first_name: `name ${n}`, at: AT })))
    expect(made[0]).toEqual(made[1])
    expect(await users.provision({ id: 77, first_name: 'other', email: 'x@example.com', at: AT })).toEqual(made[0])
  })

  test(`${name}: users and dialogs are added once; what is taken, unknown or oneself is refused by name`, async () => {
    await using world = await open()
    const { users, dialogs } = world.store
    const anna = await users.add({ email: 'Anna@example.com', at: AT })
    const refused = async (write: Promise<unknown>) =>
      write.then(
        () => 'done',
        (error) => error.code,
      )
    expect(await refused(users.add({ email: 'anna@EXAMPLE.com', at: AT }))).toBe('user_exists')
    expect(await refused(users.add({ id: anna.id, at: AT }))).toBe('user_exists')
    expect(await refused(users.add({ reviewer_id: 99, at: AT }))).toBe('user_not_found')
    expect(await refused(users.update(anna.id, { reviewer_id: anna.id }))).toBe('invalid_request')
    expect(await refused(users.update(99, {}))).toBe('user_not_found')
    expect(await refused(users.setDisabled(99, AT))).toBe('user_not_found')
    const boris = await users.add({ at: AT })
    expect(await refused(dialogs.create({ user_ids: [anna.id, anna.id], at: AT }))).toBe('invalid_request')
    expect(await refused(dialogs.create({ user_ids: [anna.id, 99], at: AT }))).toBe('user_not_found')
    expect(await refused(dialogs.create({ user_ids: [anna.id, boris.id], at: AT }))).toBe('done')
    expect(await refused(dialogs.create({ user_ids: [boris.id, anna.id], at: AT }))).toBe('dialog_exists')
    expect((await users.findByEmail('ANNA@example.com')).map(({ id }) => id)).toEqual([anna.id])
    expect((await users.setDisabled(anna.id, AT)).disabled_at).toBe(AT)
    expect((await users.setDisabled(anna.id, AT + 1)).disabled_at).toBe(AT)
    expect((await users.setDisabled(anna.id, null)).disabled_at).toBe(null)
  })

  test(`${name}: after close every write is refused and what was accepted before is kept`, async () => {
    await using world = await open()
    const { store } = world
    const { anna, say } = await pair(store)
    const last = say(anna.id, 'last')
    await store.close()
    expect((await last).message.seq).toBe(1)
    await expect(store.users.add({ at: AT })).rejects.toMatchObject({ code: 'storage_unavailable' })
    const again = await world.beside()
    expect((await again.dialogs.list({}))[0]).toMatchObject({ messages: 1 })
    await again.close()
  })
}
