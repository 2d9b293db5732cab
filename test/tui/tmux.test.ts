import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '../guards/sources.ts'
import { startWorld } from '../support/world.ts'
import { hasTmux, Tmux } from './tmux.ts'

const main = join(import.meta.dirname, '../../cli/main.mjs')

/** A server with anna and boris, and the words that start the tester as both. */
async function prepared() {
  const world = await startWorld()
  onTestFinished(() => world[Symbol.asyncDispose]())
  const { anna, boris, dialog, a } = await world.pair()
  const files = [anna, boris].map(({ token, first_name }) => {
    const path = join(world.config.data_dir, `${first_name}.token`)
    writeFileSync(path, token)
    return path
  })
  const args = [main, 'tui', '--url', world.url, ...files.flatMap((file) => ['--token-file', file])]
  return { world, args, a, dialog }
}

async function started(columns: number, rows: number, before = '') {
  const { args, ...rest } = await prepared()
  const tmux = new Tmux(columns, rows)
  tmux.type(`${before} ${process.execPath} ${args.join(' ')}; echo "ended with $?"`)
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
      tmux.type(`cd ${projectRoot} && npm run demo; echo "ended with $?"`)
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
    await tmux.shows('boris.token')
    await expectWhole(tmux)
  })

  test('SIGTERM ends it with 143 and leaves the terminal whole', async () => {
    const { tmux } = await started(80, 24, `sh -c 'echo "pid $$"; exec "$@"' -`)
    // What was printed before the alternate screen is what tmux keeps of the other one.
    const [, pid] = /^pid (\d+)$/m.exec(tmux.otherScreen())!
    process.kill(Number(pid), 'SIGTERM')
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
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk)
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code).toBe(2)
  expect(stderr).toMatch(/^error: The tester needs a terminal[^\n]*\nhint: [^\n]*\n$/)
})
