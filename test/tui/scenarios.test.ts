import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScenarioServer } from '../../cli/scenario-server.ts'
import { explain } from '../../tui/runner/explain.ts'
import { readScenarios } from '../../tui/runner/read.ts'
import { runScenario } from '../../tui/runner/run.ts'
import { projectRoot } from '../guards/sources.ts'

const folder = join(projectRoot, 'docs/scenarios')
const scenarios = readdirSync(folder).flatMap((file) => readScenarios(readFileSync(join(folder, file), 'utf8'), file))
let server: Awaited<ReturnType<typeof startScenarioServer>>

beforeAll(async () => {
  server = await startScenarioServer()
})
afterAll(() => server.close())

for (const scenario of scenarios) {
  const rules = scenario.rules.map((rule) => `[${rule}]`).join('')
  test(`${rules} ${scenario.file}: ${scenario.title}`, async () => {
    const result = await runScenario(scenario, server)
    if (result.verdict !== 'pass') throw new Error(`${result.verdict}\n${explain(result).join('\n')}`)
  })
}

/** What no scenario can show, and why. */
const elsewhere: Record<string, string> = {
  ER4: 'the language is chosen by a header of the upgrade, which the tester does not send',
}

test('a scenario shows every rule of the five events, of frames and of errors, or there is a reason why none can', () => {
  const spec = readFileSync(join(projectRoot, 'src/protocol/SPEC.md'), 'utf8')
  const rules = [...spec.matchAll(/^- \*\*((?:DL|ML|MC|MS|NC|FR|ER)\d+)\*\*/gm)].map(([, id]) => id!)
  expect(rules.length).toBeGreaterThan(30)
  const shown = scenarios.flatMap((scenario) => scenario.rules)
  expect(rules.filter((id) => !shown.includes(id) && !(id in elsewhere))).toEqual([])
  expect(Object.keys(elsewhere).filter((id) => shown.includes(id) || !rules.includes(id))).toEqual([])
})
