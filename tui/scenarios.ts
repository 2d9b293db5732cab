import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { freshPath, reasonOf } from './files.ts'
import { scenarioOf } from './record/scenario.ts'
import { shown } from './recording.ts'
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
