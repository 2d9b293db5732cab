/** A JSON object that crossed the wire, in either direction; nothing is promised about its fields. */
export type WireFrame = Readonly<Record<string, unknown>>

/** What of the protocol an incoming frame is against. */
export interface Violation {
  /** The id of the rule in SPEC.md. */
  rule: string
  /** A sentence for a person. */
  text: string
}

/** One for all entries without any, of which there are many. */
export const noViolations: readonly Violation[] = []

/** What a note tells of. */
export type NoteKind = 'open' | 'close' | 'reconnect' | 'fault' | 'error'

export type Fault = 'drop' | 'stall' | 'resume'

/** One line of the log; never changed once it was emitted. */
export interface Entry {
  /** Running number over all sessions of a log, from 1. */
  readonly n: number
  /** Wall clock, milliseconds since 1970. */
  readonly at: number
  /** `performance.now()`: differences of it are exact to microseconds, also between sessions. */
  readonly tick: number
  /** The session's name: A, B, … */
  readonly session: string
  readonly dir: 'out' | 'in' | 'note'
  /** Exactly what crossed the wire, or the note's sentence. Of a binary frame, its bytes in hexadecimal. */
  readonly text: string
  /** Of the payload; 0 for notes. */
  readonly bytes: number
  readonly binary?: true
  /** Of a binary entry: its bytes went as a text frame, though they are not UTF-8. */
  readonly asText?: true
  /** The parsed text, where it is a JSON object. */
  readonly frame?: WireFrame
  /** `frame.event`, where that is a string. */
  readonly event?: string
  /** Of a direct reply: milliseconds since its request was sent. */
  readonly latency?: number
  /** Empty where the frame is valid, and for what is not incoming. */
  readonly violations: readonly Violation[]
  /** Of notes. */
  readonly kind?: NoteKind
  /** Of the note `fault`: what was done on purpose. */
  readonly fault?: Fault
  /** Of the note `open`: the user whose token opened the connection, where the token tells it. */
  readonly user?: number
  /** Of the note `close`. */
  readonly close?: Close
}

export interface Close {
  code: number
  reason: string
  /** What the code means (CL), in words. */
  meaning: string
}

/** The JSON object that `text` is, or undefined. */
export function parseFrame(text: string): WireFrame | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireFrame) : undefined
  } catch {
    return undefined
  }
}
