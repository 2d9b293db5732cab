import { type EventName, events } from '../../src/protocol/index.ts'
import { bytesOf, hexOf, type Opcode, textIn } from './bytes.ts'
import { type Field, fieldsOf, problemOf, requestOf, type Suggests } from './form.ts'
import { editText, emptyText, insertText, type TextState, textOf } from './text.ts'

/** What is about to be sent: a form of one event, or any text at all. */
export interface ComposeState {
  /** Index of the session that sends. */
  session: number
  event: EventName
  /** What was typed into the fields, by event and field, kept while switching. */
  texts: Readonly<Partial<Record<EventName, Readonly<Record<string, TextState>>>>>
  /** 0 the session, 1 the event, then the fields. */
  row: number
  raw: TextState | undefined
  /** Set where the raw text stands for bytes, in hexadecimal. */
  opcode: Opcode | undefined
  /** What was sent, before its variables were filled, oldest first. */
  history: readonly Sent[]
  /** Which of the history is shown; undefined while writing something new. */
  recalled: number | undefined
}

/** Something that was sent, to be brought back. */
export interface Sent {
  text: string
  opcode: Opcode | undefined
}

export const eventNames = Object.keys(events) as EventName[]
const forms = Object.fromEntries(eventNames.map((name) => [name, fieldsOf(name)])) as Record<EventName, Field[]>
const HISTORY = 100

export const initialCompose: ComposeState = {
  session: 0,
  event: 'dialogs.messages.create',
  texts: {},
  row: 2,
  raw: undefined,
  opcode: undefined,
  history: [],
  recalled: undefined,
}

export const formOf = (event: EventName): Field[] => forms[event]
export const fieldText = ({ texts, event }: ComposeState, name: string): TextState => texts[event]?.[name] ?? emptyText

/** The field that is being edited; undefined on the rows above the fields and in raw mode. */
export const currentField = ({ raw, event, row }: ComposeState): Field | undefined =>
  raw ? undefined : forms[event][row - 2]

/** How many sessions there are, and ids seen in frames. */
export interface ComposeWorld {
  sessions: number
  ids: (kind: Suggests) => readonly number[]
}

/** What a key does in the compose pane; undefined where it does nothing here. */
export function composeKey(state: ComposeState, key: string, world: ComposeWorld): ComposeState | undefined {
  if (state.raw) {
    if (key === 'up') return recall(state, -1)
    if (key === 'down') return recall(state, 1)
    const raw = editText(state.raw, key)
    return raw && { ...state, raw }
  }
  const rows = forms[state.event].length + 2
  if (key === 'up') return { ...state, row: (state.row + rows - 1) % rows }
  if (key === 'down') return { ...state, row: (state.row + 1) % rows }
  if (state.row < 2) {
    const step = key === 'left' ? -1 : key === 'right' ? 1 : 0
    if (step === 0) return undefined
    if (state.row === 0) return { ...state, session: (state.session + step + world.sessions) % world.sessions }
    return chooseEvent(state, (eventNames.indexOf(state.event) + step + eventNames.length) % eventNames.length)
  }
  const field = currentField(state)!
  const text = editText(fieldText(state, field.name), key)
  return text && setField(state, field.name, text)
}

export const chooseEvent = (state: ComposeState, index: number): ComposeState => ({
  ...state,
  event: eventNames[index]!,
})

/** Typed or pasted text; on a row without text it does nothing. */
export function composeInsert(state: ComposeState, text: string): ComposeState {
  if (state.raw) return { ...state, raw: insertText(state.raw, text), recalled: undefined }
  const field = currentField(state)
  return field ? setField(state, field.name, insertText(fieldText(state, field.name), text)) : state
}

/** Puts the next of the ids that were seen into the field. */
export function suggest(state: ComposeState, { ids }: ComposeWorld): ComposeState {
  const field = currentField(state)
  const known = field?.suggests ? ids(field.suggests) : []
  if (!field || known.length === 0) return state
  const next = known[(known.indexOf(Number(fieldText(state, field.name).value)) + 1) % known.length]!
  return setField(state, field.name, textOf(String(next)))
}

/** From form to raw text, which starts as what the form would send, and back. */
export const toggleRaw = (state: ComposeState): ComposeState =>
  state.raw
    ? { ...state, raw: undefined, opcode: undefined }
    : { ...state, raw: textOf(composed(state).text), recalled: undefined }

/** From text to bytes of a binary frame, to bytes of a text frame, and back; the text stays what it stands for. */
export function nextOpcode(state: ComposeState): ComposeState {
  const raw = state.raw ?? toggleRaw(state).raw!
  if (!state.raw || !state.opcode) return { ...state, raw: textOf(hexOf(raw.value)), opcode: 'binary' }
  if (state.opcode === 'binary') return { ...state, opcode: 'text' }
  const bytes = bytesOf(raw.value)
  const text = bytes && textIn(bytes)
  return { ...state, raw: text === undefined ? raw : textOf(text), opcode: undefined }
}

export interface Composed {
  /** What goes over the wire. */
  text: string
  /** Why the protocol would refuse it; undefined where it would not. */
  problem: string | undefined
}

/** What would be sent now. */
export function composed(state: ComposeState): Composed {
  if (state.raw) return { text: state.raw.value, problem: problemOfRaw(state.raw.value) }
  const values = Object.entries(state.texts[state.event] ?? {}).map(([name, { value }]) => [name, value])
  const request = requestOf(forms[state.event], Object.fromEntries(values))
  const text = JSON.stringify({ event: state.event, ...request })
  return { text, problem: problemOf(state.event, request) }
}

/** Why the protocol would refuse a text; undefined where it would not. */
export function problemOfRaw(text: string): string | undefined {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return 'not JSON; it is sent as it is'
  }
  const { event, ...request } = (frame ?? {}) as Record<string, unknown>
  return events[event as EventName] ? problemOf(event as EventName, request) : 'no event of the protocol'
}

/** Remembers what is sent now. */
export function sent(state: ComposeState): ComposeState {
  const { text } = composed(state)
  const now: Sent = { text, opcode: state.raw && state.opcode }
  const others = state.history.filter((one) => one.text !== text || one.opcode !== now.opcode)
  return { ...state, history: [...others, now].slice(-HISTORY), recalled: undefined }
}

/** Shows what was sent before, `step` further; beyond the newest comes an empty line. */
export function recall(state: ComposeState, step: -1 | 1): ComposeState {
  const { history, recalled } = state
  if (history.length === 0) return state
  const at = (recalled ?? history.length) + step
  if (at < 0) return state
  if (at >= history.length) return { ...state, raw: emptyText, opcode: undefined, recalled: undefined }
  const { text, opcode } = history[at]!
  return { ...state, raw: textOf(text), opcode, recalled: at }
}

const setField = (state: ComposeState, name: string, text: TextState): ComposeState => ({
  ...state,
  texts: { ...state.texts, [state.event]: { ...state.texts[state.event], [name]: text } },
})
