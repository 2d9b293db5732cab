import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScenarioServer } from '../../cli/scenario-server.ts'
import { explain } from '../../tui/runner/explain.ts'
import { junit } from '../../tui/runner/junit.ts'
import { mismatches } from '../../tui/runner/match.ts'
import { readScenarios, ScenarioError } from '../../tui/runner/read.ts'
import { type Result, runScenario, worstOf } from '../../tui/runner/run.ts'
import { tapLines } from '../../tui/runner/tap.ts'
import { startBroken, type Tamper } from './broken-server.ts'

let server: Awaited<ReturnType<typeof startScenarioServer>>
beforeAll(async () => {
  server = await startScenarioServer()
})
afterAll(() => server.close())

const pair = 'title: t\nsessions: { A: anna, B: boris }\ndialogs: { d: [A, B] }\nwithin: 1s\nsteps:\n'
const writes = `  - { send: dialogs.messages.create, as: A, with: { dialog_id: '\${d}', body: hello }, reply: }\n`

/** Plays the steps with Anna (A) and Boris (B), who have dialog d; against a server that tampers, if asked for. */
async function play(steps: string, tamper?: Tamper): Promise<Result> {
  const [scenario] = readScenarios(pair + steps, 'test.yaml')
  if (!tamper) return runScenario(scenario!, server)
  await using broken = await startBroken(server.url, tamper)
  return await runScenario(scenario!, { ...server, url: broken.url })
}

