import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScenarioServer } from '../../cli/scenario-server.ts'
import type { Message } from '../../src/protocol/index.ts'
import { Checker } from '../../tui/check/checker.ts'
import { type DifferenceRow, differenceRows } from '../../tui/record/differences.ts'
import { prepare } from '../../tui/record/fresh.ts'
import { Replay } from '../../tui/record/replay.ts'
import { type Entry, Session } from '../../tui/wire/session.ts'
import { startBroken, type Tamper } from './broken-server.ts'
import { talked } from './talked.ts'

let recorded: Entry[]

beforeAll(async () => {
  recorded = await talked()
})

let server: Awaited<ReturnType<typeof startScenarioServer>>
afterAll(() => server?.close())

/** What is different when the recording is done once more on a server of its own, through one that tampers. */
async function replayed(tamper: Tamper = (text) => [text], within = 400, entries = recorded): Promise<DifferenceRow[]> {
  server = await startScenarioServer()
  try {
    const { ids, tokens, standIn, close } = await prepare(entries, server)
    await using broken = await startBroken(server.url, tamper)
    const checker = new Checker()
    let number = 0
    const sessions = new Map(
      ['A', 'B'].map((name) => {
        const emit = (entry: Entry) => replay.listen(entry)
        const check = (entry: Entry) => checker.check(entry)
        const token = tokens.get(name)!
        return [
          name,
          new Session({ name, url: broken.url, token, reconnect: false, number: () => ++number, check, emit }),
        ]
      }),
    )
    const replay: Replay = new Replay(sessions, { ids, within, standIn })
    const rows: DifferenceRow[] = []
    for await (const outcome of replay.run(entries)) rows.push(...differenceRows(outcome))
    for (const session of sessions.values()) session.close()
    close()
    return rows
  } finally {
    await server.close()
  }
}

/** Tampers with the nth frame of an event that somebody is sent. */
function nth(n: number, event: string, change: (frame: Record<string, unknown>) => object[]): Tamper {
  let seen = 0
  return (text) => {
    const frame = JSON.parse(text)
    if (frame.event !== event || frame.request_id === 'the replay is over') return [text]
    seen += 1
    return seen === n ? change(frame).map((one) => JSON.stringify(one)) : [text]
  }
}

const create = 'dialogs.messages.create'
const count = 'notifications.dialogs.count'
const data = (frame: Record<string, unknown>) => frame.data as Message

test('a recording replays without a difference on a fresh server, where every id is another one', async () => {
  expect(recorded.filter(({ dir }) => dir === 'in').length).toBeGreaterThan(25)
  expect(await replayed((text) => [text], 5_000)).toEqual([])
})

test('what somebody did whom nobody recorded is done for them, so that the half of a talk replays as well', async () => {
  for (const name of ['A', 'B']) {
    const half = recorded.filter(({ session }) => session === name)
    expect(await replayed((text) => [text], 2_000, half)).toEqual([])
  }
})

test.each<[string, Tamper, RegExp]>([
  [
    'a count that is left out',
    nth(4, count, () => []),
    /^#\d+ . in notifications\.dialogs\.count {2}recorded .* live nothing/m,
  ],
  [
    'a count that is wrong',
    nth(5, count, (frame) => [{ ...frame, data: 5 }]),
    /dialogs\.count \/data recorded \d live 5/,
  ],
  [
    'a message that comes twice',
    nth(2, create, (frame) => [frame, frame]),
    /^live #\d+ . in dialogs\.messages\.create {2}recorded nothing live .*\*\*one\*\*/m,
  ],
  [
    'a message that comes twice, as the rule it is against',
    nth(2, create, (frame) => [frame, frame]),
    /live "violates FR3/,
  ],
  [
    'a message that is left out',
    nth(3, create, () => []),
    /^#\d+ . in dialogs\.messages\.create {2}recorded .* live nothing/m,
  ],
  [
    'a body that is another one',
    nth(1, create, (frame) => [{ ...frame, data: { ...data(frame), markdown_body: 'x' } }]),
    /create \/data\/markdown_body recorded "\*\*one\*\*" live "x"/,
  ],
  [
    'a seq that goes back',
    nth(5, create, (frame) => [{ ...frame, data: { ...data(frame), seq: 1 } }]),
    /create \/data\/seq recorded \d+ live 1/,
  ],
  [
    'a uid that is lost',
    nth(1, create, (frame) => [{ ...frame, data: { ...data(frame), uid: null } }]),
    /create \/data\/uid recorded "[0-9a-f-]{36}" live null/,
  ],
  [
    'an author that is another one',
    nth(1, create, (frame) => [{ ...frame, data: { ...data(frame), user: { ...data(frame).user, id: 99 } } }]),
    /create \/data\/user\/id recorded \d+ live 99/,
  ],
  [
    'a read mark that is not set',
    nth(1, 'dialogs.messages.seen', (frame) => [{ ...frame, data: { ...data(frame), date_read: null } }]),
    /seen \/data\/date_read recorded ".*" live null/,
  ],
  [
    'a message that is missing in a page',
    nth(1, 'dialogs.messages.load', (frame) => [{ ...frame, data: (frame.data as []).slice(1) }]),
    /messages\.load \/data\/\d/,
  ],
  [
    'an error of another code',
    nth(1, 'error', (frame) => [{ ...frame, code: 'internal' }]),
    /error \/code recorded "bad_json" live "internal"/,
  ],
])('an injected bug is named: %s', async (_name, tamper, wanted) => {
  const rows = await replayed(tamper)
  const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
  const text = rows.map((row) => `${row.place} ${row.pointer} recorded ${shown(row.recorded)} live ${shown(row.live)}`)
  expect(text.join('\n')).toMatch(wanted)
})
