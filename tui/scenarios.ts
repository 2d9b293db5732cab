import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { filesIn, freshPath, reasonOf } from './files.ts'
import type { Run } from './people.ts'
import { scenarioOf } from './record/scenario.ts'
import { shown, view } from './recording.ts'
import { StepFailure } from './runner/failure.ts'
import { readScenarios, ScenarioError } from './runner/read.ts'
import { runScenario } from './runner/run.ts'
import type { ScenarioServer } from './runner/server.ts'
import { placeOn } from './state/ui.ts'
import type { Tester } from './tester.ts'

/** Marks the selected frame for a scenario, or takes the mark away. */
export function toggleMark(tester: Tester) {
  const { selected } = tester.log
  if (!selected) return
  if (tester.log.follow) tester.log.toggleFollow()
  tester.set({ marks: new Set(tester.ui.marks).symmetricDifference(new Set([selected.n])) })
}

/** Writes what is marked, or else everything that the log holds, as a scenario of the runner. */
export function saveScenario(tester: Tester) {
  const { marks } = tester.ui
  const path = freshPath(tester.folder, 'yaml')
  const entries = tester.viewed?.entries ?? tester.log.entries()
  if (!entries.some(({ dir }) => dir === 'out'))
    return tester.toast('nothing was sent, so there is nothing to do again', 'bad')
  try {
    const title = basename(tester.viewed?.name ?? path).replace(/\.\w+$/, '')
    writeFileSync(path, scenarioOf(entries, { title, ...(marks.size > 0 ? { chosen: marks } : {}) }), { flag: 'wx' })
    tester.set({ marks: new Set() })
    tester.toast(`saved as ${shown(tester, path)}; 6 runs it here, dialogd tui run FILE anywhere`)
  } catch (error) {
    tester.toast(`no scenario was saved: ${reasonOf(error)}`, 'bad')
  }
}

/** Reads the scenarios anew and shows them; what came of those that did not change stays. */
export function openScenarios(tester: Tester) {
  const before = new Map(tester.runs.map((run) => [JSON.stringify(run.scenario), run]))
  const problems: string[] = []
  const found = filesOf(tester).flatMap((path) => {
    try {
      const text = readFileSync(path, 'utf8')
      // Other programs have their YAML too.
      return /^steps:/m.test(text) ? readScenarios(text, relative(tester.folder, path)) : []
    } catch (error) {
      problems.push(...(error instanceof ScenarioError ? error.problems : [reasonOf(error)]))
      return []
    }
  })
  tester.runs = found.map((scenario) => before.get(JSON.stringify(scenario)) ?? { scenario })
  tester.problems = problems
  tester.set(placeOn('scenarios'))
}

/** Plays the scenario in focus against the server that is connected. */
export async function runSelected(tester: Tester): Promise<void> {
  const run = tester.runs[tester.ui.cursor]
  if (!run) return tester.toast('there is no scenario here; S in the Log saves one', 'bad')
  if (tester.runs.some(({ step }) => step)) return tester.toast('one is running; wait for its end', 'bad')
  run.result = undefined
  try {
    run.result = await runScenario(run.scenario, tester.server ?? connectedServer(tester), {
      step(step) {
        run.step = step
        tester.changed()
      },
    })
  } catch (error) {
    tester.toast(`it did not run: ${reasonOf(error)}`, 'bad')
  }
  run.step = undefined
  tester.changed(true)
}

/** Shows what crossed the wire during a run, as a recording is shown. */
export function showRun(tester: Tester) {
  const { result, scenario }: Partial<Run> = tester.runs[tester.ui.cursor] ?? {}
  if (!result) return tester.toast('it has not run yet; Enter runs it', 'bad')
  view(tester, scenario!.title, { entries: result.log, sessions: [] })
}

function filesOf({ scenarios }: Tester): string[] {
  const isFile = statSync(scenarios, { throwIfNoEntry: false })?.isFile()
  const folder = isFile ? dirname(scenarios) : scenarios
  const names = isFile ? [basename(scenarios)] : filesIn(folder, ['yaml', 'yml'])
  return names.map((name) => join(folder, name))
}

/** The server of the sessions: whoever is connected is who a scenario calls so, by the user's name or the session's. */
function connectedServer({ live }: Tester): ScenarioServer {
  const [first] = live.sessions
  return {
    url: first?.spec.url ?? '',
    async person(session, user) {
      const named = live.sessions.find(({ spec }) => spec.user.toLowerCase() === user.toLowerCase())
      const { token } = (named ?? live.sessions.find(({ spec }) => spec.name === session))?.spec ?? {}
      if (token === undefined)
        throw new StepFailure(
          'cannot_connect',
          `session ${session} is ${user}, and nobody is connected who is called so: connect as them too, or use tui run`,
        )
      return { token: typeof token === 'string' ? token : await token() }
    },
    async close() {},
  }
}
