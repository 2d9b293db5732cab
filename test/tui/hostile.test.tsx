import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { App } from '../../tui/app.tsx'
import { createTester } from '../../tui/main.tsx'
import { cli as dialogd, folder } from '../cli/cli.ts'
import { startWorld } from '../support/world.ts'
import { driven, hostile, startHostile } from './hostile.ts'
import { TestTerminal } from './terminal.ts'

const TOKEN = `e30.${Buffer.from('{"user_id":1}').toString('base64url')}.sig`
const ESC = '\u001b'

async function opened(columns: number, rows: number) {
  const server = await startHostile()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const session = { url: server.url, token: TOKEN, user: `anna${hostile}` }
  const tester = createTester({
    sessions: [
      { ...session, name: 'A' },
      { ...session, name: 'B' },
    ],
    theme: 'dark',
  })
  onTestFinished(() => tester.end())
  const terminal = new TestTerminal(columns, rows)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  return { server, tester, terminal }
}

test('what the tests below look for is found in text that was not made safe', () => {
  expect(driven(hostile).length).toBeGreaterThan(10)
  expect(driven('plain \u001b[1;31mred\u001b[0m\u001b[2K é 👍')).toEqual([])
})

test.for([
  [120, 40],
  [80, 24],
  [60, 12],
])('at %ix%i no screen lets text of others drive the terminal', async ([columns, rows]) => {
  const { server, tester, terminal } = await opened(columns!, rows!)
  /** Presses keys, waits for what they bring, and looks at every byte so far. */
  const shows = async (keys: string, wanted: string | RegExp) => {
    terminal.type(keys)
    await terminal.shows(wanted)
    expect(driven(terminal.raw)).toEqual([])
  }
  await shows('', 'unread dialogs 1')
  await shows('hello\r', /out [1-9]/)
  await shows(ESC, '↵ type')
  await shows('1', 'following')
  const last = tester.log.all.next
  for (let n = 0; n < last; n += 1) await shows(`${ESC}[A`, 'paused')
  await shows(`${ESC}[F`, 'following')
  tester.log.setFilter({ text: 'x', test: ({ text }) => text.includes('**') && text.includes('messages.create') })
  await shows('\r', 'as people read it')
  for (let line = 0; line < 12; line += 1) await shows(`${ESC}[B`, 'Inspect')
  await shows('u', /[Cc]ode points/)
  await shows('e', 'Compose raw')
  await shows(`${ESC}[200~${hostile}${ESC}[201~`, 'Compose raw')
  await shows('\r', /out [2-9]/)
  await shows(ESC, '␣ pause')
  await shows('/', ' / ')
  await shows(`${ESC}[200~re:${hostile}(${ESC}[201~`, ' / ')
  await shows('\r', '␣ pause')
  await shows('3', 'Chat]')
  await shows(ESC, '↵ type')
  await shows('4', 'From request to reply')
  await shows('5', 'what is wrong')
  await shows('?', 'Help')
  await shows(`${ESC}[200~${hostile}${ESC}[201~`, 'Nothing like that')
  await shows(ESC, 'what is wrong')
  tester.toast(hostile, 'bad')
  await shows('', '✗ ␛]52')
  for (const client of server.clients) client.close(4401, hostile.slice(0, 40))
  await shows('', 'closed 4401')
  terminal.resize(40, 8)
  await shows('', 'the tester needs')
})

test('the list of people shows their names and addresses as text', async () => {
  const people = [{ url: 'ws://127.0.0.1:1/ws/', token: TOKEN, user: hostile, about: hostile }]
  const tester = createTester({ sessions: [], people, theme: 'dark' })
  onTestFinished(() => tester.end())
  const terminal = new TestTerminal(80, 24)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  await terminal.shows('Connect as whom?')
  await terminal.shows('␛]52')
  expect(driven(terminal.raw)).toEqual([])
})

test('a failing scenario quotes what others wrote as text, on the terminal and in a pipe', async () => {
  await using server = await startHostile()
  const cwd = folder()
  writeFileSync(join(cwd, 'a'), TOKEN)
  writeFileSync(
    join(cwd, 's.yaml'),
    'title: it fails\nsessions: { A: anna }\nsteps:\n  - { send: dialogs.load, reply: { where: { data: 1 } } }\n',
  )
  for (const tty of [true, false]) {
    const args = ['tui', 'run', 's.yaml', '--url', server.url, '--token-file', 'A=a']
    const { code, stdout, stderr } = await dialogd(args, { cwd, tty })
    expect(code).toBeGreaterThan(0)
    expect(stdout).toContain('not ok 1')
    expect(stdout).toContain('u001b]52')
    expect(driven(stdout + stderr)).toEqual([])
  }
})

test('the commands that print what people wrote print it as text, and JSON as JSON that is no control either', async () => {
  await using world = await startWorld()
  const odd = hostile.slice(0, 150)
  const { anna, dialog, a } = await world.pair()
  const clara = await world.person('clara', { first_name: odd, last_name: odd })
  await world.dialog(anna, clara)
  await a.create(dialog, hostile.slice(0, 5_000))
  const shown = [
    ['users', 'list'],
    ['users', 'show', String(clara.id)],
    ['dialogs', 'list'],
    ['dialogs', 'show', String(dialog)],
    ['dialogs', 'export', String(dialog)],
    ['messages', 'list', String(dialog)],
    ['users', 'show', odd],
  ]
  for (const args of shown)
    for (const flags of [[], ['--json']])
      for (const tty of [true, false]) {
        const all = ['--data-dir', world.config.data_dir, ...flags, ...args]
        const { stdout, stderr } = await dialogd(all, { tty, env: { NO_COLOR: '1' } })
        expect({ args, driven: driven(`${stdout}${stderr}`.replaceAll('\t', '')) }).toEqual({ args, driven: [] })
      }
})
