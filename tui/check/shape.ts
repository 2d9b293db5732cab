import type { z } from 'zod'
import { type EventName, errors, events, Frame } from '../../src/protocol/index.ts'
import type { Entry, Violation } from '../wire/entry.ts'

/** A frame that fits its schemas, as far as they go. */
export interface Shaped {
  violations: Violation[]
  /** Where the envelope is right. */
  frame?: Frame
  /** The event, where it is one of the protocol and `data` fits it; undefined for errors. */
  name?: EventName
}

/** FR1, FR2, ER1, ER2 and the shapes of `data`: what can be said of an incoming frame by itself. */
export function shapeOf(entry: Entry, extensions: boolean): Shaped {
  if (entry.binary) return broken('FR1', 'a binary frame: frames are JSON text')
  if (!entry.frame) return broken('FR1', 'not a JSON object')
  const { data: frame, error } = Frame.safeParse(entry.frame)
  if (!frame) return broken(entry.frame.exception === undefined ? 'FR1' : 'ER1', issue('', error))
  if (!('data' in entry.frame)) return broken('FR1', 'there is no data')
  if (frame.exception) return errorShape(frame)
  if (frame.code !== undefined) return { frame, violations: [{ rule: 'ER1', text: 'code without exception: true' }] }
  if (!isEvent(frame.event)) {
    const text = `${JSON.stringify(frame.event)} is no event that a client of the five events expects`
    return { frame, violations: extensions ? [] : [{ rule: 'CN2', text }] }
  }
  const { data, meta } = events[frame.event] as { data: z.ZodType; meta: z.ZodType | undefined }
  const wrong = data.safeParse(frame.data).error
  if (wrong) return { frame, violations: [{ rule: dataRules[frame.event], text: issue('data', wrong) }] }
  const wrongMeta = meta?.safeParse(frame.meta).error
  if (wrongMeta) return { frame, violations: [{ rule: 'FR2', text: issue('meta', wrongMeta) }] }
  return { frame, name: frame.event, violations: [] }
}

export const isEvent = (name: string): name is EventName => Object.hasOwn(events, name)

/** The rule that tells what `data` of an event is. */
const dataRules: Record<EventName, string> = {
  'dialogs.load': 'DL2',
  'dialogs.messages.load': 'ML2',
  'dialogs.messages.create': 'MC2',
  'dialogs.messages.seen': 'MS2',
  'notifications.dialogs.count': 'NC1',
}

function errorShape(frame: Frame): Shaped {
  const violations: Violation[] = []
  const say = (rule: string, text: string) => violations.push({ rule, text })
  if (typeof frame.data !== 'string' || frame.data === '') say('ER1', 'data of an error is a text for a person')
  if (frame.code === undefined) say('ER1', 'an error without a code')
  else if (!Object.hasOwn(errors, frame.code)) say('ER2', `${JSON.stringify(frame.code)} is no code of the protocol`)
  if (frame.code === 'invalid_request' && !frame.errors) say('ER2', 'invalid_request without errors')
  if (frame.code === 'rate_limited' && frame.retry_after === undefined) say('ER2', 'rate_limited without retry_after')
  return { frame, violations }
}

const broken = (rule: string, text: string): Shaped => ({ violations: [{ rule, text }] })

function issue(at: string, error: z.ZodError): string {
  const [first] = error.issues
  const path = [...(at ? [at] : []), ...(first?.path ?? []).map(String)].join('.')
  return `${path ? `${path}: ` : ''}${first?.message ?? 'wrong'}`
}
