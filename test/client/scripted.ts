import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Client, State } from '../../src/client/index.ts'

/** A backoff that a test does not notice. */
export const fast = { min_ms: 1, max_ms: 4 }

/** What to do with the socket number `attempt` (1, 2, 3…), which came with the request target `url`. */
type Script = (socket: WebSocket, attempt: number, url: string) => void

/** A peer that does as the test says, to show what a client does when a server is not at its best. */
export async function scripted(onSocket: Script = () => {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const requests: Record<string, unknown>[] = []
  const urls: string[] = []
  server.on('connection', (socket, { url = '' }) => {
    urls.push(url)
    socket.on('message', (data) => requests.push(JSON.parse(String(data))))
    onSocket(socket, urls.length, url)
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/`,
    /** The request targets of the sockets that came. */
    urls,
    /** What came on all sockets. */
    requests,
    /** Sends to every socket, as JSON unless it is text. */
    push(frame: unknown) {
      const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
      for (const socket of server.clients) socket.send(text)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Request = { event: string; request_id: string; [field: string]: unknown }

/** Answers each request of a socket with what `reply` makes of it: fields that go over those of an ordinary reply. */
export function answering(socket: WebSocket, reply: (request: Request) => object | undefined): void {
  socket.on('message', (data) => {
    const request = JSON.parse(String(data)) as Request
    const { event, request_id } = request
    const fields = reply(request)
    if (fields) socket.send(JSON.stringify({ type: 'ws_send', event, data: null, request_id, ...fields }))
  })
}

/** Every state of a client since it was made, the first one (`connecting`) left out. */
export function statesOf(client: Client): State[] {
  const states: State[] = []
  client.on('state', (state) => states.push(state))
  return states
}

/** The state once it fits. */
export function until(client: Client, fits: State['name'] | ((state: State) => boolean)): Promise<State> {
  const isIt = typeof fits === 'string' ? (state: State) => state.name === fits : fits
  return new Promise((resolve) => {
    if (isIt(client.state)) return resolve(client.state)
    const off = client.on('state', (state) => {
      if (!isIt(state)) return
      off()
      resolve(state)
    })
  })
}
