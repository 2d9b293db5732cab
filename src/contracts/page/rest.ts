import type { openapi } from '../openapi.ts'
import type { Operation, Response } from '../rest/responses.ts'
import type { Schema } from '../schemas.ts'
import { fieldsOf, typeOf } from './fields.ts'
import { code, type Html, html, inline, prose, slug, table } from './html.ts'
import { errorTable } from './socket.ts'

type OpenApi = ReturnType<typeof openapi>

interface Parameter {
  name: string
  in: string
  description?: string
  schema: Schema
}
type Bodies = NonNullable<Response['content']>

/** Every operation with its method and path. */
export const operationsOf = ({ paths }: OpenApi): { method: string; path: string; operation: Operation }[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )

export const restIntro = ({ info, components }: OpenApi): Html => html`<section id="rest"><h2>REST</h2>
${prose(info.description)}
<p>Where a token is needed: ${Object.values(components.securitySchemes).map(({ description }, n) => html`${n > 0 && ' or '}${inline(description)}`)}.</p>
</section>
`

export const operationSections = (document: OpenApi): Html[] =>
  operationsOf(document).map(({ method, path, operation }) => section(document, method, path, operation))

function section({ components }: OpenApi, method: string, path: string, operation: Operation): Html {
  const { summary, description, parameters = [], requestBody, responses, security = [] } = operation
  const resolved = (schema: Schema): Schema =>
    (schema.$ref && (components.schemas as Record<string, Schema>)[schema.$ref.split('/').at(-1)!]) || schema
  const body = Object.entries((requestBody as { content: Bodies } | undefined)?.content ?? {})
  return html`<section id="${slug(`${method}${path}`)}"><h3><b>${method}</b> <code>${path}</code></h3>
<p>${inline(summary)}</p>
${description !== undefined && prose(description)}
${security.length > 0 && html`<p>Needs a token.</p>`}
${
  parameters.length > 0 &&
  table(
    ['parameter', 'in', ''],
    (parameters as Parameter[]).map((one) => [html`<code>${one.name}</code>`, one.in, inline(one.description ?? '')]),
  )
}
${body.map(
  ([type, { schema = {}, examples = {} }]) => html`<h4>You send <code>${type}</code></h4>
${(resolved(schema).properties && fieldsOf(resolved(schema))) || undefined}
${Object.values(examples).map(({ value }) => code(value))}`,
)}
<h4>You get</h4>
${table(
  ['status', '', ''],
  Object.entries(responses).map(([status, one]) => [html`<b>${status}</b>`, one.description, contents(one)]),
)}
</section>
`
}

function contents({ content = {}, headers = {} }: Response): Html {
  const bodies = Object.entries(content).map(([type, { schema = {}, examples = {} }]) => {
    const codes = Object.keys(examples)
    const { $ref } = schema as Schema
    if ($ref?.endsWith('/Problem')) {
      return html`${codes.map((name, n) => html`${n > 0 && ', '}<a href="#problem-${name}"><code>${name}</code></a>`)}`
    }
    return html`<code>${type}</code>${$ref !== undefined && html`: ${typeOf({ $ref })}`}`
  })
  const names = Object.keys(headers)
  return html`${bodies}${names.length > 0 && html` <small>${names.join(', ')}</small>`}`
}

export const problemSection = (document: OpenApi): Html => html`<section id="problems"><h3>Errors of REST</h3>
${fieldsOf(document.components.schemas.Problem ?? {})}
${errorTable(document['x-error-codes'], 'problem')}</section>
`
