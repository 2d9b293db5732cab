import { ask } from './overlay.ts'
import { type ComposeState, sent } from './state/compose.ts'
import { type Outgoing, outgoing } from './state/outgoing.ts'
import type { Tester } from './tester.ts'
import { parseFrame, type WireFrame } from './wire/entry.ts'

/** What is shown in the place of `${uuid}` before it is sent. */
const SOME_UUID = '00000000-0000-4000-8000-000000000000'

/** What Compose would send now, for the screen. */
export const preview = (tester: Tester): Outgoing => prepared(tester, tester.ui.compose, () => SOME_UUID)

/** Sends what is composed and remembers it. */
export function sendComposed(tester: Tester) {
  const { compose } = tester.ui
  if (!transmit(tester, compose)) return
  tester.set({ compose: sent(compose) })
  tester.log.toEnd()
}

/** Begins to send what is composed again and again, or ends that. */
export function toggleRepeat(tester: Tester) {
  if (tester.repeating) return stopRepeat(tester)
  const { compose } = tester.ui
  ask(
    tester,
    {
      title: 'Send it again and again',
      hint: 'how often, and how far apart: 10 100ms',
      choices: (query) => {
        const [, times, every, unit] = /^\s*(\d{1,6})\s*[x×]?\s+(\d{1,6})\s*(ms|s)?\s*$/.exec(query) ?? []
        if (!times || Number(times) === 0) return []
        const pause = Number(every) * (unit === 's' ? 1_000 : 1)
        const title = `Send it ${times} times, one every ${pause} ms`
        return [{ key: '', title, where: '', act: () => repeat(tester, compose, Number(times), pause) }]
      },
    },
    '10 100ms',
  )
}

function repeat(tester: Tester, compose: ComposeState, times: number, pause: number): void {
  const { session } = compose
  const next = () => {
    const { repeating } = tester
    if (!repeating || !transmit(tester, { ...compose, session })) return stopRepeat(tester)
    repeating.done += 1
    if (repeating.done === times) stopRepeat(tester)
    tester.changed()
  }
  tester.repeating = { done: 0, times, timer: setInterval(next, Math.max(1, pause)) }
  next()
}

export function stopRepeat(tester: Tester) {
  const { repeating } = tester
  if (!repeating) return
  clearInterval(repeating.timer)
  tester.repeating = undefined
  tester.toast(`sent ${repeating.done} of ${repeating.times}`)
}

/** False, and said so, where it could not be sent. */
function transmit(tester: Tester, compose: ComposeState): boolean {
  const { payload, asText, problem } = prepared(tester, compose)
  const connected = tester.live.sessions[compose.session]
  if (payload === undefined) tester.toast(`not sent: ${problem}`, 'bad')
  else if (connected?.session.send(payload, asText)) {
    tester.composed += 1
    return true
  } else tester.toast(`not sent: ${connected?.spec.user} is not connected`, 'bad')
  return false
}

function prepared(tester: Tester, compose: ComposeState, uuid?: () => string): Outgoing {
  const lookup = (name: string) => {
    const own = tester.sessions[compose.session]?.spec.name
    if (name === 'last') return own === undefined ? undefined : lastOf(tester, own, 'in')
    const session = tester.sessions[tester.indexOf(name)]?.session
    return session && { last: lastOf(tester, name, 'in'), sent: lastOf(tester, name, 'out'), user: session.state.user }
  }
  return outgoing(compose, { n: tester.composed + 1, lookup, ...(uuid ? { uuid } : {}) })
}

/** The newest frame of a session, where it is still kept. */
function lastOf({ log }: Tester, session: string, dir: 'in' | 'out'): WireFrame | undefined {
  for (const entry of log.all.backwards())
    if (entry.session === session && entry.dir === dir && !entry.binary) return parseFrame(entry.text)
  return undefined
}
