import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { startWorld, type World } from '../support/world.ts'
import { cli, folder, start } from './cli.ts'

let world: World
let anna: string[]
let boris: string[]
beforeAll(async () => {
  world = await startWorld({ allowed_origins: null })
  const people = [await world.person('boris'), await world.person('anna')]
  await world.dialog(...people)
  const as = people.map(({ id, token }) => {
    const file = join(world.config.data_dir, `token-${id}`)
    writeFileSync(file, `${token}\n`)
    return ['--url', world.url, '--token-file', file]
  })
  ;[boris, anna] = as as [string[], string[]]
})
afterAll(() => world[Symbol.asyncDispose]())

/** A server that answers as it is told to, and not by our protocol. */
async function stranger(
  onFrame: (text: string, send: (text: string) => void, close: (code: number) => void) => void,
  greeting?: string,
) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  server.on('connection', (socket) => {
    if (greeting) socket.send(greeting)
    socket.on('message', (data) =>
      onFrame(
        String(data),
        (text) => socket.send(text),
        (code) => socket.close(code),
      ),
    )
  })
  return ['--url', `ws://127.0.0.1:${(server.address() as { port: number }).port}/ws/`]
}
const token = { env: { DIALOGD_TOKEN: 'a.b.c' } }
const lines = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('send prints the reply, and the fields may come from flags, a file or stdin', async () => {
  const { code, stdout } = await cli(['send', 'dialogs.load', '--set', 'limit=5', ...anna])
  expect([code, lines(stdout)]).toMatchObject([0, [{ event: 'dialogs.load', meta: { limit: 5 } }]])
  const cwd = folder()
  mkdirSync(join(cwd, 'sub'))
  writeFileSync(join(cwd, 'sub/f.json'), '{"limit":7,"offset":1}')
  const from = async (data: string, stdin?: string) =>
    lines(
      (
        await cli(['send', 'dialogs.load', '--data', data, '--set', 'offset=2', ...anna], {
          cwd,
          ...(stdin && { stdin }),
        })
      ).stdout,
    )
  expect(await from('@sub/f.json')).toMatchObject([{ meta: { limit: 7, offset: 2 } }])
  expect(await from('-', '{"limit":8}')).toMatchObject([{ meta: { limit: 8, offset: 2 } }])
  expect(await from('{"limit":9}')).toMatchObject([{ meta: { limit: 9, offset: 2 } }])
})

test('listen prints frames as NDJSON until it has as many as it was asked for', async () => {
  const listening = start(['listen', '--count', '2', ...boris])
  await listening.prints(/Connected/)
  const create = ['send', 'dialogs.messages.create', '--set', 'dialog_id=1', '--set', 'body=#Hello ‮']
  const sent = await cli([...create, '--expect', 'notifications.dialogs.count', ...anna])
  expect(sent.code).toBe(0)
  const { code, stdout } = await listening.ended
  expect(code).toBe(0)
  expect(stdout).not.toContain('‮')
  expect(lines(stdout)).toMatchObject([
    { event: 'dialogs.messages.create', data: { markdown_body: '#Hello ‮' } },
    { event: 'notifications.dialogs.count', data: 1 },
  ])
})

test('listen ends by itself after --for, which is a failure only where a number was asked for', async () => {
  expect(await cli(['listen', '--for', '50ms', ...anna])).toMatchObject({ code: 0, stdout: '' })
  expect(await cli(['listen', '--for', '50ms', '--count', '1', ...anna])).toMatchObject({
    code: 7,
    stderr: expect.stringContaining('0 of 1'),
  })
})

