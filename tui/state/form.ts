import { z } from 'zod'
import { type EventName, events } from '../../src/protocol/index.ts'

/** What of frames that were seen can be suggested for a field. */
export type Suggests = 'dialog' | 'message' | 'file'

/** One field of an event's form, as its schema declares it. */
export interface Field {
  name: string
  kind: 'integer' | 'string' | 'boolean'
  required: boolean
  /** What the schema says of the value, in a few words. */
  hint: string
  suggests: Suggests | undefined
}

interface JsonSchema {
  type?: string
  minimum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
}

/** The form of an event, generated from its zod schema. */
export function fieldsOf(event: EventName): Field[] {
  const schema = z.toJSONSchema(events[event].request, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const required = new Set(schema.required)
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]): Field => {
    const one = property.anyOf?.find(({ type }) => type !== 'null') ?? property
    const kind = one.type === 'integer' || one.type === 'boolean' ? one.type : 'string'
    return { name, kind, required: required.has(name), hint: hintOf(one, kind), suggests: suggestsOf(name) }
  })
  return fields.sort((a, b) => Number(b.required) - Number(a.required))
}

function hintOf({ minimum, exclusiveMinimum, maxLength }: JsonSchema, kind: Field['kind']): string {
  if (kind === 'boolean') return 'true or false'
  if (kind === 'integer') {
    const least = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1
    return least === undefined || least < -1e9 ? 'whole number' : `whole number ≥ ${least}`
  }
  return maxLength === undefined ? 'text' : `text, up to ${maxLength}`
}

function suggestsOf(name: string): Suggests | undefined {
  if (name === 'dialog_id') return 'dialog'
  if (name === 'message_id' || name === 'reply_id') return 'message'
  return name === 'file_id' ? 'file' : undefined
}

/** What typed text stands for. Text that does not fit its kind is sent as it is: a tester sends wrong things on purpose. */
export function sentValue({ kind }: Field, text: string): unknown {
  if (kind === 'string') return text
  if (text === 'null') return null
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(text) ? Number(text) : text
}

/** The request that a filled form stands for; fields left empty are left out. */
export function requestOf(fields: readonly Field[], texts: Record<string, string>): Record<string, unknown> {
  const filled = fields.filter(({ name }) => (texts[name] ?? '') !== '')
  return Object.fromEntries(filled.map((field) => [field.name, sentValue(field, texts[field.name]!)]))
}

/** What is wrong with a request, in one line; undefined where it matches the schema. */
export function problemOf(event: EventName, request: Record<string, unknown>): string | undefined {
  const { error } = events[event].request.safeParse(request)
  const issue = error?.issues[0]
  const missing = issue && issue.path.length > 0 && request[String(issue.path[0])] === undefined
  if (missing) return `${issue.path.join('.')} is missing`
  return issue && `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`
}
