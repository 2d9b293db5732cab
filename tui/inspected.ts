import { type TreeLine, treeLines } from './state/tree.ts'
import type { Tester } from './tester.ts'
import type { Entry } from './wire/entry.ts'

const cache = new WeakMap<Entry, { toggled: ReadonlySet<string>; lines: TreeLine[] }>()

/** The folding JSON of the selected frame, or its text where it is no JSON object. */
export function inspectedLines({ log, ui }: Tester): TreeLine[] {
  const { selected } = log
  if (!selected) return []
  const known = cache.get(selected)
  if (known?.toggled === ui.toggled) return known.lines
  const lines = treeLines(selected.frame ?? selected.text, ui.toggled)
  cache.set(selected, { toggled: ui.toggled, lines })
  return lines
}

export const violationInFocus = ({ violations, ui }: Tester): Entry | undefined =>
  violations.at(violations.next - 1 - ui.cursor)

/** The frame that keys are about: of the list of violations the one in focus there, else the selected one of the log. */
export const entryInFocus = (tester: Tester): Entry | undefined =>
  tester.ui.place === 'violations' ? violationInFocus(tester) : tester.log.selected
