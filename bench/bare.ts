/*
 * The yardstick, a process of its own: what it costs to move the same frames with `ws` alone. It keeps nothing, checks
 * nothing, and answers a create as a naive server does: every frame is written as JSON once for each socket and sent by
 * itself. `/ws/?dialog=1&user=2` says who is there.
 */
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

const wss = new WebSocketServer({ host: '127.0.0.1', port: 0 })
const dialogs = new Map<number, WebSocket[]>()
let id = 0

wss.on('connection', (ws, request) => {
  const query = new URL(request.url!, 'ws://localhost').searchParams
  const dialog = Number(query.get('dialog'))
  const user = Number(query.get('user'))
  const sockets = dialogs.get(dialog) ?? []
  dialogs.set(dialog, [...sockets, ws])
  let seq = 0
  ws.on('message', (data) => {
    const { event, body } = JSON.parse(String(data))
    id += 1
    seq += 1
    const message = {
      id,
      dialog,
      seq,
      user: {
        id: user,
        email: `anna.${dialog}@example.com`,
        first_name: 'Anna',
        last_name: `Number ${dialog}`,
        avatar: null,
        thumbnail_avatar: null,
      },
      body: `<p>${body}</p>`,
      text_body: body,
      markdown_body: body,
      file: null,
      reply: null,
      lesson: null,
      uid: null,
      date_created: new Date().toISOString(),
      date_read: null,
      rev: id,
    }
    for (const socket of dialogs.get(dialog)!) {
      socket.send(JSON.stringify({ type: 'ws_send', data: message, event }))
      socket.send(JSON.stringify({ type: 'ws_send', data: 1, event: 'notifications.dialogs.count' }))
    }
  })
  ws.on('close', () =>
    dialogs.set(
      dialog,
      dialogs.get(dialog)!.filter((socket) => socket !== ws),
    ),
  )
})

wss.on('listening', () => process.send!({ url: `ws://127.0.0.1:${(wss.address() as AddressInfo).port}/ws/` }))
process.on('disconnect', () => process.exit())
