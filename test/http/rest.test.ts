import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { Dialog, Message } from '../../src/protocol/index.ts'
import { startWorld } from '../support/world.ts'

const PATH = '/api/dialogs/new-message/'

test("[HT1] new-message creates the reviewer's dialog and message, and the reviewer's open socket gets both frames", async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  const anna = await world.person('anna', { reviewer_id: boris.id })
  const b = await boris.connect()
  const response = await world.post(PATH, { body: '#Hello', lesson_id: 3 }, anna.token)
  expect(response.status).toBe(201)
  const message = (await response.json()) as Message
  expect(message).toMatchObject({ seq: 1, body: '<h1>Hello</h1>', lesson: 3, user: { id: anna.id } })
  expect(await b.next()).toEqual({ type: 'ws_send', event: 'dialogs.messages.create', data: message })
  expect(await b.next()).toEqual({ type: 'ws_send', event: 'notifications.dialogs.count', data: 1 })
  const second = (await (await world.post(PATH, { body: 'again' }, anna.token)).json()) as Message
  expect(second).toMatchObject({ dialog: message.dialog, seq: 2 })
  expect(await b.ask<Dialog[]>('dialogs.load')).toMatchObject([{ id: message.dialog, last_message: second }])
})

test('[HT1] a caller without a reviewer is refused, and no dialog is left behind by any refusal', async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  const lonely = await world.person('lonely')
  const anna = await world.person('anna', { reviewer_id: boris.id })
  const refused = await world.post(PATH, { body: 'x' }, lonely.token)
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'reviewer_missing' }])
  expect((await world.post(PATH, { body: 'x', file_id: 5 }, anna.token)).status).toBe(403)
  expect((await world.post(PATH, { body: '' }, anna.token)).status).toBe(422)
  expect(await world.app.store.dialogs.list({})).toEqual([])
})

test('[HT2] every bad request has its status, code and a text in the language of the client', async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  const { token } = await world.person('anna', { reviewer_id: boris.id })
  const gone = await world.person('gone')
  await world.app.store.users.setDisabled(gone.id, 1)
  const post = (body: unknown, as: string | undefined = token, headers = {}) => world.post(PATH, body, as, headers)
  const table: [string, () => Promise<Response>, number, string][] = [
    ['no token', () => world.post(PATH, { body: 'x' }), 401, 'token_missing'],
    ['a bad token', () => post({ body: 'x' }, 'nonsense'), 401, 'token_invalid'],
    ['a disabled user', () => post({ body: 'x' }, gone.token), 401, 'user_disabled'],
    ['no JSON', () => post('{"body":'), 400, 'bad_json'],
    ['an empty body', () => post(''), 400, 'bad_json'],
    ['null', () => post('null'), 400, 'bad_json'],
    ['a wrong type', () => post({ body: 5 }), 422, 'invalid_request'],
    ['a list', () => post([]), 422, 'invalid_request'],
    ['no message', () => post({}), 422, 'empty_message'],
    ['a long message', () => post({ body: 'x'.repeat(10_001) }), 422, 'body_too_long'],
    ['too many bytes', () => post({ body: 'x'.repeat(70_000) }), 413, 'payload_too_large'],
    [
      'a form',
      () => post('body=x', token, { 'content-type': 'application/x-www-form-urlencoded' }),
      415,
      'unsupported_media_type',
    ],
    ['a foreign file', () => post({ body: 'x', file_id: 1 }), 403, 'file_forbidden'],
    ['elsewhere', () => world.post('/api/elsewhere/', {}, token), 404, 'not_found'],
    ['another method', () => fetch(`${world.http}${PATH}`), 404, 'not_found'],
    ['a prototype', () => post('{"__proto__":{"body":"x"}}'), 400, 'bad_json'],
  ]
  for (const [kind, sent, status, code] of table) {
    const response = await sent()
    expect([response.status, await response.json()], kind).toMatchObject([status, { code, detail: expect.any(String) }])
  }
  const russian = await post({}, token, { 'accept-language': 'ru' })
  expect(await russian.json()).toMatchObject({ detail: expect.stringMatching(/^Сообщение пустое/) })
  expect(await world.app.store.dialogs.list({})).toEqual([])
})

test('[HT2] above the rate an HTTP caller gets 429 with Retry-After', async () => {
  const rate_limit = { per_second: 0.5, burst: 2, creates_per_second: 0.5, creates_burst: 1 }
  await using world = await startWorld({ rate_limit })
  const boris = await world.person('boris')
  const anna = await world.person('anna', { reviewer_id: boris.id })
  expect((await world.post(PATH, { body: 'x' }, anna.token)).status).toBe(201)
  const refused = await world.post(PATH, { body: 'x' }, anna.token)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2'])
  expect(await refused.json()).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) })
})

test('[HT3] with and without the trailing slash are the same place', async () => {
  await using world = await startWorld()
  const boris = await world.person('boris')
  const anna = await world.person('anna', { reviewer_id: boris.id })
  for (const path of [PATH, PATH.slice(0, -1)]) {
    expect((await world.post(path, { body: 'x' }, anna.token)).status).toBe(201)
  }
  expect((await fetch(`${world.http}/healthz/`)).status).toBe(200)
})

test('[HT4] healthz, readyz and metrics answer, and metrics count sockets and requests', async () => {
  await using world = await startWorld()
  const { a } = await world.pair()
  await a.request('no.such.event')
  expect(await (await fetch(`${world.http}/healthz`)).json()).toEqual({ status: 'ok' })
  expect(await (await fetch(`${world.http}/readyz`)).json()).toEqual({ status: 'ok' })
  const metrics = await (await fetch(`${world.http}/metrics`)).text()
  expect(metrics).toContain('dialogd_connections 2')
  expect(metrics).toContain('dialogd_requests_total{event="unknown",code="unknown_event"} 1')
  expect(metrics).toContain('process_resident_memory_bytes')
})

test('[HT2] what is no HTTP, cannot be decoded or is far too long is refused in the same form as everything else', async () => {
  await using world = await startWorld()
  const { port } = new URL(world.http)
  const answerTo = async (bytes: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(bytes)
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    return { status: Number(head.split(' ')[1]), body: JSON.parse(body) }
  }
  const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${more}\r\n`
  const table: [bytes: string, status: number, code: string][] = [
    ['garbage\r\n\r\n', 400, 'bad_http'],
    ['GET /healthz HTTP/9.9\r\n\r\n', 400, 'bad_http'],
    [get('/healthz', `X: ${'x'.repeat(20_000)}\r\n`), 400, 'bad_http'],
    [get('/healthz', 'Transfer-Encoding: chunked\r\nContent-Length: 3\r\n'), 400, 'bad_http'],
    [get('/%zz'), 404, 'not_found'],
    [get('/files/%ff'), 404, 'not_found'],
    [get(`/files/${'9'.repeat(500)}`), 404, 'file_not_found'],
    [get(`/${'x'.repeat(5_000)}`), 404, 'not_found'],
  ]
  for (const [bytes, status, code] of table) {
    expect(await answerTo(bytes), bytes.slice(0, 40)).toEqual({ status, body: { detail: expect.any(String), code } })
  }
  expect((await fetch(`${world.http}/healthz`)).status).toBe(200)
})
