import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { App } from '../../tui/app.tsx'
import { hexOf } from '../../tui/state/bytes.ts'
import { textOf } from '../../tui/state/text.ts'
import type { Tester } from '../../tui/tester.ts'
import { TestTerminal } from './terminal.ts'
import { ask, entriesOf, testing, until } from './tester.ts'

const raw = (tester: Tester, text: string, opcode?: 'binary' | 'text') =>
  tester.set({ compose: { ...tester.ui.compose, raw: textOf(text), opcode }, place: 'compose', typing: true })
const sentTexts = (tester: Tester) => entriesOf(tester).flatMap(({ dir, text }) => (dir === 'out' ? text : []))

test('variables become their values when it is sent: a number a number, another uuid each time', async () => {
  const { tester, dialog } = await testing()
  await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body: 'first' })
  await ask(tester, 'A', 'dialogs.messages.load', { dialog_id: dialog })
  raw(
    tester,
    '{"event":"dialogs.messages.create","dialog_id":"${last.data.0.dialog}","body":"number ${n} of ${A.user}","uid":"${uuid}"}',
  )
  tester.perform('send')
  tester.perform('recall')
  raw(tester, tester.ui.compose.raw!.value.replace('${last.data.0.dialog}', String(dialog)))
  tester.perform('send')
  const sent = sentTexts(tester)
    .slice(-2)
    .map((text) => JSON.parse(text))
  expect(sent.map(({ dialog_id, body }) => [dialog_id, body])).toEqual([
    [dialog, `number 1 of ${tester.sessions[0]!.session.state.user}`],
    [String(dialog), `number 2 of ${tester.sessions[0]!.session.state.user}`],
  ])
  expect(sent[0].uid).toMatch(/^[0-9a-f-]{36}$/)
  expect(sent[0].uid).not.toBe(sent[1].uid)
  expect(tester.ui.compose.history.at(-1)!.text).toContain('${uuid}')
})

test('a variable without a value is told and not sent', async () => {
  const { tester } = await testing()
  const before = sentTexts(tester).length
  raw(tester, '{"event":"dialogs.load","limit":"${last.nothing}"}')
  tester.perform('send')
  expect(tester.ui.toast?.text).toContain('there is no last.nothing')
  expect(sentTexts(tester)).toHaveLength(before)
})

test('what is composed is saved as a template, and used again by another tester in the same folder', async () => {
  const { tester, folder } = await testing()
  const terminal = new TestTerminal(120, 40)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  await terminal.shows('Type a message')
  raw(tester, '{"event":"dialogs.load","limit":3}')
  tester.set({ screen: 'log' })
  terminal.type('\u0014')
  await terminal.shows('Templates')
  terminal.type('three dialogs\r')
  await terminal.shows('“three dialogs” is in')
  raw(tester, '00ff', 'binary')
  terminal.type('\u0014bytes')
  await terminal.shows('Save this as “bytes”')
  terminal.type('\r')
  await terminal.shows('“bytes” is in')
  expect(Object.keys(JSON.parse(readFileSync(join(folder, 'dialogd-templates.json'), 'utf8')))).toEqual([
    'three dialogs',
    'bytes',
  ])
  terminal.type('\u0014')
  await terminal.shows('three dialogs')
  terminal.type('three\r')
  await terminal.shows('{"event":"dialogs.load","limit":3}')
  await terminal.shows('✓ matches the schema')
  writeFileSync(join(folder, 'dialogd-templates.json'), '[1]')
  terminal.type('\u0014')
  await terminal.shows('cannot be read: it holds something else')
  expect(readFileSync(join(folder, 'dialogd-templates.json'), 'utf8')).toBe('[1]')
})

test('it is sent again and again, as often as asked, and ^G ends it before', async () => {
  const { tester } = await testing()
  const terminal = new TestTerminal(120, 40)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  await terminal.shows('Type a message')
  raw(tester, '{"event":"dialogs.load","limit":${n}}')
  tester.set({ screen: 'log' })
  const loads = () =>
    sentTexts(tester).filter((text) => text.includes('"limit":') && !text.includes('request_id')).length
  terminal.type('\u0007')
  await terminal.shows('Send it 10 times, one every 100 ms')
  terminal.type('\u00155 1ms\r')
  await until(tester, () => loads() === 5)
  await terminal.shows('sent 5 of 5')
  terminal.type('\u0007\u00151000 20ms\r')
  await terminal.shows(/\d of 1000, \^G ends it/)
  terminal.type('\u0007')
  await terminal.shows(/sent \d+ of 1000/)
  expect(tester.repeating).toBeUndefined()
  const after = loads()
  await ask(tester, 'A', 'notifications.dialogs.count')
  expect(loads()).toBe(after)
})

test('[CN3] raw mode sends any bytes: a binary frame is closed with 1003, a text frame that is not UTF-8 with 1007', async () => {
  const { tester } = await testing()
  const session0 = () => tester.sessions[0]!.session
  for (const [opcode, code] of [
    ['binary', 1003],
    ['text', 1007],
  ] as const) {
    raw(tester, '7b ff 00', opcode)
    tester.perform('send')
    await until(tester, () => session0().state.close?.code === code && session0().state.phase === 'closed')
    const entry = entriesOf(tester).findLast(({ dir }) => dir === 'out')!
    expect([entry.text, entry.binary, entry.asText]).toEqual(['7bff00', true, opcode === 'text' ? true : undefined])
    tester.perform('reconnect')
    await until(tester, () => tester.sessions[0]!.session.state.phase === 'open')
  }
})

test('^X shows the text as bytes and the bytes as text', async () => {
  const { tester } = await testing()
  raw(tester, 'привет')
  tester.perform('bytes')
  expect(tester.ui.compose).toMatchObject({ opcode: 'binary', raw: { value: hexOf('привет') } })
  tester.perform('bytes')
  tester.perform('bytes')
  expect(tester.ui.compose).toMatchObject({ opcode: undefined, raw: { value: 'привет' } })
  raw(tester, '7b f', 'binary')
  tester.perform('send')
  expect(tester.ui.toast?.text).toContain('bytes are written as hexadecimal')
})
