import type { Schema } from '../schemas.ts'
import { type Html, html, inline, table } from './html.ts'

const nameIn = ($ref: string): string => $ref.split('/').at(-1)!

/** What a value may be, in a few words; a shape is a link to its table. */
export function typeOf(schema: Schema): Html {
  const { $ref, type, anyOf, items, format, properties } = schema
  if ($ref?.endsWith('/ErrorCode')) return html`one of those below`
  if ($ref) return html`<a href="#shape-${nameIn($ref)}">${nameIn($ref)}</a>`
  if ('const' in schema) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (schema.enum) return html`${joined(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`))}`
  if (anyOf) return html`${joined(anyOf.map(typeOf))}`
  if (items) return html`list of ${typeOf(items)}`
  if (properties) return html`<code>{${Object.keys(properties).join(', ')}}</code>`
  const words = [type ?? 'anything'].flat().map((word) => (word === 'string' && format === 'binary' ? 'bytes' : word))
  return html`${words.join(' or ')}${bounds(schema)}`
}

const joined = (parts: Html[]): Html[] => parts.flatMap((part, n) => (n === 0 ? [part] : [html` or `, part]))

function bounds({ minimum, minLength, maxLength }: Schema): string {
  const from = minimum === undefined || minimum < 0 ? '' : `, from ${minimum}`
  if (maxLength === undefined) return from
  return `${from}, ${minLength ?? 0} to ${maxLength} characters`
}

/** The fields of an object. */
export function fieldsOf({ properties = {}, required = [] }: Schema): Html {
  const rows = Object.entries(properties).map(([name, schema]) => [
    html`<code>${name}</code>${!required.includes(name) && html` <i>optional</i>`}`,
    typeOf(schema),
    inline(schema.description ?? ''),
    schema.default === undefined ? '' : html`<code>${JSON.stringify(schema.default)}</code>`,
  ])
  const hasDefaults = rows.some(([, , , value]) => value !== '')
  return table(
    ['field', 'type', '', ...(hasDefaults ? ['default'] : [])],
    hasDefaults ? rows : rows.map((row) => row.slice(0, 3)),
  )
}

/** What every frame and request has is told once, not at each. */
export function withoutEnvelope(schema: Schema): Schema {
  const { type: _type, event: _event, request_id: _id, ...properties } = schema.properties ?? {}
  return { ...schema, properties }
}

export const shape = (name: string, schema: Schema): Html => html`<section id="shape-${name}"><h3>${name}</h3>
<p>${inline(schema.description ?? '')}</p>
${schema.properties ? fieldsOf(schema) : html`<p>${typeOf(schema)}</p>`}</section>
`
