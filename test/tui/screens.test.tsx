import { expect, onTestFinished, test } from 'vitest'
import { App } from '../../tui/app.tsx'
import { createTester, runTester } from '../../tui/main.tsx'
import { startWorld, type World } from '../support/world.ts'
import { TestTerminal } from './terminal.ts'

const noStop = async () => {}

/** The tester as anna and boris on a real server, in a terminal of a size. */
async function opened(
  columns: number,
  rows: number,
  { names = ['anna', 'boris'], world: own }: { names?: string[]; world?: World } = {},
) {
  const world = own ?? (await startWorld())
  if (!own) onTestFinished(() => world[Symbol.asyncDispose]())
  const { anna, boris, dialog, a, b } = await world.pair()
  const people = { anna, boris }
  const sessions = names.map((user, at) => ({
    name: 'AB'[at]!,
    user,
    url: world.url,
    token: people[user as keyof typeof people].token,
  }))
  const tester = createTester({ sessions, theme: 'dark' })
  onTestFinished(() => tester.end())
  const terminal = new TestTerminal(columns, rows)
  terminal.show(<App tester={tester} stop={noStop} />)
  return { world, terminal, tester, anna, boris, dialog, a, b }
}

test.for([
  [80, 24],
  [120, 40],
  [60, 12],
])('at %ix%i anna writes, boris gets it with its delay, and the count goes 0, 1, 0', async ([columns, rows]) => {
  const { terminal } = await opened(columns!, rows!)
  await terminal.shows('Type a message as anna')
  terminal.type('hello boris 👍\r')
  await terminal.shows(/boris got it \d+(\.\d)?m?s after the send/)
  await terminal.shows(/0 → 1/)
  expect(terminal.text).toContain('● new')
  terminal.type('\u0013')
  await terminal.shows(/0 → 1 → 0 ✓/)
  await terminal.shows('✓✓ seen')
  await terminal.shows('! 0')
  expect(terminal.lines.every((line) => line.length <= columns!)).toBe(true)
  expect(terminal.lines.at(-1)).toContain('send')
})

test('Tab writes as the other', async () => {
  const { terminal } = await opened(80, 24)
  await terminal.shows('Type a message as anna')
  terminal.type('\t')
  await terminal.shows('Type a message as boris')
  terminal.type('hi anna\r')
  await terminal.shows('anna got it')
})

test('the log shows every frame, follows, pauses and inspects', async () => {
  const { terminal, tester, a, dialog } = await opened(120, 40)
  await terminal.shows('Type a message')
  terminal.type('\u001b')
  await terminal.shows('types as anna')
  terminal.type('1')
  await terminal.shows('following')
  terminal.type(' ')
  await terminal.shows('paused · 0 new')
  await a.create(dialog, '**bold** text')
  await terminal.shows(/paused · [1-9]\d* new/)
  terminal.type('\u001b[F')
  await terminal.shows('following')
  tester.log.setFilter({ text: 'x', test: ({ event, dir }) => event === 'dialogs.messages.create' && dir === 'in' })
  terminal.type('\r')
  await terminal.shows('as people read it')
  expect(terminal.text).toContain('│ bold text')
  expect(terminal.text).toContain('markdown_body: "**bold** text"')
})

test('the filter is applied while it is typed, and Esc takes it away', async () => {
  const { terminal } = await opened(100, 30)
  await terminal.shows('Type a message')
  terminal.type('\u001b')
  await terminal.shows('types as anna')
  terminal.type('1/')
  await terminal.shows('type:dialogs.*')
  terminal.type('s:A type:*count')
  await terminal.shows(/\d of \d+/)
  const rows = terminal.lines.filter((line) => /[←→]/.test(line) && line.includes(':') && !line.includes('Inspect'))
  expect(rows.every((line) => line.includes('notifications.dialogs.cou'))).toBe(true)
  terminal.type('\u001b')
  await terminal.shows('no filter')
})

test('Compose fills a form from what was seen, sends it, and the answer is in the log', async () => {
  const { terminal, dialog } = await opened(120, 40)
  await terminal.shows('Type a message')
  terminal.type('\u0010')
  await terminal.shows('Palette')
  terminal.type('compose messages.create\r')
  await terminal.shows(`recent: ${dialog}`)
  terminal.type('\u000e')
  await terminal.shows('matches the schema')
  terminal.type('\u001b[B')
  terminal.type('#From a form\r')
  await terminal.shows('"markdown_body":"#From')
  terminal.type('\u0012')
  await terminal.shows('Compose raw')
  terminal.type('\u0015not json\r')
  await terminal.shows('✗ bad_json')
})

test('Chat lists the dialogs with what is unread, and answers', async () => {
  const { terminal, a, dialog } = await opened(100, 28, { names: ['boris'] })
  await terminal.shows('[1 Log]')
  await a.create(dialog, 'are you there?')
  terminal.type('3')
  await terminal.shows('●1')
  await terminal.shows('are you there?')
  terminal.type('yes\r')
  await terminal.shows(/you\s*\n.*yes/)
  terminal.type('\u0013')
  await terminal.shows((text) => !text.includes('●1'))
})

