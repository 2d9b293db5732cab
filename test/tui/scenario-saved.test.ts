import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScenarioServer } from '../../cli/scenario-server.ts'
import { scenarioOf } from '../../tui/record/scenario.ts'
import { explain } from '../../tui/runner/explain.ts'
import { readScenarios } from '../../tui/runner/read.ts'
import { type Result, runScenario } from '../../tui/runner/run.ts'
import type { Entry } from '../../tui/wire/entry.ts'
import { startBroken, type Tamper } from './broken-server.ts'
import { talked } from './talked.ts'
import { ask, entriesOf, testing } from './tester.ts'

let recorded: Entry[]
let server: Awaited<ReturnType<typeof startScenarioServer>>
beforeAll(async () => {
  ;[recorded, server] = await Promise.all([talked(), startScenarioServer()])
})
afterAll(() => server.close())

async function run(yaml: string, tamper?: Tamper): Promise<Result> {
  const [scenario, ...others] = readScenarios(yaml, 'saved.yaml')
  expect(others).toEqual([])
  if (!tamper) return runScenario(scenario!, server)
  await using broken = await startBroken(server.url, tamper)
  return await runScenario(scenario!, { ...server, url: broken.url })
}

function expectPass(result: Result, yaml: string): void {
  if (result.verdict !== 'pass') throw new Error(`${result.verdict}\n${explain(result).join('\n')}\n${yaml}`)
}

test('a recording saved as a scenario runs green on a fresh server, again and again', async () => {
  const yaml = scenarioOf(recorded, { title: 'Anna and Boris talk' })
  expect(yaml).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  const incoming = recorded.filter(({ dir }) => dir === 'in').length
  expect(yaml.match(/ (expect|reply): /g)!.length).toBeGreaterThanOrEqual(incoming)
  expectPass(await run(yaml), yaml)
  expectPass(await run(yaml), yaml)
})

test('the saved scenario fails where the server has a bug', async () => {
  const yaml = scenarioOf(recorded, { title: 'Anna and Boris talk' })
  const wrong: Tamper = (text) => [text.replace('"lesson":7', '"lesson":8')]
  const result = await run(yaml, wrong)
  expect(explain(result).join('\n')).toContain('data.lesson: 8 instead of 7')
  const silent: Tamper = (text) => (text.includes('"up_to":true') && !text.includes('request_id') ? [] : [text])
  expect((await run(yaml, silent)).verdict).not.toBe('pass')
})

test('frames that were marked become a scenario of their own, with what they need before them', async () => {
  const seen = recorded.filter(({ event, text }) => event === 'dialogs.messages.seen' && !text.includes('up_to'))
  expect(seen.map(({ session, dir }) => session + dir).sort()).toEqual(['Ain', 'Aout', 'Bin'])
  const chosen = new Set(seen.map(({ n }) => n))
  const yaml = scenarioOf(recorded, { title: 'only the read mark', chosen })
  const [scenario] = readScenarios(yaml, 'saved.yaml')
  expect(scenario!.steps.length).toBeLessThan(12)
  expect(scenario!.steps.some((step) => step.kind === 'send' && step.send === 'dialogs.messages.seen')).toBe(true)
  expectPass(await run(yaml), yaml)
})

test('one marked answer or push becomes a scenario with the request that led to it', async () => {
  const pushes = recorded.filter(({ dir, event }) => dir === 'in' && event !== undefined && event !== 'error')
  expect(pushes.length).toBeGreaterThan(20)
  for (const { n } of pushes) {
    const yaml = scenarioOf(recorded, { title: `frame ${n}`, chosen: new Set([n]) })
    const steps = readScenarios(yaml, 'saved.yaml')[0]!.steps.map(({ kind }) => kind)
    expect(steps).toContain('send')
    expectPass(await run(yaml), yaml)
  }
})

test('what somebody did whom nobody recorded is done for them', async () => {
  const half = recorded.filter(({ session }) => session === 'A')
  const yaml = scenarioOf(half, { title: 'the half of Anna' })
  expect(yaml).toContain('other1: boris')
  expectPass(await run(yaml), yaml)
})

test('S saves the log of live sessions, or what is marked in it, as a scenario that runs green', async () => {
  const { tester, folder, dialog } = await testing()
  await ask(tester, 'A', 'dialogs.messages.create', { dialog_id: dialog, body: 'hello' })
  await ask(tester, 'B', 'notifications.dialogs.count')
  tester.perform('scenario.save')
  tester.perform('screen.log')
  for (const { dir, event, n } of entriesOf(tester)) {
    if (event !== 'dialogs.messages.create' || dir !== 'out') continue
    tester.log.select({ n } as Entry)
    tester.perform('mark')
  }
  expect(tester.ui.marks.size).toBe(1)
  tester.perform('scenario.save')
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  expect(files).toHaveLength(2)
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'))
  for (const yaml of texts) expectPass(await run(yaml), yaml)
  const steps = texts.map((yaml) => readScenarios(yaml, 'x')[0]!.steps.length).sort((a, b) => a - b)
  expect(steps[0]).toBe(1)
  expect(steps[1]).toBeGreaterThan(8)
})
