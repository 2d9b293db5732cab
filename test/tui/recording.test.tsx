import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { App } from '../../tui/app.tsx'
import { runTester } from '../../tui/main.tsx'
import { readRecording, readRecordingFile } from '../../tui/record/reader.ts'
import { projectRoot } from '../guards/sources.ts'
import { startWorld } from '../support/world.ts'
import { TestTerminal } from './terminal.ts'
import { ask, entriesOf, folderOf, testing, until } from './tester.ts'

const recordingIn = (folder: string) => join(folder, readdirSync(folder).find((name) => name.endsWith('.jsonl'))!)

test('[AU7] R records every frame from then on without a token, shows how much there is, and R ends it', async () => {
  const { tester, folder, dialog, anna, boris } = await testing()
  const terminal = new TestTerminal(120, 30)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  await terminal.shows('Type a message')
  terminal.type('\u001b')
  await terminal.shows('types as anna')
  terminal.type('R')
  await terminal.shows(/●REC \d{3}B/)
  const first = tester.log.all.next
  for (let n = 0; n < 15; n += 1) tester.sessions[0]!.session.send(`junk ${n} \u001b[31m`)
  await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body: 'hello' })
  await terminal.shows(/●REC \d+(\.\d)?K/)
  terminal.type('R')
  await terminal.shows(/\d+ entries are in dialogd-/)
  expect(terminal.text).not.toContain('REC')
  const text = readFileSync(recordingIn(folder), 'utf8')
  for (const { token } of [anna, boris]) expect(text).not.toContain(token)
  expect(text).not.toContain('\u001b')
  const { entries } = await readRecordingFile(recordingIn(folder))
  const opened = entries.filter(({ kind, n }) => kind === 'open' && n < first)
  expect(opened.map(({ session, user }) => [session, user])).toEqual([
    ['A', anna.id],
    ['B', boris.id],
  ])
  const recorded = entries.filter(({ n }) => n > first).map(({ n }) => n)
  const last = recorded.at(-1)!
  expect(recorded).toEqual(Array.from({ length: last - first }, (_, index) => first + 1 + index))
  await tester.end()
})

test('w saves what the log holds already', async () => {
  const { tester, folder } = await testing()
  await ask(tester, 'A', 'dialogs.load')
  tester.perform('record.log')
  const { entries, sessions } = await readRecordingFile(recordingIn(folder))
  expect(entries.map(({ text }) => text)).toEqual(entriesOf(tester).map(({ text }) => text))
  expect(sessions.map(({ name }) => name)).toEqual(['A', 'B'])
})

test('a folder that cannot be written to is told by the name of the error, and everything goes on', async () => {
  const { tester, folder } = await testing()
  Object.assign(tester, { folder: join(folder, 'gone') })
  tester.perform('record')
  expect(tester.ui.toast).toMatchObject({ kind: 'bad', text: expect.stringContaining('ENOENT') })
  expect(tester.recorder).toBeUndefined()
  await ask(tester, 'A', 'dialogs.load')
})

const writing = (path: string, after: string) => `
  import { Recorder } from ${JSON.stringify(join(projectRoot, 'tui/record/recorder.ts'))}
  const recorder = Recorder.start(${JSON.stringify(path)}, [])
  const entry = (n) => ({ n, at: 1, tick: 1, session: 'A', dir: 'in', text: 'x'.repeat(100), bytes: 100, violations: [] })
  for (let n = 1; n <= 1000; n += 1) recorder.write(entry(n))
  ${after}`

test('what was recorded is in the file with whole lines when the program is killed', async () => {
  const path = join(folderOf(), 'killed.jsonl')
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    writing(path, "process.kill(process.pid, 'SIGKILL')"),
  ])
  await new Promise((resolve) => child.on('close', resolve))
  expect(child.signalCode).toBe('SIGKILL')
  expect(await readRecordingFile(path)).toMatchObject({ truncated: false, entries: { length: 1_000 } })
})

