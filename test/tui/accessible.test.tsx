import { expect, onTestFinished, test } from 'vitest'
import { stateSign } from '../../tui/components/title.tsx'
import { runTester } from '../../tui/main.tsx'
import type { Connected } from '../../tui/tester.ts'
import { themeFrom, themeNames, themes } from '../../tui/theme.ts'
import type { SessionState } from '../../tui/wire/state.ts'
import { startWorld } from '../support/world.ts'
import { TestTerminal } from './terminal.ts'

/** Anything that is drawn rather than said. */
const strokes = /[\u2500-\u259f]/

async function listening(env: Record<string, string>, screenReader = false) {
  const world = await startWorld()
  onTestFinished(() => world[Symbol.asyncDispose]())
  const { anna, boris, a, dialog } = await world.pair()
  const terminal = new TestTerminal(100, 40)
  const { stdin, stdout } = terminal
  const sessions = [anna, boris].map(({ token, first_name: user }, at) => ({
    name: 'AB'[at]!,
    url: world.url,
    token,
    user,
  }))
  const running = runTester({ sessions, stdin, stdout, env, screenReader })
  return { terminal, running, a, dialog }
}

test.for([
  { how: 'INK_SCREEN_READER', env: { INK_SCREEN_READER: 'true' }, option: false },
  { how: '--screen-reader', env: {} as Record<string, string>, option: true },
])(
  'with $how the screens are lines of text without frames, and a message can be sent and seen',
  async ({ env, option }) => {
    const { terminal, running } = await listening(env, option)
    await terminal.shows('Type a message as anna')
    terminal.type('hello\r')
    await terminal.shows(/boris got it \d+(\.\d)?m?s after the send/)
    terminal.type('\u0013')
    await terminal.shows(/0 → 1 → 0 ✓/)
    expect(terminal.text).not.toMatch(strokes)
    terminal.type('\u001b')
    await terminal.shows('types as anna')
    for (const [key, shown] of [
      ['1', 'following'],
      ['4', 'From request to reply'],
      ['5', 'Nothing against the protocol'],
      ['?', 'Help'],
    ] as const) {
      terminal.type(key)
      await terminal.shows(shown)
      expect(terminal.text).not.toMatch(strokes)
    }
    terminal.type('\u0003')
    expect(await running).toBe(0)
    expect(terminal.raw).not.toContain('\u001b[?1049h')
  },
)

test('a line that is chosen is said to be, where a screen shows it reversed', async () => {
  const { terminal, running } = await listening({}, true)
  await terminal.shows('Type a message')
  terminal.type('\u0010')
  await terminal.shows(/selected: ▸/)
  terminal.type('\u0003')
  await running
})

test('every state of a connection has a sign of its own, so that none needs a colour', () => {
  const sign = (phase: SessionState['phase'], stalled = false) =>
    stateSign({ session: { state: { phase, stalled } } } as Connected, themes.mono).text
  const signs = [sign('open'), sign('open', true), sign('connecting'), sign('waiting'), sign('closed')]
  expect(new Set(signs).size).toBe(signs.length)
})

test('every theme has every colour but mono, which has none', () => {
  for (const name of themeNames) {
    const { name: own, sessions, ...colours } = themes[name]
    const all = [...sessions, ...Object.values(colours)]
    expect(own).toBe(name)
    expect(all.every((colour) => (colour === undefined) === (name === 'mono'))).toBe(true)
    expect(new Set(sessions).size).toBe(sessions.length)
  }
})

test('the colour-blind theme tells good, warning and bad apart by blue and brightness, not by red and green', () => {
  const { good, warn, bad } = themes['colour-blind']
  const blue = (colour: string | undefined) => Number.parseInt(colour!.slice(5), 16)
  const light = (colour: string | undefined) => {
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour!.slice(at, at + 2), 16))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  expect(blue(good) - blue(warn)).toBeGreaterThan(100)
  expect(blue(good) - blue(bad)).toBeGreaterThan(100)
  expect(light(warn) - light(bad)).toBeGreaterThan(80)
})

test('the theme is the one that was asked for, else mono for NO_COLOR, else what the terminal says of its background', () => {
  expect(themeFrom({ NO_COLOR: '1' }, 'light')).toBe('light')
  expect(themeFrom({ NO_COLOR: '1' })).toBe('mono')
  expect(themeFrom({ TERM: 'dumb' })).toBe('mono')
  expect(themeFrom({ COLORFGBG: '0;15' })).toBe('light')
  expect(themeFrom({})).toBe('dark')
})
