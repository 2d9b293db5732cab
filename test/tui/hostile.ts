import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { dialogWith, message, person } from './entries.ts'

/** Text of somebody who wants to take over the reader's terminal: its clipboard, title, links, colours, cursor, order. */
export const hostile = [
  '\u001b]52;c;aGFjaw==\u0007',
  '\u001b]8;;http://evil.example\u0007click\u001b]8;;\u0007',
  '\u001b]0;owned\u0007\u001b[31;42;7mred\u001b[13;37H\u009b2J',
  '\u202egnp.exe\u2066\u200b\u{e0041}\u0000\u007f\u0008\r\n\t\u2028',
  `e${'\u0301'.repeat(10_000)}!`,
].join('')

/** Escape sequences that Ink draws with: styles, cursor, erasing, modes; none of them carries text. */
const drawing = /\u001b\[(?:\?\d+[hl]|[\d;]*[mABCDGHJKEF])|\u001b[78]/g

/** What of raw terminal output came from text of others: empty where nothing did. */
export function driven(raw: string): string[] {
  const own = ['\u001b[31;42;7m', '\u001b[13;37H'].filter((sequence) => raw.includes(sequence))
  const text = raw.replaceAll(drawing, '').replaceAll(/[\r\n]/g, '')
  const left = text.match(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|\p{M}{9,}/gu) ?? []
  return [...own, ...new Set(left.map((one) => JSON.stringify(one.slice(0, 20))))]
}

/** A server that puts such text wherever the protocol has one, and where it has none. */
export async function startHostile(): Promise<AsyncDisposable & { url: string; clients: Set<WebSocket> }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const author = { ...person(2, hostile), last_name: hostile, email: hostile }
  const file = { id: 1, file: '/f', file_name: hostile, created: '2026-11-22T08:23:00.000Z' }
  const said = message(1, {
    user: author,
    body: hostile,
    text_body: hostile,
    markdown_body: `**${hostile}** \`${hostile}\``,
  })
  const withFile = message(2, { user: author, file: file as never, uid: hostile })
  const frame = (event: string, data: unknown, more: object = {}) =>
    JSON.stringify({ type: 'ws_send', data, event, ...more })
  server.on('connection', (ws) => {
    ws.on('message', (text) => {
      const { event, request_id } = parsed(String(text))
      const reply = (data: unknown, more: object = {}) =>
        ws.send(frame(String(event ?? 'error'), data, { request_id, ...more }))
      if (event === 'dialogs.load') reply([dialogWith(author, 1, said)], { meta: { limit: 100, offset: 0, total: 1 } })
      else if (event === 'notifications.dialogs.count') reply(1)
      else if (event === 'dialogs.messages.load') reply([said, withFile], { meta: { limit: 50, offset: 0, total: 2 } })
      else reply(hostile, { exception: true, code: hostile })
    })
    ws.send(frame(hostile, hostile, { [hostile]: hostile }))
    ws.send(frame('dialogs.messages.create', message(3, { user: author, lesson: hostile as never })))
    ws.send(hostile)
    ws.send(Buffer.from(hostile))
    ws.send(frame('dialogs.messages.create', said, { request_id: hostile }))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/ws/`,
    clients: server.clients,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function parsed(text: string): { event?: unknown; request_id?: unknown } {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
