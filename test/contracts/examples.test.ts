import { expect, test } from 'vitest'
import { closeCodes, events } from '../../src/protocol/index.ts'
import { checks, published } from '../support/published.ts'

interface AsyncApi {
  channels: { socket: { 'x-close-codes': Record<string, { when: string; advice: string }>; description: string } }
  operations: Record<string, { action: string; reply?: { messages: { $ref: string }[] }; messages: { $ref: string }[] }>
  components: {
    schemas: Record<string, unknown>
    messages: Record<
      string,
      { payload: { $ref: string }; examples: { name: string; payload: { event: string; code?: string } }[] }
    >
  }
  'x-error-codes': Record<string, { text: Record<string, string>; advice: string; retryable: boolean }>
}
interface Media {
  schema?: object
  examples?: Record<string, { value: unknown }>
}
interface OpenApi {
  paths: Record<
    string,
    Record<
      string,
      {
        requestBody?: { content: Record<string, Media> }
        responses: Record<string, { content?: Record<string, Media> }>
      }
    >
  >
  components: { schemas: Record<string, unknown> }
}

const socket = published<AsyncApi>('asyncapi.json')
const rest = published<OpenApi>('openapi.json')

test('every message of the socket has an example, and every example fits its schema', () => {
  const check = checks(socket, 'draft-07')
  for (const [name, { payload, examples }] of Object.entries(socket.components.messages)) {
    const fits = check(payload.$ref.slice(1))
    expect(examples.length, name).toBeGreaterThan(0)
    for (const example of examples) expect(fits(example.payload), `${name}: ${example.name}`).toBeUndefined()
  }
})

test('every example of REST fits its schema', () => {
  const check = checks(rest, '2020-12')
  let seen = 0
  for (const [path, operations] of Object.entries(rest.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(operations)) {
      const at = `/paths/${pointer(path)}/${method}`
      const bodies = Object.entries(responses).map(
        ([status, { content }]) => [`/responses/${status}`, content] as const,
      )
      for (const [place, content] of [['/requestBody', requestBody?.content] as const, ...bodies]) {
        for (const [type, { examples = {} }] of Object.entries(content ?? {})) {
          for (const [name, { value }] of Object.entries(examples)) {
            const fits = check(`${at}${place}/content/${pointer(type)}/schema`)
            expect(fits(value), `${method} ${path} ${place} ${name}`).toBeUndefined()
            seen += 1
          }
        }
      }
    }
  }
  expect(seen).toBeGreaterThan(40)
})

const pointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

test('every event is received and answered with its frame or an error, and every push is sent', () => {
  for (const { name, pushes } of Object.values(events)) {
    const operation = socket.operations[name]!
    expect(operation.action).toBe('receive')
    const replies = operation.reply!.messages.map(({ $ref }) => $ref.split('/').at(-1)!)
    expect(replies[1]).toBe('ErrorFrame')
    expect(socket.components.messages[replies[0]!]!.examples[0]!.payload.event).toBe(name)
    for (const push of pushes) expect(socket.operations[`${push}.push`]?.action).toBe('send')
  }
})

test('[ER2] every error frame that a client may meet has an example with its text, and advice', () => {
  const shown = socket.components.messages.ErrorFrame!.examples.map(({ payload }) => payload.code)
  expect(shown).toEqual(Object.keys(socket['x-error-codes']))
  for (const { errors } of Object.values(events)) for (const code of errors) expect(shown).toContain(code)
  for (const { text, advice } of Object.values(socket['x-error-codes'])) {
    expect([text.en, text.ru, advice].every(Boolean)).toBe(true)
  }
})

test('[CL] every close code is in the table for programs and in the text for people', () => {
  const { description, 'x-close-codes': codes } = socket.channels.socket
  expect(Object.keys(codes)).toEqual(Object.keys(closeCodes))
  for (const code of Object.keys(closeCodes)) expect(description).toContain(`| ${code} |`)
})

test('what both documents name is the same in both, and whatever has a name has a description', () => {
  const [here, there] = [socket.components.schemas, rest.components.schemas]
  const both = Object.keys(here).filter((name) => name in there && name !== 'ErrorCode')
  expect(both).toEqual(expect.arrayContaining(['Id', 'Time', 'User', 'File', 'Reply', 'Message']))
  for (const name of both) expect(there[name], name).toEqual(here[name])
  for (const [name, schema] of [...Object.entries(here), ...Object.entries(there)]) {
    expect(schema, name).toMatchObject({ title: name, description: expect.any(String) })
  }
})
