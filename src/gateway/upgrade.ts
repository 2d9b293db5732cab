import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import { isSocketPath, tokenOf } from '../auth/bearer.ts'
import { preferredLocale } from '../domain/locale.ts'
import { type Locale, Refusal } from '../protocol/index.ts'
import { type Authenticated, authenticate, type Gate } from '../usecases/authenticate.ts'

export interface UpgradeOptions {
  gate: Gate
  wss: WebSocketServer
  /** CN7: null lets every origin in. */
  allowed_origins: string[] | null
  locale: Locale
  isDraining: () => boolean
}

export type Upgraded =
  | { ok: true; ws: WebSocket; locale: Locale; who: Authenticated }
  /** The handshake was completed only so that the socket can be closed with a code (AU4). */
  | { ok: false; ws: WebSocket; error: unknown }

/**
 * Turns an HTTP upgrade into a WebSocket (CN1, CN5, CN7, AU4): undefined where it was answered by HTTP (404, 403, 503,
 * or what ws refuses as no handshake at all).
 */
export async function upgrade(
  { gate, wss, allowed_origins, locale, isDraining }: UpgradeOptions,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<Upgraded | undefined> {
  const { url = '/', headers } = request
  socket.on('error', () => {})
  if (!isSocketPath(url.split('?', 1)[0]!)) return refuse(socket, 404)
  if (isDraining()) return refuse(socket, 503, 'Retry-After: 2')
  if (allowed_origins && headers.origin !== undefined && !allowed_origins.includes(headers.origin)) {
    return refuse(socket, 403)
  }
  const outcome = await authenticate(gate, tokenOf(url, headers)).then(
    (who) => ({ ok: true as const, who }),
    (error: unknown) => ({ ok: false as const, error }),
  )
  if (socket.destroyed) return undefined
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined))
    wss.handleUpgrade(request, socket, head, (ws) => {
      resolve({ ...outcome, ws, locale: preferredLocale(headers['accept-language'], locale) } as Upgraded)
    })
  })
}

function refuse(socket: Duplex, status: number, ...headers: string[]): undefined {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, 'Connection: close', 'Content-Length: 0', ...headers]
  socket.end(`${lines.join('\r\n')}\r\n\r\n`)
}

/** AU4: the reason a socket without a good token is closed with; undefined for a failure that is not the token's. */
export function tokenRefusal(error: unknown): string | undefined {
  if (!(error instanceof Refusal)) return undefined
  return ['token_missing', 'token_invalid', 'token_expired', 'user_disabled'].includes(error.code)
    ? error.code
    : undefined
}
