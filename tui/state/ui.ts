import type { Place } from '../keys.ts'
import type { Choice } from '../overlay.ts'
import type { ThemeName } from '../theme.ts'
import { type ComposeState, initialCompose } from './compose.ts'
import { emptyText, type TextState } from './text.ts'

export type Screen = 'pick' | 'log' | 'split' | 'chat' | 'stats' | 'violations' | 'scenarios'

export interface Overlay {
  kind: 'palette' | 'help' | 'ask'
  query: TextState
  index: number
  /** Of `ask`. */
  ask?: Ask
}

/** A question that is answered by a text, or by choosing from a list. */
export interface Ask {
  title: string
  hint: string
  /** What can be done with what was typed. */
  choices: (query: string) => Choice[]
}

export interface Toast {
  text: string
  kind: 'good' | 'bad'
}

/** What is looked at and typed; a new object with every change. What came over the wire is not in it. */
export interface Ui {
  screen: Screen
  place: Place
  typing: boolean
  overlay: Overlay | undefined
  toast: Toast | undefined
  theme: ThemeName
  compose: ComposeState
  filter: TextState
  /** Containers of the inspected frame that are not as they are at first, and the line in focus. */
  toggled: ReadonlySet<string>
  line: number
  codePoints: boolean
  /** What is being typed as each session, and which dialog it is in. */
  drafts: readonly TextState[]
  dialogs: readonly (number | undefined)[]
  /** How many lines the messages are scrolled back. */
  scroll: number
  /** The row in focus in the list of dialogs, of violations or of people. */
  cursor: number
  picked: ReadonlySet<number>
  /** Entries that will become a scenario, by their numbers. */
  marks: ReadonlySet<number>
}

export const initialUi = (sessions: number, theme: ThemeName): Ui => ({
  ...placeOn(sessions === 0 ? 'pick' : sessions > 1 ? 'split' : 'log'),
  overlay: undefined,
  toast: undefined,
  theme,
  compose: initialCompose,
  filter: emptyText,
  toggled: new Set(),
  line: 0,
  codePoints: false,
  drafts: new Array<TextState>(sessions).fill(emptyText),
  dialogs: new Array<undefined>(sessions).fill(undefined),
  scroll: 0,
  cursor: 0,
  picked: new Set(),
  marks: new Set(),
})

/** Where one lands on a screen. */
export function placeOn(screen: Screen): Pick<Ui, 'screen' | 'place' | 'typing' | 'cursor' | 'scroll'> {
  return { screen, place: screen, typing: screen === 'split' || screen === 'chat', cursor: 0, scroll: 0 }
}

const panes: Partial<Record<Screen, readonly Place[]>> = {
  log: ['log', 'inspect', 'compose'],
  chat: ['chat', 'dialogs'],
}

/** The pane `step` further on the same screen. */
export function paneAfter({ screen, place }: Ui, step: 1 | -1): Pick<Ui, 'place' | 'typing'> | undefined {
  const around = panes[screen]
  if (!around) return undefined
  const at = Math.max(0, around.indexOf(place))
  const next = around[(at + step + around.length) % around.length]!
  return { place: next, typing: next === 'compose' || next === 'chat' }
}

/** What Esc does: out of a pane, or only out of typing. */
export function left(ui: Ui): Partial<Ui> {
  if (ui.place === 'compose' || ui.place === 'inspect' || ui.place === 'filter') return { place: 'log', typing: false }
  return { typing: false, toast: undefined }
}
