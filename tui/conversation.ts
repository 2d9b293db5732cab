import { type ChatDialog, unreadOf } from './state/chat.ts'
import { emptyText } from './state/text.ts'
import type { Connected, Tester } from './tester.ts'

/** The two sessions that Split shows: the active one, and the other beside it. */
export function pairOf({ sessions, ui }: Tester): [number, number] {
  const { session } = ui.compose
  return session < 2 || session >= sessions.length ? [0, 1] : [0, session]
}

/** The sessions whose dialogs are on the screen. */
function shown(tester: Tester): number[] {
  const { screen, compose } = tester.ui
  if (screen === 'split') return pairOf(tester).filter((index) => index < tester.sessions.length)
  return screen === 'chat' && tester.sessions.length > 0 ? [compose.session] : []
}

/** The dialog that a session is in. */
export function dialogOf({ sessions, ui }: Tester, index: number): ChatDialog | undefined {
  const id = ui.dialogs[index]
  return id === undefined ? undefined : sessions[index]?.model.dialogs.get(id)
}

/** Asks for what the screen needs and does not have yet: dialogs, counts, messages; each once on a connection. */
export function settle(tester: Tester): void {
  const indexes = shown(tester)
  for (const index of indexes) {
    const connected = tester.sessions[index]!
    if (!isReady(connected)) continue
    once(connected, 'dialogs.load', { limit: 100 })
    once(connected, 'notifications.dialogs.count')
  }
  choose(tester, indexes)
  for (const index of indexes) {
    const dialog = dialogOf(tester, index)
    const connected = tester.sessions[index]!
    if (dialog && isReady(connected) && connected.model.loaded)
      once(connected, 'dialogs.messages.load', { dialog_id: dialog.id, limit: 50 })
  }
}

const isReady = ({ session }: Connected) => session.state.phase === 'open'

function once({ session, asked }: Connected, event: string, fields: Record<string, unknown> = {}): void {
  const key = `${event} ${fields.dialog_id ?? ''}`
  if (asked.has(key)) return
  asked.add(key)
  session.request(event, fields)
}

/** Goes into a dialog where none is chosen: in Split one that both have, if there is one. */
function choose(tester: Tester, indexes: number[]): void {
  const { dialogs } = tester.ui
  const open = indexes.filter((index) => dialogs[index] === undefined)
  if (open.length === 0 || indexes.some((index) => !tester.sessions[index]!.model.loaded)) return
  const chosen = [...dialogs]
  const common = indexes.length > 1 ? commonDialogs(tester, indexes)[0] : undefined
  for (const index of open) chosen[index] = common ?? tester.sessions[index]!.model.list[0]?.id
  if (open.some((index) => chosen[index] !== undefined)) tester.set({ dialogs: chosen })
}

function commonDialogs({ sessions }: Tester, indexes: readonly number[]): number[] {
  const [first, ...others] = indexes.map((index) => sessions[index]!.model)
  const ids = first?.list.map(({ id }) => id) ?? []
  return ids.filter((id) => others.every(({ dialogs }) => dialogs.has(id)))
}

/** Goes to the next dialog; in Split both users go. */
export function nextDialog(tester: Tester) {
  const indexes = shown(tester)
  const { model } = tester.active ?? {}
  if (!model) return
  const common = commonDialogs(tester, indexes)
  const around = common.length > 0 ? common : model.list.map(({ id }) => id)
  const at = around.indexOf(tester.ui.dialogs[tester.ui.compose.session]!)
  openDialog(tester, indexes, around[(at + 1) % around.length])
}

export function openDialog(tester: Tester, indexes: readonly number[], id: number | undefined) {
  if (id === undefined) return
  const dialogs = [...tester.ui.dialogs]
  for (const index of indexes) if (tester.sessions[index]!.model.dialogs.has(id)) dialogs[index] = id
  tester.set({ dialogs, scroll: 0 })
  settle(tester)
}

/** Sends what was typed as the active user. What could not be sent stays typed. */
export function say(tester: Tester) {
  const index = tester.ui.compose.session
  const connected = tester.sessions[index]
  const draft = tester.ui.drafts[index]
  if (!connected || !draft || draft.value.trim() === '') return
  if (!isReady(connected)) return tester.toast(`not sent: ${connected.spec.user} is not connected`, 'bad')
  const dialog = dialogOf(tester, index)
  if (!dialog) return tester.toast(`not sent: ${connected.spec.user} has no dialog yet`, 'bad')
  connected.session.request('dialogs.messages.create', { dialog_id: dialog.id, body: draft.value })
  tester.set({ drafts: tester.ui.drafts.with(index, emptyText), scroll: 0 })
}

/** Who of the users on the screen has unread messages in their dialog: the active one before the other. */
export function readerOf(tester: Tester): number | undefined {
  const active = tester.ui.compose.session
  const order = [active, ...shown(tester).filter((index) => index !== active)]
  return order.find((index) => {
    const dialog = dialogOf(tester, index)
    return dialog !== undefined && unreadOf(dialog) > 0
  })
}

/** Marks the unread messages of the dialog on the screen seen, as the user who has any. */
export function markSeen(tester: Tester) {
  const reader = readerOf(tester)
  if (reader === undefined) return tester.toast('nothing is unread here')
  const { session, model, spec } = tester.sessions[reader]!
  const dialog = dialogOf(tester, reader)!
  const newest = dialog.messages.findLast(({ user }) => user.id !== model.user)
  if (!newest) return
  if (!isReady(tester.sessions[reader]!)) return tester.toast(`${spec.user} is not connected`, 'bad')
  const upTo = unreadOf(dialog) > 1 ? { up_to: true } : {}
  session.request('dialogs.messages.seen', { dialog_id: dialog.id, message_id: newest.id, ...upTo })
}
