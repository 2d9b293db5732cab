import type { asyncapi, Operation } from '../asyncapi.ts'
import { fieldsOf, withoutEnvelope } from './fields.ts'
import { code, type Html, html, inline, prose, slug, table } from './html.ts'

type AsyncApi = ReturnType<typeof asyncapi>

const snippet = `const socket = new WebSocket(\`wss://\${host}/ws/?token=\${token}\`)
socket.onopen = () => socket.send(JSON.stringify({ event: 'dialogs.load', limit: 20 }))
socket.onmessage = ({ data }) => {
  const frame = JSON.parse(data)
  if (frame.exception) console.warn(frame.code, frame.data)
  else show(frame.event, frame.data, frame.meta)
}
socket.onclose = ({ code, reason }) => decide(code, reason)`

export const connecting = ({
  info,
  components,
  channels,
}: AsyncApi): Html => html`<section id="connecting"><h2>The socket</h2>
${prose(info.description)}
${code(snippet)}
<h3>The token</h3>
<ul>${Object.values(components.securitySchemes).map(({ description }) => html`<li>${inline(description)}</li>`)}</ul>
<p>Other headers: ${Object.entries(channels.socket.bindings.ws.headers.properties)
  .filter(([name]) => name !== 'Authorization')
  .map(([name, { description }]) => html`<code>${name}</code>. ${inline(description)}`)}</p>
</section>
`

export function eventSections(document: AsyncApi): Html[] {
  const asked = Object.entries(document.operations).filter(([, { reply }]) => reply)
  return asked.map(([name, operation]) => eventSection(document, name, operation))
}

function eventSection({ components: { messages, schemas } }: AsyncApi, name: string, operation: Operation): Html {
  const [request, frame] = [operation.messages[0], operation.reply?.messages[0]].map((ref) => {
    const key = ref!.$ref.split('/').at(-1)!
    return { schema: schemas[key]!, examples: messages[key]!.examples.map(({ payload }) => payload) }
  })
  const fields = withoutEnvelope(request!.schema)
  const errors = operation['x-errors'] ?? []
  const pushes = operation['x-pushes'] ?? []
  return html`<section id="${slug(name)}"><h3><code>${name}</code></h3>
<p>${inline(operation.summary)}</p>
<h4>You send</h4>
${request!.examples.map(code)}
${Object.keys(fields.properties ?? {}).length > 0 && fieldsOf(fields)}
<h4>You get</h4>
${fieldsOf(withoutEnvelope(frame!.schema))}
<details><summary>An example</summary>${frame!.examples.map(code)}</details>
${pushes.length > 0 && html`<p>Every socket of every participant hears ${linked(pushes)}, in this order. Your own copy is the reply.</p>`}
<p>It may be refused with ${errors.map((one, n) => html`${n > 0 && ', '}<a href="#error-${one}"><code>${one}</code></a>`)}.</p>
</section>
`
}

const linked = (events: readonly string[]): Html[] =>
  events.map((event, n) => html`${n > 0 && ', then '}<a href="#${slug(event)}"><code>${event}</code></a>`)

export const pushSection = ({ operations }: AsyncApi): Html => html`<section id="pushes"><h3>What comes by itself</h3>
${table(
  ['event', 'when'],
  Object.values(operations)
    .filter(({ action, messages }) => action === 'send' && !messages[0]!.$ref.endsWith('ErrorFrame'))
    .map(({ title, summary }) => [html`<code>${title.split(',')[0]}</code>`, inline(summary)]),
)}</section>
`

export const errorSection = (document: AsyncApi): Html => html`<section id="errors"><h3>Errors</h3>
<p>${inline(document.components.schemas.ErrorFrame?.description ?? '')}</p>
${fieldsOf(document.components.schemas.ErrorFrame ?? {})}
${code(document.components.messages.ErrorFrame?.examples.find(({ name }) => name === 'dialog_forbidden')?.payload)}
${errorTable(document['x-error-codes'])}</section>
`

export const errorTable = (codes: AsyncApi['x-error-codes'], idPrefix = 'error'): Html =>
  table(
    ['code', 'text', 'then'],
    Object.entries(codes).map(([name, { text, advice }]) => [
      html`<code id="${idPrefix}-${name}">${name}</code>`,
      html`${text.en}<br><span lang="ru">${text.ru}</span>`,
      inline(advice),
    ]),
  )

export const closeSection = ({ channels }: AsyncApi): Html => html`<section id="close-codes"><h3>Close codes</h3>
${table(
  ['code', 'when', 'the client'],
  Object.entries(channels.socket['x-close-codes']).map(([number, { when, advice }]) => [
    html`<code>${number}</code>`,
    when,
    advice,
  ]),
)}</section>
`

export const limitSection = (document: AsyncApi): Html => html`<section id="limits"><h3>Limits</h3>
${table(
  ['limit', 'value'],
  Object.entries(document['x-limits']).map(([name, value]) => [html`<code>${name}</code>`, value.toLocaleString('en')]),
)}</section>
`
