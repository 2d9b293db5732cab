import type { Frame } from '../protocol/envelope.ts'
import type { ErrorCode } from '../protocol/errors.ts'
import { limits } from '../protocol/limits.ts'
import { LONGEST_TIMER } from './backoff.ts'
import { CallError, type ClientCode, clientError } from './errors.ts'

interface Call {
  text: string
  /** Sent on the present connection. */
  sent: boolean
  /** Sent again on the next connection instead of failing with `connection_lost`. */
  retry: boolean
  resolve: (frame: Frame) => void
  reject: (error: CallError) => void
  timer: ReturnType<typeof setTimeout>
}

type Send = (text: string) => void

/** The requests that wait for their answer, by `request_id` (FR3). */
export class Calls {
  readonly #waiting = new Map<string, Call>()
  #last = 0

  /**
   * Registers a request under a `request_id` of its own and sends it; without `send` it waits for `sendUnsent`.
   * Resolves with the frame that answers it, rejects with `CallError`.
   */
  add(request: object, options: { timeout_ms: number; retry: boolean }, send: Send | undefined): Promise<Frame> {
    const request_id = `c${++this.#last}`
    const text = JSON.stringify({ ...request, request_id })
    if (new TextEncoder().encode(text).length > limits.frame_bytes)
      return Promise.reject(clientError('frame_too_large'))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(request_id, 'timeout'), Math.min(options.timeout_ms, LONGEST_TIMER))
      const sent = send !== undefined
      this.#waiting.set(request_id, { text, sent, retry: options.retry, resolve, reject, timer })
      send?.(text)
    })
  }

  /** Hands a frame to the call it answers, if any. */
  settle(frame: Frame): void {
    const call = typeof frame.request_id === 'string' ? this.#take(frame.request_id) : undefined
    if (!call) return
    if (frame.exception) call.reject(new CallError((frame.code ?? 'internal') as ErrorCode, String(frame.data), frame))
    else call.resolve(frame)
  }

  /** A connection opened: sends what waited for it, in the order it was asked. */
  sendUnsent(send: Send): void {
    for (const call of this.#waiting.values()) {
      if (call.sent) continue
      call.sent = true
      send(call.text)
    }
  }

  /** The connection broke: what was sent on it fails, or waits for the next one if it may be sent again. */
  connectionLost(): void {
    for (const [id, call] of [...this.#waiting]) {
      if (call.sent && !call.retry) this.#fail(id, 'connection_lost')
      call.sent = false
    }
  }

  /** There will be no other connection. */
  closeAll(about: string): void {
    for (const id of [...this.#waiting.keys()]) this.#fail(id, 'closed', about)
  }

  #fail(id: string, code: ClientCode, about?: string): void {
    this.#take(id)?.reject(clientError(code, about))
  }

  #take(id: string): Call | undefined {
    const call = this.#waiting.get(id)
    if (!call) return undefined
    this.#waiting.delete(id)
    clearTimeout(call.timer)
    return call
  }
}
