import type { Backoff } from './backoff.ts'
import type { Close, Entry, Violation } from './entry.ts'

export interface SessionOptions {
  /** A, B, … */
  name: string
  /** `ws://host:port/ws/`, without a token. */
  url: string
  /** A function is asked again for every connection, so that an expired token can be replaced (AU5). */
  token: string | (() => string | Promise<string>)
  /** Whether to come back after a connection was lost; true by default. */
  reconnect?: boolean | Partial<Backoff>
  /** Gives the numbers of entries; shared by the sessions of one log. By default the session counts by itself. */
  number?: () => number
  /** Judges each incoming frame, and hears every other entry; its answer becomes `entry.violations`. */
  check?: (entry: Entry) => readonly Violation[]
  emit: (entry: Entry) => void
}

/** An immutable snapshot; a new object with every change. */
export interface SessionState {
  /** `waiting`: for the next try to connect. `closed`: it will not come back by itself. */
  phase: 'idle' | 'connecting' | 'open' | 'waiting' | 'closed'
  /** Whether reading is stopped on purpose. */
  stalled: boolean
  /** Tries in a row that did not open, and how many there may be. */
  attempt: number
  attempts: number
  /** When the next try begins (`Date.now()`), while waiting. */
  retryAt?: number
  /** How often the connection was opened. */
  opened: number
  /** The user of the token, where it tells. */
  user?: number
  /** How the connection before ended. */
  close?: Close
  /** Why the connection before could not be opened. */
  error?: string
}
