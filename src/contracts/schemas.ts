import { z } from 'zod'
import {
  Dialog,
  FieldError,
  File,
  FileType,
  Id,
  Message,
  PageMeta,
  Reply,
  RequestId,
  SeenMeta,
  Time,
  User,
} from '../protocol/index.ts'

/** A JSON Schema, as far as anyone here looks into one. It means the same in draft 7 (AsyncAPI) and 2020-12 (OpenAPI). */
export interface Schema {
  title?: string
  description?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  format?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  $ref?: string
  items?: Schema
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean
}

/** What both documents name; the rest of a document refers to these. */
export const shapes = {
  Id,
  Time,
  RequestId,
  User,
  FileType,
  File,
  Reply,
  Message,
  Dialog,
  PageMeta,
  SeenMeta,
  FieldError,
}

export const refTo = (name: string): string => `#/components/schemas/${name}`

/**
 * The JSON Schemas of what a client sends (`input`: fields beside those named are ignored) or gets (`output`: there are
 * no others), by name. What has a name among the shapes is referred to.
 */
export function jsonSchemas(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Schema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries({ ...shapes, ...named })) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { uri: refTo, io })
  return Object.fromEntries(Object.keys(named).map((name) => [name, tidy(schemas[name] as Schema, io)]))
}

/** The shapes; those that a client sends as well are held to what it may send. */
export const sharedSchemas = (): Record<string, Schema> => ({
  ...jsonSchemas(shapes, 'output'),
  ...jsonSchemas({ Id, RequestId }, 'input'),
})

/** Those of the schemas that something refers to, be it by way of another one. */
export function usedBy(something: object, schemas: Record<string, Schema>): Record<string, Schema> {
  const used = new Set<string>()
  const look = (text: string): void => {
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      look(JSON.stringify(schemas[name]))
    }
  }
  look(JSON.stringify(something))
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
}

/** In the order in which people read them; what zod adds for itself is not among them. */
const keywords = [
  'title',
  'description',
  'type',
  'format',
  'const',
  'enum',
  'default',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'items',
  'anyOf',
  'properties',
  'required',
  'additionalProperties',
] as const satisfies (keyof Schema)[]

/** Says the same as zod does in the words that people and generators expect. */
function tidy({ $ref, ...schema }: Schema, io: 'input' | 'output'): Schema {
  const { description, anyOf, items, properties } = schema
  if ($ref) return description === undefined ? { $ref } : { description, $ref }
  if (anyOf) schema.anyOf = anyOf.map((one) => tidy(one, io))
  if (items) schema.items = tidy(items, io)
  if (properties) schema.properties = mapValues(properties, (property) => tidy(property, io))
  return inOrder(asInteger(withNull(schema), io))
}

/** A plain type that may be null is one schema, not two. */
function withNull(schema: Schema): Schema {
  const { anyOf, ...rest } = schema
  const [whole, none] = anyOf ?? []
  if (anyOf?.length !== 2 || none?.type !== 'null' || typeof whole?.type !== 'string') return schema
  return { ...whole, ...rest, type: [whole.type, 'null'] }
}

function asInteger(schema: Schema, io: 'input' | 'output'): Schema {
  const { exclusiveMinimum, ...rest } = schema
  if (schema.enum?.every(Number.isInteger)) rest.type = 'integer'
  if (![rest.type].flat().includes('integer')) return schema
  if (exclusiveMinimum !== undefined) rest.minimum = exclusiveMinimum + 1
  // Requests are held to what JSON carries exactly; of what the server sends there is nothing to say.
  if (io === 'output' && rest.maximum === Number.MAX_SAFE_INTEGER) delete rest.maximum
  if (io === 'output' && rest.minimum === Number.MIN_SAFE_INTEGER) delete rest.minimum
  return rest.enum ? rest : { ...rest, format: 'int64' }
}

function inOrder(schema: Schema): Schema {
  const lost = Object.keys(schema).filter((word) => !(keywords as string[]).includes(word) && !word.startsWith('$'))
  if (lost.length > 0) throw new Error(`give ${lost} a place among the keywords of a schema`)
  return Object.fromEntries(keywords.filter((word) => word in schema).map((word) => [word, schema[word]]))
}

const mapValues = <In, Out>(values: Record<string, In>, map: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]))
