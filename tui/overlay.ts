import { filesIn } from './files.ts'
import { type Action, type ActionId, allActions, isAt, keyLabel } from './keys.ts'
import { chooseEvent, eventNames } from './state/compose.ts'
import { fuzzy } from './state/fuzzy.ts'
import { textOf } from './state/text.ts'
import type { Ask } from './state/ui.ts'
import type { Tester } from './tester.ts'

/** One line of the palette or the help. */
export interface Choice {
  key: string
  title: string
  /** Where its key works, for the help. */
  where: string
  /** Undefined where it cannot be done here. */
  act: ((tester: Tester) => void) | undefined
}

/** Those that make no sense in a list: they are about the list itself, or about one line. */
const unlisted: ReadonlySet<ActionId> = new Set(['palette', 'leave', 'up', 'down', 'fold.close', 'fold.open'])

const choiceOf = (action: Action, available: boolean): Choice => ({
  key: keyLabel(action.key),
  title: action.title,
  where: action.when.places?.join(', ') ?? (action.when.typing === false ? 'anywhere but in a text' : 'anywhere'),
  act: available ? (tester) => tester.perform(action.id) : undefined,
})

/** What the palette offers here: actions, and one Compose for each event. */
export function choicesOf({ ui }: Tester): Choice[] {
  const { overlay, place } = ui
  if (!overlay) return []
  if (overlay.ask) return overlay.ask.choices(overlay.query.value)
  if (overlay.kind === 'help') {
    const choices = allActions().map((action) => choiceOf(action, isAt(action, place)))
    return fuzzy(choices, overlay.query.value, ({ key, title, where }) => `${title} ${key} ${where}`)
  }
  const here = allActions().filter((action) => isAt(action, place) && !unlisted.has(action.id))
  const events = place === 'pick' ? [] : eventNames
  const choices = [
    ...here.map((action) => choiceOf(action, true)),
    ...events.map(
      (name, index): Choice => ({ key: '', title: `Compose ${name}`, where: '', act: composeEvent(index) }),
    ),
  ]
  return fuzzy(choices, overlay.query.value, ({ title }) => title)
}

const composeEvent = (index: number) => (tester: Tester) => {
  tester.perform('compose')
  tester.set({ compose: { ...chooseEvent(tester.ui.compose, index), row: 2, raw: undefined } })
}

/** Asks for a text, or for one of a list. */
export const ask = (tester: Tester, question: Ask, begin = ''): void =>
  tester.set({ overlay: { kind: 'ask', query: textOf(begin), index: 0, ask: question } })

/** Asks for one of the files with these extensions. */
export function askForFile(tester: Tester, title: string, extensions: readonly string[], then: (path: string) => void) {
  const files = filesIn(tester.folder, extensions)
  if (files.length === 0)
    return tester.toast(`there is no .${extensions.join(' or .')} file in ${tester.folder} or below`, 'bad')
  const choiceOf = (file: string): Choice => ({ key: '', title: file, where: '', act: () => then(file) })
  ask(tester, {
    title,
    hint: 'type to search, Enter opens',
    choices: (query) => fuzzy(files, query, (file) => file).map(choiceOf),
  })
}
