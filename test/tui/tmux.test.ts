import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { widthOf } from '../../tui/state/width.ts'
import { give, programUnderTest } from '../support/under-test.ts'
import { startWorld } from '../support/world.ts'
import { hasTmux, Tmux } from './tmux.ts'

/** A server with anna and boris, and the words that start the tester as both. */
async function prepared() {
  const world = await startWorld()
  onTestFinished(() => world[Symbol.asyncDispose]())
  const { anna, boris, dialog, a } = await world.pair()
  const files = [anna, boris].map(({ token, first_name }) => {
    const path = join(world.config.data_dir, `${first_name}.token`)
    writeFileSync(path, token)
    return give(path)
  })
  give(world.config.data_dir)
  const args = [
    ...programUnderTest.direct,
    'tui',
    '--url',
    world.url,
    ...files.flatMap((file) => ['--token-file', file]),
  ]
  return { world, args, a, dialog }
}

async function started(columns: number, rows: number, before = '') {
  const { args, ...rest } = await prepared()
  const tmux = new Tmux(columns, rows)
  tmux.type(`${before} ${args.join(' ')}; echo "ended with $?"`)
  tmux.key('Enter')
  await tmux.shows('Type a message as')
  return { tmux, ...rest }
}

/** The shell has its screen, its cursor and its echo again. */
async function expectWhole(tmux: Tmux): Promise<void> {
  expect([tmux.fact('alternate_on'), tmux.fact('cursor_flag')]).toEqual(['0', '1'])
  tmux.type('clear; stty -a')
  tmux.key('Enter')
  expect(await tmux.shows(/ icanon[\s\S]* echo /)).not.toMatch(/-icanon|-echo /)
}

describe.skipIf(!hasTmux())('the whole program in tmux', () => {
  test('a message, its delay and the counts at 80x24; larger after a resize; ^C ends it and leaves the terminal whole', async () => {
    const { tmux } = await started(80, 24)
    tmux.type('hello 👍')
    tmux.key('Enter')
    await tmux.shows(/got it \d+(\.\d)?m?s after the send/)
    tmux.key('C-s')
    await tmux.shows('0 → 1 → 0 ✓')
    tmux.resize(120, 40)
    await tmux.shows(/^┗━{50,}/m)
    tmux.key('C-c')
    await tmux.shows('ended with 0')
    await expectWhole(tmux)
  })

  test.for([
    [80, 24],
    [120, 40],
  ])(
    'npm run demo at %ix%i: anna sends, boris gets it with its delay, the count goes 0, 1, 0',
    async ([columns, rows]) => {
      const tmux = new Tmux(columns!, rows!)
      tmux.type(`${programUnderTest.demo}; echo "ended with $?"`)
      tmux.key('Enter')
      await tmux.shows('Type a message as anna and press Enter: it arrives at boris')
      tmux.type('Hello Boris')
      tmux.key('Enter')
      const arrived = await tmux.shows(/boris got it \d+(\.\d)?m?s after the send\. \^S marks it seen as boris/)
      expect(arrived).toMatch(/● new after \d+(\.\d)?m?s Anna/)
      expect(arrived).toContain('unread dialogs 0 → 1 ✓')
      tmux.key('C-s')
      const seen = await tmux.shows('boris has seen it')
      expect(seen).toContain('unread dialogs 0 → 1 → 0 ✓')
      expect(seen).toContain('✓✓ seen')
      expect(seen).toMatch(/! 0$/m)
      tmux.key('Escape')
      await tmux.shows('types as anna')
      tmux.type('q')
      await tmux.shows('ended with 0')
      await expectWhole(tmux)
    },
  )

  test('^Z gives the terminal back, and fg comes back to the same screen', async () => {
    const { tmux } = await started(80, 24)
    tmux.key('C-z')
    await tmux.shows('Stopped')
    await expectWhole(tmux)
    tmux.type('fg')
    tmux.key('Enter')
    await tmux.shows('Type a message as')
    tmux.key('C-c')
    // The alternate screen is gone, and with it what it showed.
    await tmux.shows((text) => !text.includes('Type a message as'))
    await expectWhole(tmux)
  })

  test('it fits every size from 60x12 to 200x60, says below that it needs more, and keeps what came meanwhile', async () => {
    const { tmux, a, dialog } = await started(200, 60)
    tmux.key('Escape')
    await tmux.shows('types as')
    for (const [screen, shown] of [
      ['1', '[1 Log]'],
      ['3', '[3 Chat]'],
      ['4', '[4 Stats]'],
      ['2', '[2 Split]'],
    ] as const)
      for (const [columns, rows] of [
        [60, 12],
        [80, 24],
        [100, 28],
        [200, 60],
      ] as const) {
        tmux.type(screen)
        tmux.resize(columns, rows)
        const footer = new RegExp(`^(?:[^\\n]*\\n){${rows - 1}} (␣|↵|\\^S|/|i) `)
        const text = await tmux.shows((now) => now.includes(shown) && footer.test(now))
        expect(text.split('\n').filter((line) => widthOf(line) > columns)).toEqual([])
        tmux.key('Escape')
      }
    tmux.resize(59, 12)
    await tmux.shows('the tester needs 60x12')
    await a.create(dialog, 'while it was too small')
    await tmux.shows(/in 1\d/)
    tmux.resize(80, 24)
    await tmux.shows('while it was too small')
    tmux.key('C-c')
    await tmux.shows('ended with 0')
  })

  /** What was printed before the alternate screen is what tmux keeps of the other one. */
  const sayPid = `sh -c 'echo "pid $$"; exec "$@"' -`
  const pidIn = (tmux: Tmux) => Number(/^pid (\d+)$/m.exec(tmux.otherScreen())![1])

  test('closing the window ends it', async () => {
    const { tmux } = await started(80, 24, sayPid)
    const pid = pidIn(tmux)
    const isThere = () => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    expect(isThere()).toBe(true)
    tmux.close()
    await expect.poll(isThere, { timeout: 10_000 }).toBe(false)
  })

  test('SIGTERM ends it with 143 and leaves the terminal whole', async () => {
    const { tmux } = await started(80, 24, sayPid)
    process.kill(pidIn(tmux), 'SIGTERM')
    await tmux.shows('ended with 143')
    await expectWhole(tmux)
  })

  test('with NO_COLOR there is no colour, and with CI there is a screen', async () => {
    const { tmux } = await started(80, 24, 'NO_COLOR=1 CI=1')
    await tmux.shows('● A')
    expect(tmux.text(true)).not.toMatch(/\u001b\[(3|4|9|10)\d(;\d+)*m/)
    tmux.key('C-c')
    await tmux.shows('ended with 0')
  })

  test('what others write reaches the terminal as text', async () => {
    const { tmux, a, dialog } = await started(80, 24)
    await a.create(dialog, '\u001b]2;owned\u0007\u001b[2J\u202eabc')
    await tmux.shows('␛]2;owned␇␛[2J<202E>abc')
    expect(tmux.fact('pane_title')).not.toBe('owned')
    tmux.key('C-c')
    await tmux.shows('ended with 0')
  })
})

test('without a terminal it says so in a line, and ends with 2', async () => {
  const { args } = await prepared()
  const [command, ...words] = args
  const child = spawn(command!, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: The tester needs a terminal[^\n]*\nhint: [^\n]*\n$/)
})
