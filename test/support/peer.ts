import { WebSocket } from 'ws'
import type { Frame, Message } from '../../src/protocol/index.ts'
import { heard, said } from './contract.ts'

/** How long a test waits for something that must come, in milliseconds; what does come, comes at once. */
const PATIENCE = 8_000

export interface Closed {
  code: number
  reason: string
}

/** One open socket of a test: everything it received, in order, and what of that the test has looked at. */
export class Peer {
  readonly ws: WebSocket
  /** Every frame as it came. */
  readonly received: string[] = []
  readonly closed: Promise<Closed>
  #unread: Frame[] = []
  /** Everyone who waits for something new. */
  #waiting: (() => void)[] = []
  #requests = 0

  constructor(url: string, options: { headers?: Record<string, string> } = {}) {
    this.ws = new WebSocket(url, options)
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code, reason) => {
        resolve({ code, reason: String(reason) })
        this.#wakeAll()
      })
    })
    this.ws.on('message', (data) => {
      heard(String(data))
      this.received.push(String(data))
      this.#unread.push(JSON.parse(String(data)))
      this.#wakeAll()
    })
    this.ws.on('error', () => {})
  }

  async opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.CONNECTING) {
      await new Promise((resolve, reject) => {
        this.ws.once('open', resolve)
        this.ws.once('error', reject)
      })
    }
    return this
  }

  send(frame: unknown): void {
    const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
    said(text)
    this.ws.send(text)
  }

  /** The next frame that fits; those before it stay unread. */
  async next(fits: (frame: Frame) => boolean = () => true): Promise<Frame> {
    const until = Date.now() + PATIENCE
    for (;;) {
      const index = this.#unread.findIndex(fits)
      if (index >= 0) return this.#unread.splice(index, 1)[0]!
      const left = until - Date.now()
      if (left <= 0 || this.ws.readyState === WebSocket.CLOSED) {
        throw new Error(
          `no such frame came (${left <= 0 ? 'time is up' : 'closed'}); unread: ${JSON.stringify(this.#unread)}`,
        )
      }
      await this.#somethingNew(left)
    }
  }

  nextOf(event: string): Promise<Frame> {
    return this.next((frame) => frame.event === event)
  }

  /** Sends a request and resolves with its direct reply, error or not. */
  async request(event: string, fields: object = {}): Promise<Frame> {
    const request_id = `r${++this.#requests}`
    this.send({ event, ...fields, request_id })
    return this.next((frame) => frame.request_id === request_id)
  }

  /** The data of a request that must succeed. */
  async ask<Data>(event: string, fields: object = {}): Promise<Data> {
    const frame = await this.request(event, fields)
    if (frame.exception) throw new Error(`${event} was refused: ${frame.code} ${frame.data}`)
    return frame.data as Data
  }

  create(dialog_id: number, body: string, more: object = {}): Promise<Message> {
    return this.ask<Message>('dialogs.messages.create', { dialog_id, body, ...more })
  }

  /** Everything not looked at so far, once the server has answered one more request. */
  async rest(): Promise<Frame[]> {
    await this.request('notifications.dialogs.count')
    const rest = this.#unread
    this.#unread = []
    return rest
  }

  async hearsNothingElse(): Promise<boolean> {
    return (await this.rest()).length === 0
  }

  async close(): Promise<void> {
    this.ws.close()
    await this.closed
  }

  #wakeAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  #somethingNew(within: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, within)
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
