import { Failure } from './failure.ts'
import type { Io } from './io.ts'
import { readFile } from './values.ts'

/** Reads every scenario of the files; what is wrong with any of them is told at once, before anything is run. */
export async function readScenarioFiles(files: string[], io: Io) {
  const { readScenarios, ScenarioError } = await import('../tui/runner/read.ts')
  const problems: string[] = []
  const scenarios = files.flatMap((file) => {
    try {
      return readScenarios(readFile(file, io), file)
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error
      problems.push(...error.problems)
      return []
    }
  })
  if (problems.length > 0) throw new Failure('usage', 'bad_scenario', { problems: problems.join('\n') })
  return scenarios
}
