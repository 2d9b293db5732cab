import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { UserRecord } from '../ports/store.ts'
import { type CloseCode, closeCodes, type Locale, limits } from '../protocol/index.ts'
import type { EndOfTurn, Outgoing } from './outgoing.ts'
import type { Timings } from './timings.ts'

/** A request that has been read. */
export interface Request {
  /** It changes something, so that it may be under way together with the writes before it: they share a commit. */
  isWrite: boolean
  /** Answers it, not before `earlier` has been answered; never rejects. */
  answer: (earlier: Promise<unknown>) => Promise<void>
}

/** A frame that waits for the end of the turn; `n` is the request it answers, 0 where it answers none. */
interface Unsent {
  frame: Outgoing
  n: number
}

/** How many requests may wait on one socket before its reading is paused; the peer then waits in its own send buffer. */
const PENDING_MAX = 32

/** How many writes of one socket may be under way together. */
const WRITING_MAX = 32

export interface ConnectionOptions {
  id: string
  ws: WebSocket
  /** The TCP socket below, as the upgrade gave it. */
  socket: Socket
  user: UserRecord
  locale: Locale
  /** When the token expires, milliseconds since 1970. */
  expires_at: number
  endOfTurn: EndOfTurn
  timings: Timings
  /** Called once, when the connection begins to close: nothing is delivered to it any more. */
  onClosing: (connection: Connection) => void
  /** Reads one request; it is answered by what this returns. */
  read: (connection: Connection, text: string, n: number) => Request
}

/**
 * One socket of one user: open, then closing, then gone. Requests are answered in the order they came (FR4); what is
 * sent and what waits is bounded (CN6).
 */
export class Connection {
  readonly id: string
  readonly user: UserRecord
  readonly locale: Locale
  readonly #options: ConnectionOptions
  #closing = false
  #pending: string[] = []
  /** Frames of this turn of the event loop. */
  #unsent: Unsent[] = []
  #unsentBytes = 0
  #answering = false
  /** How many requests this socket has made. */
  #requests = 0
  /** How many writes are under way, and when all of them have been answered. */
  #writing = 0
  #writes: Promise<unknown> = Promise.resolve()
  #idle: (() => void) | undefined
  #pingedAt: number
  #awaitingPong = false
  #unfinishedSince: number | undefined
  /** ER5: malformed frames in a row. */
  badFrames = 0

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.id = options.id
    this.user = options.user
    this.locale = options.locale
    this.#pingedAt = performance.now()
    const { ws } = options
    ws.on('message', (data, isBinary) => {
      if (isBinary) this.close(1003)
      else this.#receive(String(data))
    })
    ws.on('pong', () => {
      this.#awaitingPong = false
    })
    // ws closes with the right code (1002, 1007, 1008, 1009) by itself; there is nothing to add, but it must be heard.
    ws.on('error', () => {})
    ws.on('close', () => this.#leave())
  }

  /**
   * Sends one frame at the end of this turn, in answer to the request `n` or to none (0). A peer that has let 1 MiB pile
   * up is closed instead (CN6).
   */
  send(frame: Outgoing, n = 0): void {
    if (this.#closing) return
    const { ws, endOfTurn } = this.#options
    if (ws.bufferedAmount + this.#unsentBytes > limits.send_queue_bytes) {
      this.close(4440)
      return
    }
    if (this.#unsent.length === 0) endOfTurn.flushLater(this)
    this.#unsentBytes += frame.bytes.length
    // A refusal may come to know of itself after the writes behind it were published; it still goes first (FR4).
    const later = n > 0 ? this.#unsent.findIndex((unsent) => unsent.n > n) : -1
    if (later < 0) this.#unsent.push({ frame, n })
    else this.#unsent.splice(later, 0, { frame, n })
  }

  /** Hands what was collected in this turn to the socket, in one system call. */
  flush(): void {
    const unsent = this.#unsent
    this.#unsent = []
    this.#unsentBytes = 0
    const { ws, socket } = this.#options
    if (ws.readyState !== ws.OPEN) return
    socket.cork()
    // With compression only ws knows how the bytes look.
    for (const { frame } of unsent) ws.extensions === '' ? socket.write(frame.bytes) : ws.send(frame.text)
    socket.uncork()
  }

  /** Closes with a code of the table; a peer that does not answer the close is cut off. */
  close(code: CloseCode, reason: string = closeCodes[code].when): void {
    if (this.#closing) return
    this.flush()
    this.#leave()
    const { ws, timings } = this.#options
    ws.close(code, reason)
    const cut = setTimeout(() => ws.terminate(), timings.close_within)
    cut.unref()
    ws.once('close', () => clearTimeout(cut))
  }

  /** Resolves when what was under way has been answered. */
  async finished(): Promise<void> {
    if (this.#answering) await new Promise<void>((resolve) => (this.#idle = resolve))
    await this.#writes
  }

  /** Resolves when the connection is gone. */
  async gone(): Promise<void> {
    const { ws } = this.#options
    if (ws.readyState !== ws.CLOSED) await new Promise((resolve) => ws.once('close', resolve))
  }

  /** Looks after the heartbeat (CN4), unfinished messages (4408) and the token's expiry (AU5). */
  sweep(now: number, wallNow: number): void {
    if (this.#closing) return
    const { ws, timings, expires_at } = this.#options
    if (wallNow >= expires_at) this.close(4419)
    else if (this.#unfinishedFor(now) > timings.message_within) this.close(4408, 'message unfinished')
    else if (this.#awaitingPong && now - this.#pingedAt > timings.pong_within) this.close(4408, 'no pong')
    else if (now - this.#pingedAt >= timings.ping_every) {
      this.#pingedAt = now
      this.#awaitingPong = true
      ws.ping()
    }
  }

  #leave(): void {
    if (this.#closing) return
    this.#closing = true
    this.#pending = []
    this.#options.onClosing(this)
  }

  #receive(text: string): void {
    if (this.#closing) return
    this.#pending.push(text)
    if (this.#pending.length >= PENDING_MAX) this.#options.ws.pause()
    if (!this.#answering) void this.#answerAll()
  }

  async #answerAll(): Promise<void> {
    this.#answering = true
    const { ws, read } = this.#options
    for (let text = this.#pending.shift(); text !== undefined; text = this.#pending.shift()) {
      const request = read(this, text, ++this.#requests)
      if (request.isWrite && this.#writing < WRITING_MAX) {
        this.#writing += 1
        const done = request.answer(this.#writes).finally(() => (this.#writing -= 1))
        this.#writes = Promise.all([this.#writes, done])
      } else {
        // What reads sees the writes before it, and what comes behind it waits.
        await this.#writes
        await request.answer(this.#writes)
      }
      if (ws.isPaused && this.#pending.length < PENDING_MAX) ws.resume()
    }
    this.#answering = false
    this.#idle?.()
  }

  #unfinishedFor(now: number): number {
    if (!isMidMessage(this.#options.ws)) this.#unfinishedSince = undefined
    else this.#unfinishedSince ??= now
    return now - (this.#unfinishedSince ?? now)
  }
}

/**
 * Whether a frame or a fragmented message has begun and not ended. ws does not tell, so its receiver is asked; the
 * test of 4408 notices should a later version of ws name these fields differently.
 */
function isMidMessage(ws: WebSocket): boolean {
  const { _receiver } = ws as unknown as { _receiver?: { _bufferedBytes: number; _state: number; _fragmented: number } }
  return (
    _receiver !== undefined && (_receiver._bufferedBytes > 0 || _receiver._state !== 0 || _receiver._fragmented > 0)
  )
}