test('where the disk takes no more, the recording ends with a whole line and says why', () => {
  const path = join(folderOf(), 'full.jsonl')
  const code = writing(
    path,
    'console.log(recorder.state.failure.code); try { recorder.close() } catch { process.exit(3) }',
  )
  // The system refuses files of more than 20 KiB, as a full disk would.
  const shell = `trap '' XFSZ; ulimit -f 20; exec "$0" --input-type=module -e "$1" || exit 1`
  let out = ''
  try {
    execFileSync('bash', ['-c', shell, process.execPath, code], { encoding: 'utf8' })
  } catch (error) {
    out = String((error as { stdout: string }).stdout)
  }
  expect(out.trim()).toBe('EFBIG')
  const recording = readRecording(readFileSync(path, 'utf8'), path)
  expect(recording.truncated).toBe(false)
  expect(recording.entries.length).toBeGreaterThan(50)
  expect(statSync(path).size).toBeLessThanOrEqual(20 * 1024)
})

test('--record takes everything from the first frame, and a file that is there ends it before the screen is drawn', async () => {
  await using world = await startWorld()
  const { anna } = await world.pair()
  const folder = folderOf()
  const terminal = new TestTerminal(80, 24)
  const { stdin, stdout } = terminal
  const sessions = [{ name: 'A', url: world.url, token: anna.token, user: 'anna' }]
  const options = { sessions, stdin, stdout, env: {}, folder, record: 'all.jsonl' }
  const running = runTester(options)
  await terminal.shows('●A anna')
  terminal.type('q')
  expect(await running).toBe(0)
  expect(await readRecordingFile(join(folder, 'all.jsonl'))).toMatchObject({
    sessions: [{ name: 'A', url: world.url }],
    entries: [{ kind: 'open', user: anna.id }],
  })
  await expect(runTester(options)).rejects.toThrow('EEXIST')
})

test('a recording opens in the viewer: log, inspector, filter, violations, stats and chat work, and nothing is sent', async () => {
  const { tester, folder, dialog, anna } = await testing()
  tester.perform('record')
  await ask(tester, 'A', 'dialogs.load')
  await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body: 'recorded **words**' })
  await ask(tester, 'B', 'notifications.dialogs.count')
  tester.perform('record')
  const path = recordingIn(folder)
  const wrong = { rule: 'MC2', text: 'a violation that was found then' }
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  lines.push(lines.at(-1)!.replace(/}$/, `,"violations":[${JSON.stringify(wrong)}]}`))
  writeFileSync(path, `${lines.join('\n')}\n`)

  const terminal = new TestTerminal(120, 40)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  await terminal.shows('boris got it')
  terminal.type('\u001b')
  await terminal.shows('? help')
  terminal.type('o')
  await terminal.shows('Open a recording')
  terminal.type('\r')
  await terminal.shows('▷ recording dialogd-')
  await terminal.shows(`${lines.length - 1} frames`)
  expect(terminal.text).toContain('5 Violations (1)')
  terminal.type('/type:dialogs.messages.create d:in s:A\r')
  await terminal.shows(`1 of ${lines.length - 1}`)
  terminal.type('\r')
  await terminal.shows('"recorded **words**"')
  terminal.type('\u001b5')
  await terminal.shows('a violation that was found then')
  terminal.type('4')
  await terminal.shows('Received by event')
  expect(terminal.text).toMatch(/received +9 /)
  terminal.type('3')
  await terminal.shows('recorded words')
  const sent = tester.live.feed.log.all.next
  for (const id of ['fault.drop', 'fault.repeat', 'reconnect', 'send', 'record'] as const) tester.perform(id)
  expect(tester.ui.toast?.text).toContain('this is a recording')
  expect(tester.live.feed.log.all.next).toBe(sent)
  // What is live goes on meanwhile.
  await world(tester, anna.id)
  tester.perform('recording.leave')
  await terminal.shows(`●A anna`)
  expect(tester.log.all.next).toBeGreaterThan(sent)
})

async function world(tester: Parameters<typeof until>[0], _user: number) {
  const { sessions, feed } = tester.live
  const before = feed.log.all.next
  sessions[0]!.session.request('notifications.dialogs.count')
  await until(tester, () => feed.log.all.next >= before + 2)
}
