import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/** What becomes of a frame on its way from the server to the user `token` belongs to: the frames that arrive. */
export type Tamper = (text: string, token: string) => string[]

/** A server that breaks the protocol: it stands before the real one and tampers with what that sends. */
export async function startBroken(realUrl: string, tamper: Tamper): Promise<AsyncDisposable & { url: string }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (client, { url }) => {
    const token = new URL(url!, realUrl).searchParams.get('token')!
    const real = new WebSocket(`${realUrl}?token=${token}`)
    const early: string[] = []
    client.on('message', (data) =>
      real.readyState === WebSocket.OPEN ? real.send(String(data)) : early.push(String(data)),
    )
    real.on('open', () => {
      for (const text of early) real.send(text)
    })
    real.on('message', (data) => {
      for (const text of tamper(String(data), token)) client.send(text)
    })
    client.on('close', () => real.terminate())
    real.on('close', () => client.terminate())
    for (const ws of [client, real]) ws.on('error', () => {})
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/ws/`,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
