import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Message } from '../../src/protocol/index.ts'
import { Checker } from '../../tui/check/checker.ts'
import { readRecording, readRecordingFile } from '../../tui/record/reader.ts'
import { Recorder } from '../../tui/record/recorder.ts'
import { type Outcome, Replay, type ReplayOptions } from '../../tui/record/replay.ts'
import type { Entry } from '../../tui/wire/session.ts'
import { startWorld, type World } from '../support/world.ts'
import { Watched } from './watched.ts'

const folder = await mkdtemp(join(tmpdir(), 'dialogd-record-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Anna and Boris load, write, read, lose the connection and come back; the log. */
async function talk(world: World): Promise<{ log: Entry[]; tokens: string[] }> {
  const [anna, boris] = [await world.person('anna'), await world.person('boris')]
  const dialog_id = await world.dialog(anna, boris)
  const watched = new Watched()
  const a = await watched.opened('A', world.url, anna.token)
  const b = await watched.opened('B', world.url, boris.token, { reconnect: { first: 1 } })
  for (const session of [a, b]) await watched.ask(session, 'dialogs.load')
  const { frame } = await watched.ask(a, 'dialogs.messages.create', {
    dialog_id,
    body: 'evil \u001b[31m\u202e\u009b text',
  })
  const { id } = frame!.data as Message
  await watched.ask(b, 'dialogs.messages.seen', { dialog_id, message_id: id })
  b.drop()
  await watched.until(() => b.state.opened === 2)
  await watched.ask(b, 'dialogs.messages.load', { dialog_id, limit: 5 })
  a.send('junk')
  await watched.ask(a, 'notifications.dialogs.count')
  watched.close()
  return { log: watched.log.slice(), tokens: [anna.token, boris.token] }
}

async function recorded(world: World, name: string) {
  const path = join(folder, name)
  const { log, tokens } = await talk(world)
  const sessions = ['A', 'B'].map((session, n) => ({ name: session, url: `${world.url}?token=${tokens[n]}` }))
  const recorder = Recorder.start(path, sessions)
  for (const entry of log) recorder.write(entry)
  recorder.close()
  return { path, log, tokens, recorder }
}

test('[AU7] a recording holds every entry as it was, no token, and nothing that a terminal obeys', async () => {
  await using world = await startWorld()
  const { path, log, tokens, recorder } = await recorded(world, 'whole.jsonl')
  const text = await readFile(path, 'utf8')
  for (const token of tokens) expect(text).not.toContain(token)
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  const recording = await readRecordingFile(path)
  expect(recording.entries).toEqual(log)
  expect(recording.sessions).toEqual(['A', 'B'].map((name) => ({ name, url: world.url })))
  expect(recorder.state).toMatchObject({ entries: log.length, bytes: (await stat(path)).size })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const checker = new Checker()
  expect(recording.entries.flatMap((entry) => checker.check(entry))).toEqual([])
})

test('a file that is there is never overwritten', async () => {
  await using world = await startWorld()
  const { path } = await recorded(world, 'there.jsonl')
  expect(() => Recorder.start(path, [])).toThrow('EEXIST')
})

test('what is no recording is told with its file and line, and a last line cut short is left out', () => {
  const header = '{"dialogd_recording":1,"started":"2026-11-23T00:00:00.000Z","sessions":[]}\n'
  const note = '{"n":1,"at":1,"tick":1,"session":"A","dir":"note","text":"x","bytes":0}'
  expect(() => readRecording('', 'r.jsonl')).toThrow('r.jsonl:1: the file is empty')
  expect(() => readRecording('{"a":1}\n', 'r.jsonl')).toThrow('r.jsonl:1: this is not a recording')
  expect(() => readRecording(header.replace(':1,', ':2,'), 'r.jsonl')).toThrow('a recording of version 2')
  expect(() => readRecording(`${header}{\n${note}\n`, 'r.jsonl')).toThrow('r.jsonl:2: this is not JSON')
  expect(() => readRecording(`${header}${note}\n{"n":2}\n`, 'r.jsonl')).toThrow('r.jsonl:3: this is not an entry: at')
  expect(readRecording(`${header}${note}\n{"n":2,`, 'r.jsonl')).toMatchObject({ truncated: true, entries: [{ n: 1 }] })
})

async function replayed(world: World, log: Entry[], options: ReplayOptions = {}): Promise<Outcome[]> {
  // Other people stand before them, so that every id is another one than in the recording.
  for (const name of ['xavier', 'yves']) await world.person(name)
  const [anna, boris] = [await world.person('anna'), await world.person('boris')]
  await world.dialog(await world.person('zoe'), await world.person('wim'))
  await world.dialog(anna, boris)
  const watched = new Watched()
  const listen = { emit: (entry: Entry) => replay.listen(entry), reconnect: false }
  const sessions = new Map(
    [anna, boris].map(({ token }, n) => ['AB'[n]!, watched.session('AB'[n]!, world.url, token, listen)]),
  )
  const replay: Replay = new Replay(sessions, { within: 1_000, ...options })
  const outcomes: Outcome[] = []
  for await (const outcome of replay.run(log)) outcomes.push(outcome)
  watched.close()
  return outcomes
}

const untilTheEnd = (log: Entry[]) => log.slice(0, log.findLastIndex(({ dir }) => dir === 'in') + 1)

test('a recording replayed on another server, with other ids, brings the same', async () => {
  await using world = await startWorld()
  const { log } = await talk(world)
  await using other = await startWorld()
  const outcomes = await replayed(other, untilTheEnd(log))
  expect(outcomes.filter(({ kind }) => kind !== 'same')).toEqual([])
  expect(outcomes.length).toBeGreaterThan(8)
})

test('what differs from the recording is listed: a value, a frame that does not come, one that nobody recorded', async () => {
  await using world = await startWorld()
  const { log } = await talk(world)
  await using other = await startWorld()
  const changed = untilTheEnd(log).flatMap((entry): Entry[] => {
    if (entry.dir !== 'in') return [entry]
    if (entry.event === 'dialogs.messages.load')
      return [{ ...entry, frame: { ...entry.frame, meta: { limit: 5, offset: 0, total: 7 } } }]
    if (entry.event === 'error') return [{ ...entry, event: 'lost', frame: { ...entry.frame, event: 'lost' } }]
    return [entry]
  })
  const outcomes = await replayed(other, changed, { within: 200 })
  expect(outcomes.filter(({ kind }) => kind !== 'same')).toMatchObject([
    { kind: 'different', differences: [{ pointer: '/meta/total', recorded: 7, live: 1 }] },
    { kind: 'missing', recorded: { event: 'lost' } },
    { kind: 'extra', live: { event: 'error' } },
  ])
})
