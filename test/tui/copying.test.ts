import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandOf } from '../../tui/copying.ts'
import type { Entry } from '../../tui/wire/entry.ts'
import { entry } from './entries.ts'
import { ask, testing } from './tester.ts'

/** What a shell makes of a command. */
const words = (command: string): string[] =>
  execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

test('the frame, the pointer of a line and the command go to the clipboard and to a file, and it is said where', async () => {
  const { tester, dialog, anna } = await testing()
  const copied: string[] = []
  tester.terminal.copy = (text) => copied.push(text)
  tester.perform('screen.log')
  const body = "it's \u001b[31m \u202e \u009b <b>"
  const answer = await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body })
  tester.log.select(answer)
  tester.perform('copy')
  expect(JSON.parse(copied.at(-1)!)).toEqual(JSON.parse(answer.text))
  expect(copied.at(-1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
  const [, path] = /is in (\S+copied\.txt), and in the clipboard/.exec(tester.ui.toast!.text)!
  expect(readFileSync(path!, 'utf8')).toBe(`${copied.at(-1)}\n`)
  tester.perform('inspect')
  tester.set({ line: 3 })
  tester.perform('copy.pointer')
  expect(copied.at(-1)).toMatch(/^\/data\/\w+$/)
  tester.perform('copy.command')
  const command = copied.at(-1)!
  expect(command).not.toContain(anna.token)
  const [program, verb, event, flag, data, ...to] = words(command)
  expect([program, verb, event, flag]).toEqual(['dialogd', 'send', 'dialogs.messages.create', '--data'])
  expect(JSON.parse(data!)).toEqual({ dialog_id: dialog, body })
  expect(to).toEqual(['--url', tester.sessions[0]!.spec.url, '--token-file', 'A.token'])
  tester.end()
  expect(existsSync(path!)).toBe(false)
})

test('what nobody asked for becomes a command that listens, whatever it is called', () => {
  const odd = "x'; rm -rf / #"
  const push: Entry = entry({ frame: { event: odd }, event: odd })
  expect(words(commandOf(push, [push], 'ws://host/ws/'))).toEqual([
    'dialogd',
    'listen',
    '--url',
    'ws://host/ws/',
    '--token-file',
    'A.token',
    '--events',
    odd,
    '--count',
    '1',
  ])
})