test('an expectation that does not hold tells what was expected, the nearest frame and the last frames', async () => {
  const result = await play(`${writes}  - { expect: dialogs.messages.create, as: B, where: { data.text_body: bye } }\n`)
  expect(result).toMatchObject({
    verdict: 'expectation',
    failure: { step: { line: 7 }, error: { message: 'B did not get dialogs.messages.create' } },
  })
  const text = explain(result).join('\n')
  expect(text).toContain('at test.yaml:7 (step 2: expect)')
  expect(text).toContain('expected: {"event":"dialogs.messages.create","where":{"data.text_body":"bye"}}')
  expect(text).toMatch(/nearest: {3}#\d+ \S+ B ← .*"text_body":"hello"/)
  expect(text).toContain('data.text_body: "hello" instead of "bye"')
  expect(text).toMatch(/the last \d of \d lines:/)
})

test('a refusal that nobody expected, a frame that must never come and a close that does not come fail', async () => {
  const refused = await play('  - { send: dialogs.messages.create, as: A, with: { dialog_id: 1 }, reply: }\n')
  expect(refused).toMatchObject({
    verdict: 'expectation',
    failure: { error: { message: expect.stringContaining('another') } },
  })
  const never = await play(`${writes}  - { never: dialogs.messages.create, as: B }\n`)
  expect(never).toMatchObject({
    verdict: 'expectation',
    failure: { error: { message: 'B got dialogs.messages.create' } },
  })
  const closed = await play('  - { closed: A, code: 4400, within: 50ms }\n')
  expect(closed).toMatchObject({ verdict: 'expectation', failure: { error: { message: 'A was not closed' } } })
  const wrong = await play('  - { raw: x, as: A, times: 20 }\n  - { closed: A, code: 1000, within: 8s }\n')
  expect(wrong).toMatchObject({
    verdict: 'expectation',
    failure: { error: { message: expect.stringContaining('4400') } },
  })
  const gone = await play('  - { drop: A }\n  - { expect: dialogs.load, as: A, within: 1m }\n')
  expect(gone).toMatchObject({
    verdict: 'expectation',
    failure: { error: { message: expect.stringContaining('1006') } },
  })
})

test('[MC2] a frame against the protocol fails a scenario whose own expectations hold, unless it allows that', async () => {
  const dropCounts: Tamper = (text) => (JSON.parse(text).event === 'notifications.dialogs.count' ? [] : [text])
  const broken = await play(writes, dropCounts)
  expect(broken).toMatchObject({ verdict: 'violation' })
  expect(broken.violations).toMatchObject([
    { rule: 'MC2', session: 'A' },
    { rule: 'MC2', session: 'B' },
  ])
  expect((await play(`${writes}allow: [MC2]\n`, dropCounts)).verdict).toBe('pass')
})

test('a request without an answer, a scenario that takes too long and a server that is not there end differently', async () => {
  const silent = await play('  - { send: dialogs.load, as: A, reply: { within: 100ms } }\n', () => [])
  expect(silent).toMatchObject({
    verdict: 'timeout',
    failure: { error: { message: 'A got no answer to dialogs.load' } },
  })
  const slow = await play(
    '  - { never: dialogs.load, as: A, for: 50ms }\n  - { send: dialogs.load, as: A, reply: }\ntimeout: 10ms\n',
  )
  expect(slow).toMatchObject({
    verdict: 'timeout',
    failure: { error: { message: 'the scenario took longer than 10 ms' } },
  })
  const [scenario] = readScenarios(`${pair}${writes}`, 'test.yaml')
  const nobody = await runScenario(scenario!, { ...server, url: 'ws://127.0.0.1:1/ws/' })
  expect(nobody).toMatchObject({
    verdict: 'cannot_connect',
    failure: { error: { message: expect.stringContaining('ECONNREFUSED') } },
  })
  expect(worstOf(['pass', 'expectation', 'violation'])).toBe('violation')
})

test('[CN6] reading can be stopped and taken up again, and a session can join later', async () => {
  const steps = `  - { stall: B }\n${writes}  - { never: dialogs.messages.create, as: B, for: 50ms }\n  - { resume: B }\n  - { expect: dialogs.messages.create, as: B }\n`
  expect((await play(steps)).verdict).toBe('pass')
  const later = `${pair.replace('boris', '{ user: boris, open: false }')}  - { reopen: B }\n  - { send: dialogs.load, as: B, reply: }\n`
  expect(
    (await runScenario(readScenarios(later.replace('dialogs: { d: [A, B] }\n', ''), 'x')[0]!, server)).verdict,
  ).toBe('pass')
})

function problemsOf(text: string): readonly string[] {
  try {
    readScenarios(text, 'x.yaml')
    return []
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems
    throw error
  }
}

test.each([
  ['', 'x.yaml:1: there is no scenario; write title, sessions and steps'],
  ['title: t\nsessions: { A: a\n', 'x.yaml:3: this is not YAML'],
  [`${pair}  - { sent: dialogs.load, as: A }\n`, 'x.yaml:6: step 1 is none of send, raw'],
  [`${pair}  - { send: dialogs.load, as: C }\n`, 'x.yaml:6: there is no session C; it has A, B'],
  [`${pair}  - { send: dialogs.load }\n`, 'x.yaml:6: say whose step this is: as: A or B'],
  [
    `${pair}  - { send: dialogs.load, as: A }\n  - expect: dialogs.load\n    as: A\n    wthin: 1s\n`,
    'x.yaml:7: Unrecognized key: "wthin"',
  ],
  [
    `${pair}  - expect: dialogs.load\n    as: A\n    within: soon\n`,
    'x.yaml:8: within: a time is written as 500ms, 2s or 1m',
  ],
  [
    `${pair}  - expect: dialogs.load\n    as: A\n    where:\n      data: { $gtt: 1 }\n`,
    'x.yaml:8: where: there is no operator $gtt',
  ],
  [
    `${pair}  - { expect: dialogs.load, as: A, where: { data: { $match: '(' } } }\n`,
    'x.yaml:6: where: $match: "(" is no regular',
  ],
  [`${pair.replace('[A, B]', '[A, Z]')}  - { raw: x, as: A }\n`, 'x.yaml:1: dialog d: there is no session Z'],
  [`${pair.replace('title: t\n', '')}  - { raw: x, as: A }\n`, 'x.yaml:1: title:'],
])('a wrong file is told with its line and what to do: %#', (text, problem) => {
  const [first] = problemsOf(text)
  expect(first?.slice(0, problem.length)).toBe(problem)
})

test('where fits parts of a frame, paths into it, and compares', () => {
  const frame = { data: { id: 5, user: { id: 1 }, list: [1, 2], text: 'hello' }, event: 'x' }
  const fits = (wanted: unknown) => mismatches(wanted, frame).length === 0
  expect(fits({ data: { id: 5 }, 'data.user.id': 1, 'data.list.-1': 2 })).toBe(true)
  expect(fits({ data: { id: { $gt: 4, $lte: 5, $ne: 6, $in: [5, 6] }, list: { $length: 2, $contains: 2 } } })).toBe(
    true,
  )
  expect(fits({ data: { text: { $match: '^h', $contains: 'll' }, none: { $exists: false } } })).toBe(true)
  expect(fits({ data: { list: [1] } })).toBe(false)
  expect(fits({ data: { id: '5' } })).toBe(false)
  expect(fits({ data: { id: { $gt: '4' } } })).toBe(false)
  expect(mismatches({ data: { user: { id: 2 } } }, frame)).toEqual([{ path: 'data.user.id', expected: 2, got: 1 }])
})

test('reports are safe for a terminal and for XML, whatever was sent', async () => {
  const body = '"\\e]52;c;x\\a <b> & \\u202e # \\0"'
  const result = await play(
    `  - { send: dialogs.messages.create, as: A, with: { dialog_id: '\${d}', body: ${body} }, reply: { where: { data: 1 } } }\n`,
  )
  expect(result.verdict).toBe('expectation')
  const tap = tapLines({ ...result, scenario: { ...result.scenario, title: 'a # b', rules: ['MC1'] } }, 3)
  expect(tap[0]).toBe('not ok 3 - [MC1] a \\# b')
  expect(tap).toContain('  verdict: expectation')
  for (const line of tap) expect(line).not.toMatch(/[\0-\x1f\x7f-\x9f\u202e]/)
  const xml = junit([result])
  expect(xml).toMatch(/<testsuite name="test.yaml" tests="1" failures="1" time="\d/)
  expect(xml).toContain('&lt;b&gt; &amp;')
  expect(xml).not.toMatch(/[\0-\x08\x0b-\x1f\u202e]/)
})

test('a mail is decoded, a wrong one tells what came, and one that does not come is said so', async () => {
  const to = (more: string, body = 'Привет, мир — это длинное письмо 👍') =>
    `  - { send: dialogs.messages.create, as: A, with: { dialog_id: '\${d}', body: '${body}' }, reply: }\n  - { mail.expect: ${more} }\n`
  expect(
    (
      await play(
        to("B, where: { text: { $contains: 'Привет, мир — это длинное письмо 👍' } }, capture: { s: subject }"),
      )
    ).verdict,
  ).toBe('pass')
  const wrong = await play(to('B, within: 3s, where: { subject: nothing }'))
  expect(wrong.failure?.error.message).toMatch(
    /^\S+@\S+ did not get that mail: one came, but its subject is "New message from anna/,
  )
  const none = await play(to('A, within: 50ms'))
  expect(none.failure?.error.message).toMatch(/did not get that mail: none came$/)
  const twice = await play(`${to('B').repeat(2)}  - { mail.expect: B, within: 50ms }\n`)
  expect(twice.failure?.error.message).toMatch(/none came$/)
})
