import { WebSocket } from 'ws'
import { type Backoff, closeOf, defaultBackoff, nextStep, pauseBefore } from './backoff.ts'
import { type Close, type Entry, type NoteKind, noViolations, parseFrame, type WireFrame } from './entry.ts'
import { Latency } from './latency.ts'
import type { SessionOptions, SessionState } from './state.ts'
import { userOf, withToken } from './token.ts'

export type { Close, Entry, NoteKind } from './entry.ts'
export type { SessionOptions, SessionState } from './state.ts'

/** How long a server may take to open the connection, milliseconds. */
const HANDSHAKE = 10_000
/** How much may wait to be sent, bytes; beyond, a send is refused and said so. */
const SEND_QUEUE = 64 * 1024 * 1024
/** The largest frame that is accepted, bytes. */
const LARGEST = 64 * 1024 * 1024

/** One user's connection to a server, with everything that crosses it told as entries, and ways to break it on purpose. */
export class Session {
  readonly name: string
  readonly url: string
  readonly #options: SessionOptions
  readonly #backoff: Backoff | undefined
  readonly #latency = new Latency()
  /** Connections that are being ended on purpose, after which none follows. */
  readonly #closing = new WeakSet<WebSocket>()
  readonly #listeners = new Set<(state: SessionState) => void>()
  #state: SessionState
  #ws: WebSocket | undefined
  #timer: NodeJS.Timeout | undefined
  #token: string | undefined
  #renew = false
  #generation = 0
  #entries = 0
  #requests = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.name = options.name
    this.url = options.url
    const { reconnect = true } = options
    if (reconnect !== false) this.#backoff = { ...defaultBackoff, ...(reconnect === true ? {} : reconnect) }
    this.#state = { phase: 'idle', stalled: false, attempt: 0, attempts: this.#backoff?.tries ?? 0, opened: 0 }
  }

  get state(): SessionState {
    return this.#state
  }

  /** Calls `listener` after every change of `state`; returns what ends that. */
  subscribe(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Connects, at once where it was waiting; does nothing while connected. */
  open(): void {
    const { phase } = this.#state
    if (phase === 'open' || phase === 'connecting') return
    this.#change({ attempt: 0 })
    this.#renew = false
    void this.#connect()
  }

  /** Sends any text, or bytes as a binary frame (with `asText` as a text frame). False, and a note says why, where it could not be sent. */
  send(bytes: string | Uint8Array, asText = false): boolean {
    const payload = typeof bytes === 'string' ? bytes.toWellFormed() : bytes
    const ws = this.#ws
    if (!ws || ws.readyState !== WebSocket.OPEN) return this.#refuse('not sent: there is no open connection')
    if (ws.bufferedAmount > SEND_QUEUE) return this.#refuse('not sent: the server has not read what was sent before')
    const tick = performance.now()
    ws.send(payload, { binary: typeof payload !== 'string' && !asText }) // before it is told: whoever hears of it may send the next one
    if (typeof payload === 'string') {
      const frame = parseFrame(payload)
      this.#latency.asked(frame, tick)
      this.#emit({ dir: 'out', tick, text: payload, bytes: Buffer.byteLength(payload), ...framed(frame) })
    } else {
      const text = Buffer.from(payload).toString('hex')
      this.#emit({ dir: 'out', tick, text, bytes: payload.byteLength, binary: true, ...(asText && { asText }) })
    }
    return true
  }

  /** Sends a request with a `request_id` of its own and returns that (FR3). */
  request(event: string, fields: Record<string, unknown> = {}): string {
    const request_id = `${this.name}${++this.#requests}`
    this.send(JSON.stringify({ event, ...fields, request_id }))
    return request_id
  }

  /** Ends the connection in the ordinary way, and does not come back. */
  close(code = 1000, reason = ''): void {
    clearTimeout(this.#timer)
    const { phase } = this.#state
    if (phase === 'waiting' || (phase === 'connecting' && !this.#ws)) {
      this.#generation += 1
      this.#change({ phase: 'closed', retryAt: undefined })
    } else if (this.#ws) {
      const ws = this.#ws
      this.#closing.add(ws)
      ws.resume()
      if (ws.readyState === WebSocket.CONNECTING) ws.terminate()
      else ws.close(code, reason)
      const cut = setTimeout(() => ws.terminate(), 2_000)
      cut.unref()
    }
  }

  /** Fault: cuts the TCP connection without a word, as a lost network would. It comes back where it may. */
  drop(): void {
    if (!this.#ws) return
    this.#note('fault', 'the TCP connection was cut on purpose', { fault: 'drop' })
    this.#ws.terminate()
  }

  /** Fault: stops reading; the server's frames pile up on its side (CN6), and its pings stay unanswered (CN4). */
  stall(): void {
    if (this.#state.phase !== 'open' || this.#state.stalled) return
    this.#note('fault', 'reading was stopped on purpose', { fault: 'stall' })
    this.#ws!.pause()
    this.#change({ stalled: true })
  }

  resume(): void {
    if (!this.#state.stalled) return
    this.#note('fault', 'reading goes on', { fault: 'resume' })
    this.#change({ stalled: false })
    this.#ws?.resume()
  }

  async #connect(): Promise<void> {
    const mine = ++this.#generation
    clearTimeout(this.#timer)
    this.#change({ phase: 'connecting', retryAt: undefined })
    const token = await this.#nextToken()
    if (mine !== this.#generation || token === undefined) return
    const user = userOf(token)
    this.#latency.user = user
    const ws = new WebSocket(withToken(this.url, token), { handshakeTimeout: HANDSHAKE, maxPayload: LARGEST })
    this.#ws = ws
    let problem: string | undefined
    ws.on('open', () => {
      this.#latency.clear()
      this.#change({ phase: 'open', opened: this.#state.opened + 1, user, error: undefined })
      this.#note(
        'open',
        user === undefined ? 'connected' : `connected as user ${user}`,
        user === undefined ? {} : { user },
      )
    })
    ws.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary))
    ws.on('unexpected-response', (request, { statusCode = 0 }) => {
      problem = `the server refused the connection with HTTP ${statusCode}`
      // 503 is a server that starts or stops (CN5); any other refusal would be repeated.
      if (statusCode !== 503) this.#closing.add(ws)
      request.destroy()
    })
    ws.on('error', (error: NodeJS.ErrnoException) => {
      problem ??= error.code ?? error.message
    })
    ws.on('close', (code, reason) => this.#ended(ws, closeOf(code, String(reason)), problem))
  }

  async #nextToken(): Promise<string | undefined> {
    const { token } = this.#options
    const mine = this.#generation
    try {
      const next = typeof token === 'string' ? token : await token()
      if (mine !== this.#generation) return undefined
      if (this.#renew && next === this.#token) return this.#stay('it needs a new token to come back (AU5)')
      this.#renew = false
      this.#token = next
      return next
    } catch (error) {
      return this.#stay(`no token: ${(error as Error).message}`)
    }
  }

  #stay(why: string): undefined {
    this.#note('error', why)
    this.#change({ phase: 'closed', error: why })
  }

  #receive(data: Buffer, isBinary: boolean): void {
    const tick = performance.now()
    if (isBinary) {
      this.#emit({ dir: 'in', tick, text: data.toString('hex'), bytes: data.byteLength, binary: true })
      return
    }
    const text = String(data)
    const frame = parseFrame(text)
    const latency = frame && this.#latency.answered(frame, tick)
    const measured = latency === undefined ? {} : { latency }
    this.#emit({ dir: 'in', tick, text, bytes: data.byteLength, ...framed(frame), ...measured })
  }

  #ended(ws: WebSocket, close: Close, problem: string | undefined): void {
    if (this.#ws !== ws) return
    this.#ws = undefined
    const wasOpen = this.#state.phase === 'open'
    const { next: allowed, wait } = nextStep(close)
    const attempt = this.#attemptAfter(close, wasOpen)
    const backoff = this.#closing.has(ws) || allowed === 'stop' ? undefined : this.#backoff
    const again = backoff !== undefined && attempt <= backoff.tries
    const pause = again ? (wait ?? pauseBefore(attempt, backoff)) : 0
    if (allowed === 'renew') this.#renew = true
    const ended = wasOpen ? { close, stalled: false } : { error: problem ?? close.meaning }
    if (again) this.#timer = setTimeout(() => this.#connect(), pause)
    const next = again
      ? { phase: 'waiting' as const, attempt, retryAt: Date.now() + pause }
      : { phase: 'closed' as const }
    this.#change({ ...ended, ...next })
    if (wasOpen)
      this.#note('close', `closed ${close.code}: ${close.meaning}${close.reason && ` (${close.reason})`}`, { close })
    else this.#note('error', `could not connect: ${problem ?? close.meaning}`)
    if (again) this.#note('reconnect', `connects again in ${pause} ms (${attempt}/${backoff.tries})`)
  }

  /** A connection that held counts as a success; one that the server ended at once (4401, 4430, 1013) does not. */
  #attemptAfter({ code }: Close, wasOpen: boolean): number {
    const refused = [1013, 4401, 4429, 4430].includes(code)
    return wasOpen && !refused ? 1 : this.#state.attempt + 1
  }

  #refuse(why: string): false {
    this.#note('error', why)
    return false
  }

  #note(kind: NoteKind, text: string, more: Pick<Entry, 'user' | 'close' | 'fault'> = {}): void {
    this.#emit({ dir: 'note', tick: performance.now(), text, bytes: 0, kind, ...more })
  }

  #emit(part: Omit<Entry, 'n' | 'at' | 'session' | 'violations'>): void {
    const { number = () => ++this.#entries, check, emit } = this.#options
    const entry: Entry = { n: number(), at: Date.now(), session: this.name, violations: noViolations, ...part }
    const violations = check?.(entry) ?? []
    emit(violations.length === 0 ? entry : { ...entry, violations })
  }

  #change(part: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener(this.#state)
  }
}

const framed = (frame: WireFrame | undefined): Pick<Entry, 'frame' | 'event'> =>
  !frame ? {} : typeof frame.event === 'string' ? { frame, event: frame.event } : { frame }
