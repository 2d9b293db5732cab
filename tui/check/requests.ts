import type { z } from 'zod'
import {
  type EventName,
  events,
  type Frame,
  limits,
  type RequestId,
  type RequestOf,
  readEnvelope,
} from '../../src/protocol/index.ts'
import type { Violation } from '../wire/entry.ts'
import { isEvent } from './shape.ts'

/** How many requests, and ids of answered ones, are remembered. */
const REMEMBERED = 10_000

/** A request that was sent on this connection. */
export interface Asked {
  n: number
  id: RequestId | undefined
  /** The event that its answer bears (ER1). */
  event: string
  /** What it is, where it is a request of the protocol that its schema accepts. */
  request?: { [Name in EventName]: { name: Name; fields: RequestOf<Name> } }[EventName]
  /** Why it must be refused, where it is not. */
  wrong?: 'bad_json' | 'bad_frame' | 'unknown_event' | 'invalid_request'
  /** It bears no id, and a frame came that may have answered it. */
  perhaps: boolean
  /** A later request was answered before it (FR4), which was said. */
  skipped: boolean
}

/** What was asked on one connection and what of that was answered: FR3, FR4, ER1. */
export class Requests {
  #open: Asked[] = []
  #answered = new Set<RequestId>()

  ask(n: number, text: string): Asked {
    const asked: Asked = { n, ...read(text), perhaps: false, skipped: false }
    this.#open.push(asked)
    if (this.#open.length > REMEMBERED) this.#open.shift()
    return asked
  }

  /** Finds the request that `frame` answers for certain, and what is wrong with that. */
  answer(frame: Frame): { asked?: Asked; violations: Violation[] } {
    if (frame.request_id === undefined) return { violations: this.#answerLoose(frame) }
    const id = frame.request_id
    const shown = JSON.stringify(id)
    const index = this.#open.findIndex((asked) => asked.id === id)
    const asked = this.#open[index]
    if (!asked) {
      const twice = this.#answered.has(id)
      const text = twice ? `request ${shown} was answered before` : `request ${shown} was never asked here`
      return { violations: [{ rule: 'FR3', text }] }
    }
    const violations: Violation[] = []
    const early = this.#open.slice(0, index).filter((before) => !before.perhaps && !before.skipped)
    if (early.length > 0) {
      const { event, id: first } = early[0]!
      const which = first === undefined ? event : `${event} ${JSON.stringify(first)}`
      violations.push({ rule: 'FR4', text: `${shown} is answered before ${which}, which was asked earlier` })
    }
    if (frame.event !== asked.event)
      violations.push({
        rule: frame.exception ? 'ER1' : 'FR3',
        text: `the answer to ${asked.event} says ${frame.event}`,
      })
    for (const before of early) before.skipped = true
    // Those without an id have been answered by now, whichever frame it was.
    this.#open = this.#open.filter((other, at) => at > index || (at < index && other.id !== undefined))
    this.#answered.add(id)
    if (this.#answered.size > REMEMBERED) this.#answered.delete(this.#answered.values().next().value!)
    return { asked, violations }
  }

  /** Requests without an id that may still be answered by a frame of this event. */
  loose<Name extends EventName>(name: Name): RequestOf<Name>[] {
    return this.#open.flatMap(({ id, request }) =>
      id === undefined && request?.name === name ? [request.fields as RequestOf<Name>] : [],
    )
  }

  #answerLoose(frame: Frame): Violation[] {
    const candidates = this.#open.filter((asked) => asked.id === undefined && asked.event === frame.event)
    const first = candidates.find((asked) => !asked.perhaps)
    if (first) first.perhaps = true
    if (candidates.length > 0) return []
    if (frame.exception) return [{ rule: 'ER1', text: 'an error that answers nothing asked here' }]
    if (isEvent(frame.event) && frame.event.endsWith('.load'))
      return [{ rule: 'CN2', text: `${frame.event} comes as an answer only, and nobody asked` }]
    return []
  }
}

function read(text: string): Pick<Asked, 'id' | 'event' | 'request' | 'wrong'> {
  const envelope = readEnvelope(text)
  if (typeof envelope === 'string') return { id: undefined, event: 'error', wrong: envelope }
  const { request_id: id, event: name, fields } = envelope
  const event = name.length > limits.uid_characters ? 'error' : name
  if (!isEvent(name)) return { id, event, wrong: 'unknown_event' }
  const parsed = (events[name].request as z.ZodType).safeParse(fields)
  if (!parsed.success) return { id, event, wrong: 'invalid_request' }
  return { id, event, request: { name, fields: parsed.data } as Asked['request'] }
}
