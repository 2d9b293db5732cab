import { randomUUID } from 'node:crypto'
import { dialogOf } from './conversation.ts'
import type { Tester } from './tester.ts'
import type { Entry } from './wire/entry.ts'

const FORGED =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoxLCJleHAiOjQxMDI0NDQ4MDB9.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'

/** Stops reading, or reads on. */
export function stall({ active }: Tester) {
  if (active?.session.state.stalled) active.session.resume()
  else active?.session.stall()
}

/** Sends the last frame of the user once more, as it was. */
export function repeat(tester: Tester) {
  const last = sentBy(tester)[0]
  if (!last) return tester.toast('nothing was sent yet', 'bad')
  tester.active!.session.send(last.text)
}

/** Sends what was sent last on the connection before this one: a client that tries again what it does not know the end of. */
export function stale(tester: Tester) {
  const { active } = tester
  const since = active?.opened?.n ?? Number.POSITIVE_INFINITY
  const old = sentBy(tester).find(({ n }) => n < since)
  if (!old) return tester.toast('nothing was sent on a connection before this one; x cuts this one', 'bad')
  if (active!.session.send(old.text)) tester.toast(`sent again what was sent as #${old.n}, before the reconnect`)
}

/** Creates one message twice at once, with one uid: the server must store it once (MC7). */
export function duplicate(tester: Tester) {
  const { active, ui, ids } = tester
  const dialog_id = dialogOf(tester, ui.compose.session)?.id ?? ids.of('dialog')[0]
  if (dialog_id === undefined) return tester.toast('no dialog is known yet; 2 or 3 loads them', 'bad')
  const fields = { dialog_id, body: 'sent twice with one uid', uid: randomUUID() }
  for (let time = 0; time < 2; time += 1) active?.session.request('dialogs.messages.create', fields)
}

export const forged = (tester: Tester) => tester.replaceToken(tester.ui.compose.session, FORGED)

/** Connects with a token whose time is over; only the key of the server makes one. */
export function expired(tester: Tester) {
  const { active, ui } = tester
  if (active?.spec.expired !== undefined) return tester.replaceToken(ui.compose.session, active.spec.expired)
  tester.toast(`no expired token of ${active?.spec.user} is at hand: connect with --as, or in the demo`, 'bad')
}

/** What the active user sent as text, the newest first. */
function sentBy({ active, log }: Tester): Entry[] {
  const found: Entry[] = []
  for (const entry of log.all.backwards())
    if (entry.dir === 'out' && entry.session === active?.spec.name && !entry.binary) found.push(entry)
  return found
}
