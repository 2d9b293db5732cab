import { z } from 'zod'
import { type ErrorCode, type Locale, type RefusalDetails, textOf } from './errors.ts'
import { limits } from './limits.ts'

/** FR3 */
export const RequestId = z.union([z.string().max(limits.uid_characters), z.number()]).meta({
  title: 'RequestId',
  description: 'Chosen by you; comes back in the direct reply to the request and in no other copy of that frame.',
})
export type RequestId = z.infer<typeof RequestId>

/** ER2 */
export const FieldError = z
  .object({
    path: z.string().describe('The field, `a.0.b` where it lies deeper.'),
    message: z.string().describe('A text for a person.'),
  })
  .meta({ title: 'FieldError', description: 'What is wrong with a field of a request.' })

/** A frame from the server (FR1, FR2, FR3, ER1). */
export const Frame = z.object({
  type: z.literal('ws_send'),
  event: z.string().describe('That of the request, or `error` where it named none.'),
  data: z.unknown(),
  meta: z.record(z.string(), z.unknown()).optional(),
  request_id: RequestId.optional(),
  exception: z.literal(true).describe('Only errors have it.').optional(),
  code: z.string().describe('For programs: why the request was refused.').optional(),
  errors: z.array(FieldError).describe('With `invalid_request`: what is wrong, and where.').optional(),
  retry_after: z.number().nonnegative().describe('With `rate_limited`: how long to wait, in milliseconds.').optional(),
})
export type Frame = z.infer<typeof Frame>

/** The JSON text of a frame with data (FR1). */
export const dataFrame = (event: string, data: unknown, meta?: unknown): string =>
  textFrame(event, JSON.stringify(data), meta)

/** The same of data that is JSON text already; `data` comes before `event`, as in the user's example (NC4). */
export function textFrame(event: string, data: string, meta?: unknown): string {
  const start = `{"type":"ws_send","data":${data},"event":"${event}"`
  return meta === undefined ? `${start}}` : `${start},"meta":${JSON.stringify(meta)}}`
}

/** The JSON text of an error frame (ER1). */
export function errorFrame(event: string, code: ErrorCode, locale: Locale, details: RefusalDetails = {}): string {
  const { errors, retry_after } = details
  const data = textOf(code, locale, details)
  return JSON.stringify({ type: 'ws_send', event, data, exception: true, code, errors, retry_after })
}

/** The copy of a frame that answers the request `id` (FR3). */
export function withRequestId(frame: string, id: RequestId | undefined): string {
  return id === undefined ? frame : `${frame.slice(0, -1)},"request_id":${JSON.stringify(id)}}`
}

/** A request's envelope: which event, and the id to answer with. */
export interface Envelope {
  event: string
  request_id: RequestId | undefined
  /** The whole request; its other fields are the event's own. */
  fields: Record<string, unknown>
}

/** Reads one frame of a client (FR1, FR3): the envelope, or the code it is refused with. */
export function readEnvelope(text: string): Envelope | 'bad_json' | 'bad_frame' {
  let fields: unknown
  try {
    fields = JSON.parse(text)
  } catch {
    return 'bad_json'
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return 'bad_frame'
  const { event, request_id } = fields as Record<string, unknown>
  if (typeof event !== 'string' || event === '') return 'bad_frame'
  if (!isRequestId(request_id)) return 'bad_frame'
  return { event, request_id: request_id ?? undefined, fields: fields as Record<string, unknown> }
}

function isRequestId(value: unknown): value is RequestId | null | undefined {
  // 1e400 is JSON, and no number that could be given back.
  if (value === undefined || value === null || Number.isFinite(value)) return true
  return typeof value === 'string' && value.length <= limits.uid_characters
}