describe('how send ends', () => {
  const rows: [what: string, exit: number, args: string[], said: RegExp][] = [
    ['an event that does not exist', 3, ['nope'], /unknown_event/],
    ['a dialog of others', 4, ['dialogs.messages.load', '--set', 'dialog_id=99'], /dialog_forbidden/],
    ['a request that is not valid', 2, ['dialogs.messages.load', '--set', 'dialog_id=x'], /invalid_request/],
    [
      'a message that does not exist',
      3,
      ['dialogs.messages.seen', '--data', '{"dialog_id":1,"message_id":999}'],
      /message_not_found/,
    ],
    ['an expected error', 0, ['nope', '--expect', 'unknown_event'], /^(?!.*error)/],
    ['an error instead of what was expected', 8, ['nope', '--expect', 'dialogs.load'], /refused: unknown_event/],
    [
      'an answer without what was expected',
      8,
      ['dialogs.load', '--expect', 'dialogs.messages.seen', '--within', '200ms'],
      /did not come within 200ms/,
    ],
  ]
  test.each(rows)('%s is exit %i', async (_what, exit, args, said) => {
    const { code, stdout, stderr } = await cli(['send', ...args, ...anna])
    expect([code, stderr]).toEqual([exit, expect.stringMatching(said)])
    expect(lines(stdout).length).toBeGreaterThan(0)
  })

  test('another content for the same uid is exit 5', async () => {
    const create = (body: string) =>
      cli([
        'send',
        'dialogs.messages.create',
        '--set',
        'dialog_id=1',
        '--set',
        'uid=u1',
        '--set',
        `body=${body}`,
        ...anna,
      ])
    expect((await create('one')).code).toBe(0)
    expect((await create('two')).code).toBe(5)
  })

  test('silence is exit 7', async () => {
    const silent = await stranger(() => {})
    expect(await cli(['send', 'dialogs.load', '--within', '50ms', ...silent], token)).toMatchObject({
      code: 7,
      stdout: '',
    })
  })

  test('a server without request ids is understood: its answer is the frame of the same event', async () => {
    const django = await stranger((text, send) =>
      send(JSON.stringify({ type: 'ws_send', data: 1, event: JSON.parse(text).event })),
    )
    const count = ['send', 'notifications.dialogs.count', '--within', '100ms']
    expect(await cli([...count, ...django], token)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"data":1'),
    })
  })
})

describe('how a connection fails', () => {
  test('a token that is not valid is exit 4, and is not repeated', async () => {
    const file = join(folder(), 'token')
    const marked = 'eyJhbGciOiJIUzI1NiJ9.e30.MARKED'
    writeFileSync(file, marked)
    const { code, stdout, stderr } = await cli(['listen', '--url', world.url, '--token-file', file])
    expect([code, stderr]).toEqual([4, expect.stringContaining('token_invalid (4401)')])
    expect(stdout + stderr).not.toContain('MARKED')
  })

  test('nobody listening is exit 6, with the address and without the token', async () => {
    const { code, stderr } = await cli(['send', 'dialogs.load', '--url', 'ws://127.0.0.1:1'], {
      env: { DIALOGD_TOKEN: 'MARKED' },
    })
    expect([code, stderr]).toEqual([6, expect.stringContaining('ws://127.0.0.1:1/ws/: ECONNREFUSED')])
    expect(stderr).not.toContain('MARKED')
  })

  test('no server on the data folder is exit 6, also where a killed one left its file', async () => {
    const data_dir = folder()
    const listen = ['listen', '--data-dir', data_dir]
    expect(await cli(listen, token)).toMatchObject({ code: 6, stderr: expect.stringContaining('No server runs') })
    writeFileSync(join(data_dir, 'server.json'), JSON.stringify({ url: 'ws://127.0.0.1:1/ws/', pid: 2 ** 22 + 1 }))
    expect((await cli(listen, token)).code).toBe(6)
  })

  test('an address that is no socket is exit 6, one that forbids it exit 4', async () => {
    const http = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
    http.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
    onTestFinished(() => void http.close())
    await new Promise((resolve) => http.once('listening', resolve))
    const url = `ws://127.0.0.1:${(http.address() as { port: number }).port}/ws/`
    expect(await cli(['listen', '--url', url], token)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('HTTP 403'),
    })
    expect((await cli(['listen', '--url', world.url.replace('/ws/', '/other/')], token)).code).toBe(6)
  })

  test.each([
    [4401, 4],
    [4403, 4],
    [1008, 9],
    [1012, 6],
  ])('a connection closed with %i is exit %i', async (code, exit) => {
    const closing = await stranger((_text, _send, close) => close(code))
    expect((await cli(['send', 'dialogs.load', ...closing], token)).code).toBe(exit)
  })

  test.each([
    ['no JSON', 'hello\x1b', 'not JSON'],
    ['no frame', '{"event":"x"}', 'type'],
    ['wrong data', '{"type":"ws_send","event":"notifications.dialogs.count","data":-1}', 'data'],
  ])('a frame that is %s is printed, and exit 9', async (_what, frame, said) => {
    const { code, stdout, stderr } = await cli(['listen', ...(await stranger(() => {}, frame))], token)
    expect([code, stderr]).toEqual([9, expect.stringContaining(said)])
    expect(lines(stdout)).toHaveLength(1)
    expect(stdout).not.toContain('\x1b')
  })
})
