import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Bus } from '../ports/bus.ts'
import type { Ids, Log } from '../ports/runtime.ts'
import { type CloseCode, closeCodes, type Locale, limits, Refusal } from '../protocol/index.ts'
import type { Gate } from '../usecases/authenticate.ts'
import { Connection } from './connection.ts'
import { type Dispatch, readRequest } from './dispatch.ts'
import { Hub } from './hub.ts'
import { EndOfTurn } from './outgoing.ts'
import type { Timings } from './timings.ts'
import { tokenRefusal, type Upgraded, upgrade } from './upgrade.ts'

export interface GatewayOptions {
  gate: Gate
  bus: Bus
  dispatch: Dispatch
  ids: Ids
  log: Log
  timings: Timings
  locale: Locale
  allowed_origins: string[] | null
  max_connections_per_user: number
  permessage_deflate: boolean
  isDraining: () => boolean
  /** Counts the sockets that closed, by code (HT4). */
  onClosed: (code: number) => void
}

/** The WebSocket side of the server. */
export interface Gateway {
  /** How many sockets are open. */
  readonly size: number
  attach(server: Server): void
  /** CN5: finishes what was begun, closes every socket with 1012 and resolves when all are gone. */
  close(): Promise<void>
}

export function createGateway(options: GatewayOptions): Gateway {
  const { gate, bus, dispatch, ids, log, timings, isDraining } = options
  const hub = new Hub()
  /** Connections that are not gone yet, those that are closing included. */
  const alive = new Set<Connection>()
  const endOfTurn = new EndOfTurn()
  const wss = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.frame_bytes,
    maxFragments: 64,
    maxBufferedChunks: 256,
    perMessageDeflate: options.permessage_deflate,
  })
  const unsubscribe = bus.subscribe((event) => hub.deliver(event))
  const sweeper = setInterval(() => {
    const [now, wallNow] = [performance.now(), gate.clock.now()]
    for (const connection of alive) connection.sweep(now, wallNow)
    dispatch.rates.sweep()
  }, timings.sweep_every)
  sweeper.unref()

  /** Ends a handshake that leads nowhere, with a code that a browser can see. */
  function turnAway(ws: WebSocket, code: CloseCode, reason: string): void {
    ws.on('error', () => {})
    ws.close(code, reason)
    const cut = setTimeout(() => ws.terminate(), timings.close_within)
    ws.once('close', () => {
      clearTimeout(cut)
      options.onClosed(code)
    })
  }

  function welcome(upgraded: Upgraded, socket: Socket): void {
    const { ws } = upgraded
    if (!upgraded.ok) {
      const reason = tokenRefusal(upgraded.error)
      if (reason) {
        turnAway(ws, 4401, reason)
        return
      }
      log.error({ err: upgraded.error }, 'a connection could not be authorised')
      const storage = upgraded.error instanceof Refusal && upgraded.error.code === 'storage_unavailable'
      turnAway(ws, storage ? 1013 : 1011, storage ? 'storage_unavailable' : 'internal')
      return
    }
    const { user, expires_at } = upgraded.who
    const full = hub.countOf(user.id) >= options.max_connections_per_user
    if (isDraining() || full) {
      const code = full ? 4430 : 1012
      turnAway(ws, code, closeCodes[code].when)
      return
    }
    const connection = new Connection({
      id: ids.next(),
      ws,
      socket,
      user,
      locale: upgraded.locale,
      expires_at,
      endOfTurn,
      timings,
      onClosing: (closing) => hub.remove(closing),
      read: (asking, text, n) => readRequest(dispatch, asking, text, n),
    })
    hub.add(connection)
    alive.add(connection)
    log.debug({ connection: connection.id, user: user.id }, 'socket opened')
    ws.on('close', (code) => {
      log.debug({ connection: connection.id, user: user.id, code }, 'socket closed')
      alive.delete(connection)
      options.onClosed(code)
    })
  }

  async function receive(request: IncomingMessage, duplex: Duplex, head: Buffer): Promise<void> {
    const upgraded = await upgrade({ ...options, wss }, request, duplex, head)
    if (upgraded) welcome(upgraded, duplex as Socket)
  }

  return {
    get size() {
      return hub.size
    },
    attach(server) {
      server.on('upgrade', (request, duplex, head) => {
        receive(request, duplex, head).catch((err: unknown) => {
          log.error({ err }, 'an upgrade failed')
          duplex.destroy()
        })
      })
    },
    async close() {
      const late = new Promise((resolve) => setTimeout(resolve, timings.finish_within).unref())
      await Promise.race([Promise.all([...alive].map((connection) => connection.finished())), late])
      clearInterval(sweeper)
      for (const connection of alive) connection.close(1012)
      await Promise.all([...alive].map((connection) => connection.gone()))
      unsubscribe()
    },
  }
}
