import type { BackoffOptions } from './backoff.ts'
import type { SocketClass } from './socket.ts'

/** A token, or where to get one: asked before each connection, so that it may be renewed. */
export type TokenSource = string | (() => string | Promise<string>)

export interface ClientOptions {
  /** `ws://host/ws/`, without the token; http and https stand for ws and wss, and in a page it may be relative. */
  url: string
  token: TokenSource
  /** Extensions to ask for (XT1); their frames are heard as `frame`. */
  ext?: readonly string[]
  /** How to come back after a break; false is not at all. */
  reconnect?: boolean | BackoffOptions
  /** How long a handshake, and the answer to a call, may take, in milliseconds; 10 s by default. */
  timeout_ms?: number
  /** The global WebSocket by default: every browser has it, and Node since 22. */
  WebSocket?: SocketClass
  /** Hears what a listener threw or rejected with; `reportError` by default, or else the console. */
  onListenerError?: (error: unknown) => void
}

/** How long a handshake or a call may take where the options say nothing. */
export const TIMEOUT_MS = 10_000