test('the help finds an action and does it', async () => {
  const { terminal } = await opened(80, 24)
  await terminal.shows('Type a message')
  terminal.type('\u001b')
  await terminal.shows('types as anna')
  terminal.type('?')
  await terminal.shows('Help')
  terminal.type('to stats\r')
  await terminal.shows('From request to reply')
})

test('a connection that is cut is told with its code, and comes back', async () => {
  const { terminal } = await opened(80, 24)
  await terminal.shows('Type a message')
  terminal.type('\u001b')
  await terminal.shows('types as anna')
  terminal.type('x')
  await terminal.shows('closed 1006: the connection was lost')
  await terminal.shows('↻1')
})

test('a forged token is refused with 4401 and its meaning, and r comes back with the own one', async () => {
  const { terminal } = await opened(100, 28)
  await terminal.shows('Type a message')
  terminal.type('\u001b')
  await terminal.shows('types as anna')
  terminal.type('f')
  await terminal.shows('closed 4401: token missing, invalid or expired')
  terminal.type('r')
  await terminal.shows((text) => !text.includes('4401') && text.includes('●A anna'))
})

test('too small a terminal is told, and everything goes on; a larger one shows it', async () => {
  const { terminal, a, dialog } = await opened(80, 24)
  await terminal.shows('Type a message')
  terminal.resize(50, 10)
  await terminal.shows('the tester needs 60x12')
  await a.create(dialog, 'while it was small')
  terminal.resize(120, 40)
  await terminal.shows('while it was small')
  terminal.resize(80, 24)
  await terminal.shows((text) => text.includes('[2 Split]') && text.split('\n').every((line) => line.length <= 80))
})

test('what others write cannot drive the terminal', async () => {
  const { terminal, a, dialog } = await opened(100, 28)
  await terminal.shows('Type a message')
  await a.create(dialog, '\u001b]52;c;aGFjaw==\u0007\u001b]0;title\u0007\u001b[31m\u009b2J\u202egnp.exe\u200b')
  await terminal.shows('␛]52;c;aGFjaw==␇')
  terminal.type('\u001b')
  await terminal.shows('? help')
  terminal.type('1')
  await terminal.shows('following')
  terminal.type('\r')
  await terminal.shows('Inspect')
  expect(terminal.raw).not.toMatch(/\u001b\][^\u0007]*(52|title|hack)|\u009b|\u202e|\u200b|aGFjaw==\u0007/)
})

test('the list of people begins with those who are picked', async () => {
  await using world = await startWorld()
  const { anna, boris } = await world.pair()
  const people = [anna, boris].map(({ token, first_name, id }) => ({
    url: world.url,
    token,
    user: first_name,
    about: `${id}`,
  }))
  const tester = createTester({ sessions: [], people, theme: 'mono' })
  onTestFinished(() => tester.end())
  const terminal = new TestTerminal(80, 24)
  terminal.show(<App tester={tester} stop={noStop} />)
  await terminal.shows('Connect as whom?')
  terminal.type(' ')
  await terminal.shows('(A) anna')
  terminal.type('\u001b[B')
  terminal.type(' \r')
  await terminal.shows('Type a message as anna')
  tester.end()
})

test('a screen that throws leaves the alternate screen and rejects', async () => {
  await using world = await startWorld()
  const { anna } = await world.pair()
  const terminal = new TestTerminal(80, 24)
  const { stdin, stdout } = terminal
  let running: Promise<number> | undefined
  const broken = {
    name: 'A',
    url: world.url,
    token: anna.token,
    get user(): string {
      if (running) throw new Error('a bug in a screen')
      return 'anna'
    },
  }
  running = runTester({ sessions: [broken], stdin, stdout, env: {} })
  await expect(running).rejects.toThrow('a bug in a screen')
  expect(terminal.raw).toContain('\u001b[?1049l')
  expect(terminal.raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.raw.lastIndexOf('\u001b[?25l'))
})

test('quitting resolves with 0 and restores the screen, also where CI is set; mono has no colours', async () => {
  await using world = await startWorld()
  const { anna } = await world.pair()
  const terminal = new TestTerminal(80, 24)
  const { stdin, stdout } = terminal
  const sessions = [{ name: 'A', url: world.url, token: anna.token, user: 'anna' }]
  const running = runTester({ sessions, stdin, stdout, env: { NO_COLOR: '1', CI: '1' } })
  await terminal.shows('●A anna')
  expect(terminal.raw).not.toMatch(/\u001b\[(3|4|9|10)\d(;\d+)*m/)
  terminal.type('q')
  expect(await running).toBe(0)
  expect(terminal.raw).toContain('\u001b[?1049l')
})
