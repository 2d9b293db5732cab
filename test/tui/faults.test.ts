import { expect, test } from 'vitest'
import { ask, entriesOf, testing, until } from './tester.ts'

const sent = (tester: Parameters<typeof until>[0], text: string) =>
  entriesOf(tester).filter((entry) => entry.dir === 'out' && entry.text.includes(text))
const created = (tester: Parameters<typeof until>[0], session: string) =>
  entriesOf(tester).filter(
    (entry) => entry.session === session && entry.dir === 'in' && entry.event === 'dialogs.messages.create',
  )

test('cutting TCP is a 1006, and the session comes back; nothing sent meanwhile by others is lost', async () => {
  const { tester, dialog } = await testing()
  await ask(tester, 'A', 'dialogs.load')
  tester.perform('fault.drop')
  await until(tester, () => entriesOf(tester).some(({ close }) => close?.code === 1006))
  await ask(tester, 'B', 'dialogs.messages.create', { dialog_id: dialog, body: 'while you were away' })
  await until(tester, () => tester.sessions[0]!.session.state.opened === 2)
  const loaded = await ask(tester, 'A', 'dialogs.messages.load', { dialog_id: dialog })
  expect(loaded.text).toContain('while you were away')
})

test('while reading is stopped nothing comes; read on, and everything does', async () => {
  const { tester, dialog } = await testing()
  tester.perform('fault.stall')
  expect(tester.sessions[0]!.session.state.stalled).toBe(true)
  const before = created(tester, 'A').length
  await ask(tester, 'B', 'dialogs.messages.create', { dialog_id: dialog, body: 'unheard' })
  expect(created(tester, 'A')).toHaveLength(before)
  tester.perform('fault.stall')
  await until(tester, () => created(tester, 'A').length === before + 1)
})

test('[MC7] one message created twice with one uid is stored once, and the other hears of it once', async () => {
  const { tester, dialog } = await testing()
  await ask(tester, 'A', 'dialogs.load')
  tester.perform('fault.duplicate')
  await until(tester, () => created(tester, 'A').length === 2)
  await ask(tester, 'B', 'notifications.dialogs.count')
  expect(created(tester, 'B')).toHaveLength(1)
  const { text } = await ask(tester, 'A', 'dialogs.messages.load', { dialog_id: dialog })
  expect(JSON.parse(text).meta.total).toBe(1)
  expect(tester.violations.size).toBe(0)
})

test('[MC7] a stale request is what was sent before the reconnect, with its uid, and stores nothing more', async () => {
  const { tester, dialog } = await testing()
  tester.perform('fault.stale')
  expect(tester.ui.toast?.text).toContain('nothing was sent on a connection before this one')
  await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body: 'sure?', uid: 'mine' })
  tester.perform('fault.drop')
  await until(tester, () => tester.sessions[0]!.session.state.opened === 2)
  tester.perform('fault.stale')
  expect(sent(tester, '"mine"')).toHaveLength(2)
  await until(tester, () => created(tester, 'A').length === 2)
  const { text } = await ask(tester, 'A', 'dialogs.messages.load', { dialog_id: dialog })
  expect(JSON.parse(text).meta.total).toBe(1)
})

test('the last frame is repeated as it was', async () => {
  const { tester, dialog } = await testing()
  await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body: 'once more' })
  tester.perform('fault.repeat')
  await until(tester, () => created(tester, 'B').length === 2)
  const [one, other] = sent(tester, 'once more')
  expect(other!.text).toBe(one!.text)
})

test('[AU4] a forged and an expired token are refused with 4401, and r comes back with the own one', async () => {
  const { tester, anna, world } = await testing()
  const reason = () => tester.sessions[0]!.session.state.close?.reason
  tester.perform('fault.expired')
  expect(tester.ui.toast).toMatchObject({ kind: 'bad', text: expect.stringContaining('no expired token of anna') })
  Object.assign(tester.sessions[0]!.spec, { expired: world.app.tokens.mint({ user_id: anna.id, ttl: -1_000 }) })
  for (const [fault, wanted] of [
    ['fault.expired', 'token_expired'],
    ['fault.forged', 'token_invalid'],
  ] as const) {
    tester.perform(fault)
    await until(tester, () => reason() === wanted && tester.sessions[0]!.session.state.phase === 'closed')
    tester.perform('reconnect')
    await until(tester, () => tester.sessions[0]!.session.state.phase === 'open')
    await ask(tester, 'A', 'dialogs.load')
  }
})
