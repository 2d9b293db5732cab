import { choicesOf } from './overlay.ts'
import type { Press } from './press.ts'
import { composeInsert, composeKey } from './state/compose.ts'
import { parseFilter } from './state/filter.ts'
import { editText, insertText, type TextState } from './state/text.ts'
import type { Tester } from './tester.ts'

/** A key that is no action: it edits the text in focus, or moves in the list that lies over the screen. */
export function typed(tester: Tester, { key, text }: Press) {
  const { ui } = tester
  const edit = (state: TextState): TextState =>
    (text === undefined ? editText(state, key) : insertText(state, text)) ?? state
  if (ui.overlay) return overlayKey(tester, key, edit)
  if (!ui.typing) return
  if (ui.place === 'compose') {
    const world = { sessions: tester.sessions.length, ids: tester.ids.of }
    const compose = text === undefined ? composeKey(ui.compose, key, world) : composeInsert(ui.compose, text)
    if (compose) tester.set({ compose })
  } else if (ui.place === 'filter') {
    const filter = edit(ui.filter)
    tester.log.setFilter(parseFilter(filter.value))
    tester.set({ filter })
  } else {
    const { session } = ui.compose
    const draft = ui.drafts[session]
    if (draft) tester.set({ drafts: ui.drafts.with(session, edit(draft)) })
  }
}

/** Text that was pasted; line breaks stay in it. */
export function pasted(tester: Tester, text: string) {
  const { ui } = tester
  if (ui.typing || ui.overlay) typed(tester, { key: '', text: text.replaceAll(/\r\n?/g, '\n') })
  else tester.toast('Nothing is being typed here; i or Enter begins.', 'bad')
}

function overlayKey(tester: Tester, key: string, edit: (state: TextState) => TextState) {
  const overlay = tester.ui.overlay!
  const choices = choicesOf(tester)
  const move = (by: number) =>
    tester.set({ overlay: { ...overlay, index: Math.max(0, Math.min(choices.length - 1, overlay.index + by)) } })
  if (key === 'esc' || key === '^P') return tester.set({ overlay: undefined })
  if (key === 'up') return move(-1)
  if (key === 'down') return move(1)
  if (key === 'pageup') return move(-10)
  if (key === 'pagedown') return move(10)
  if (key === 'enter') {
    const act = choices[overlay.index]?.act
    if (!act) return
    tester.set({ overlay: undefined })
    return act(tester)
  }
  const query = edit(overlay.query)
  tester.set({ overlay: { ...overlay, query, index: query.value === overlay.query.value ? overlay.index : 0 } })
}
