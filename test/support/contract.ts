import { afterEach, expect } from 'vitest'
import { type EventName, events, readEnvelope } from '../../src/protocol/index.ts'
import { checks, published } from './published.ts'

interface Payload {
  properties: { event: { const?: string } }
}
interface Messages {
  messages: { $ref: string }[]
}
interface AsyncApi {
  operations: Record<string, Messages & { action: 'send' | 'receive'; reply?: Messages }>
  components: { messages: Record<string, { payload: { $ref: string } }>; schemas: Record<string, Payload> }
}

const document = published<AsyncApi>('asyncapi.json')
const check = checks(document, 'draft-07')
const operations = Object.values(document.operations)

/** The checks of some messages by the event that their frames bear; '' is for those that may bear any. */
function byEvent(messages: Messages[]) {
  const names = messages.flatMap(({ messages }) => messages.map(({ $ref }) => $ref.split('/').at(-1)!))
  return new Map(
    [...new Set(names)].map((name) => {
      const { $ref } = document.components.messages[name]!.payload
      const { event } = document.components.schemas[$ref.split('/').at(-1)!]!.properties
      return [event.const ?? '', check($ref.slice(1))]
    }),
  )
}

const received = byEvent(operations.filter(({ action }) => action === 'receive'))
const sent = byEvent(operations.flatMap((one) => (one.action === 'send' ? [one] : [one.reply!])))

/** What was found since the last test. */
export const violations: string[] = []
const blame = (frame: string, what: string) => violations.push(`${what}: ${frame.slice(0, 500)}`)

/** Holds a frame of the server to the committed AsyncAPI document; the test fails at its end where it does not fit. */
export function heard(text: string): void {
  const frame = JSON.parse(text) as { event: string; exception?: true }
  const fits = sent.get(frame.exception ? '' : frame.event)
  const wrong = fits ? fits(frame) : 'no such message in the document'
  if (wrong) blame(text, `the server sent what the AsyncAPI document does not allow (${wrong})`)
}

/** Holds a request to the document: it must allow what the server accepts, and nothing else. */
export function said(text: string): void {
  const envelope = readEnvelope(text)
  const { event } = typeof envelope === 'string' ? eventOf(text) : envelope
  if (!isEvent(event)) return
  const accepted = typeof envelope !== 'string' && events[event].request.safeParse(envelope.fields).success
  const wrong = received.get(event)!(JSON.parse(text))
  if (accepted && wrong) blame(text, `the AsyncAPI document forbids what the server accepts (${wrong})`)
  if (!accepted && !wrong) blame(text, 'the AsyncAPI document allows what the server refuses')
}

const isEvent = (event: unknown): event is EventName => typeof event === 'string' && Object.hasOwn(events, event)

function eventOf(text: string): { event?: unknown } {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}

afterEach(() => {
  expect(violations.splice(0)).toEqual([])
})
