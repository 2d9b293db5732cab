/*
 * Stands in for a busy server: pushes valid frames at a fixed rate to the one who connects, as fast as is asked, and says
 * how many there were. A message to this process is a `Flood`.
 */
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Flood {
  per_second: number
  seconds: number
}

const DIALOGS = 40
const TICK_MS = 10
const BODY =
  'could you have a look at the **second** paragraph? It says `npm ci`, and [the page](https://example.com) says'

const clients = new Set<WebSocket>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
server.on('connection', (ws) => {
  clients.add(ws)
  ws.on('close', () => clients.delete(ws))
})
server.on('listening', () => {
  const { port } = server.address() as AddressInfo
  process.send!({ url: `ws://127.0.0.1:${port}/ws/` })
})

process.on('message', ({ per_second, seconds }: Flood) => {
  const total = per_second * seconds
  const from = performance.now()
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - from) / 1_000) * per_second))
    for (; sent < due; sent += 1) for (const ws of clients) ws.send(frame(sent))
    if (sent < total) return
    clearInterval(timer)
    process.send!({ sent })
  }, TICK_MS)
})

const person = (id: number, first_name: string) =>
  `{"id":${id},"email":"${first_name.toLowerCase()}@example.com","first_name":"${first_name}","last_name":"","avatar":null,"thumbnail_avatar":null}`

/** A message, then the count that follows it. */
function frame(number: number): string {
  if (number % 2 === 1) return `{"type":"ws_send","data":${DIALOGS},"event":"notifications.dialogs.count"}`
  const id = number / 2 + 1
  const dialog = ((id - 1) % DIALOGS) + 1
  const seq = Math.ceil(id / DIALOGS)
  const text = `${id}: ${BODY}`
  const date = new Date().toISOString()
  return `{"type":"ws_send","data":{"id":${id},"dialog":${dialog},"seq":${seq},"user":${person(100 + dialog, 'Boris')},"body":"<p>${text}</p>","text_body":"${text}","markdown_body":"${text}","file":null,"reply":null,"lesson":null,"uid":null,"date_created":"${date}","date_read":null,"rev":${id}},"event":"dialogs.messages.create"}`
}
