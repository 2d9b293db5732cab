import type { Message } from '../../src/protocol/index.ts'
import { pad, padStart } from '../state/width.ts'
import { sessionColor, type Theme } from '../theme.ts'
import type { Entry } from '../wire/entry.ts'
import { dim, type Span, span } from './row.tsx'

/** How much of a body one line can show. */
const BODY = 400
const bodies = new WeakMap<Entry, string>()

export const timeOf = (at: number): string => {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  return `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** `4.1ms`, `120ms`, `2.3s`. */
export function durationOf(milliseconds: number): string {
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(1)}s`
  return `${milliseconds >= 100 ? Math.round(milliseconds) : milliseconds.toFixed(1)}ms`
}

/** What a frame says, in one line. */
export function bodyOf(entry: Entry): string {
  const known = bodies.get(entry)
  if (known !== undefined) return known
  const body = makeBody(entry).slice(0, BODY)
  bodies.set(entry, body)
  return body
}

function makeBody({ frame, text, dir }: Entry): string {
  if (!frame || dir === 'note') return text
  if (frame.exception === true)
    return `✗ ${String(frame.code ?? '')}: ${typeof frame.data === 'string' ? frame.data : JSON.stringify(frame.data)}`
  if (dir === 'in') return JSON.stringify(frontLoaded(frame.data)) ?? ''
  const { event: _event, request_id: _id, ...fields } = frame
  return Object.keys(fields).length === 0 ? '' : JSON.stringify(fields)
}

/** Of a message, what tells it from others comes first; its author and HTML are in the Inspector. */
function frontLoaded(data: unknown): unknown {
  const one = Array.isArray(data) ? data[0] : data
  if (typeof one !== 'object' || one === null || typeof (one as Message).markdown_body !== 'string') return data
  if (Array.isArray(data)) return data.map(frontLoaded)
  const { id, dialog, seq, user, markdown_body, date_read } = one as Message
  return { id, dialog, user: user?.id, markdown_body, seq, date_read }
}

const nameOf = ({ event, dir, kind, binary }: Entry): string =>
  dir === 'note'
    ? `· ${kind ?? ''}`
    : binary
      ? '(binary)'
      : event === undefined
        ? '(no event)'
        : /^[ -~]+$/.test(event)
          ? event
          : '(odd event)'

const arrows = { in: '←', out: '→', note: '·' } as const

/** How wide the event's name may be. */
export const eventWidth = (width: number): number => (width >= 100 ? 27 : width >= 76 ? 23 : 14)

/** The columns of one log line; what others wrote comes last. */
export function logSpans(
  entry: Entry,
  width: number,
  theme: Theme,
  sessionIndex: number,
  { selected, marked }: { selected: boolean; marked: boolean },
): Span[] {
  const { dir, session, bytes, latency, violations, at, kind } = entry
  const bad = violations.length > 0
  const failed = entry.frame?.exception === true
  const note = dir === 'note'
  const mark = marked ? (selected ? '◈' : '◆') : selected ? '▸' : ' '
  const color = sessionColor(theme, sessionIndex)
  const short = width < 76
  return [
    span(mark, { color: theme.accent, bold: true }),
    span(bad ? '!' : failed ? '✗' : ' ', { color: bad ? theme.bad : theme.warn, bold: true }),
    dim(`${short ? timeOf(at).slice(0, 8) : timeOf(at)} `),
    span(`${session} `, { color, bold: true }),
    span(`${arrows[dir]} `, { bold: dir === 'out', dim: note }),
    span(pad(nameOf(entry), eventWidth(width)), {
      color: note ? noteColor(kind, theme) : undefined,
      bold: dir === 'out',
      dim: note && kind === 'open',
    }),
    dim(padStart(note ? '' : String(bytes), short ? 5 : 7)),
    span(padStart(latency === undefined ? '' : durationOf(latency), 8), { color: theme.good }),
    span(`  ${bodyOf(entry)}`, { dim: note && kind === 'open', color: failed ? theme.warn : undefined }),
  ]
}

const noteColor = (kind: Entry['kind'], { bad, warn }: Theme): string | undefined =>
  kind === 'error' || kind === 'close' ? bad : kind === 'fault' || kind === 'reconnect' ? warn : undefined

export function logHeader(width: number): Span[] {
  const short = width < 76
  const name = pad('event', eventWidth(width))
  return [
    dim(
      `  ${pad('time', short ? 9 : 13)}S   ${name}${padStart('bytes', short ? 5 : 7)}${padStart('latency', 8)}  body`,
    ),
  ]
}
