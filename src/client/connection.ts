import { afterClose } from '../protocol/close.ts'
import { LONGEST_TIMER, pauseAfter } from './backoff.ts'
import { type ClientOptions, TIMEOUT_MS } from './options.ts'
import { addressOf, addressWith, type SocketClass, type SocketLike, socketClass } from './socket.ts'
import { type Ending, ending, type State } from './state.ts'

interface Watcher {
  /** `before` is the state that was left. */
  onState: (state: State, before: State) => void
  /** A text that the server sent; never called after `closed`. */
  onText: (text: string) => void
}

const STEADY_MS = 5_000

/** How long a close that nobody answers is waited for. */
const CLOSE_WITHIN = 1_000

/**
 * One connection that comes back as the close codes allow (CL): connecting → open → waiting → connecting …, until it is
 * closed. It has at most one socket at a time; of one it has given up it hears nothing more.
 */
export class Connection {
  readonly #options: ClientOptions
  readonly #watcher: Watcher
  readonly #address: URL
  readonly #Socket: SocketClass
  #state: State = { name: 'connecting' }
  #socket: SocketLike | undefined
  #gone: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  #attempt = 0
  #openedAt = 0
  /** The token that the server turned away last, and how; it is never tried again. */
  #spent: { token: string; ending: Ending } | undefined

  constructor(options: ClientOptions, watcher: Watcher) {
    this.#options = options
    this.#watcher = watcher
    this.#address = addressOf(options.url)
    this.#Socket = socketClass(options.WebSocket)
    void this.#connect()
  }

  get state(): State {
    return this.#state
  }

  /** Sends on the open connection; what is sent elsewhere is lost. */
  send(text: string): void {
    if (this.#state.name === 'open') this.#socket?.send(text)
  }

  /** Ends the connection for good. */
  close(): void {
    if (this.#state.name === 'closed') return
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = undefined
    socket?.close(1000)
    this.#enter({ name: 'closed', ...ending(1000, 'closed by the client') })
  }

  /** Resolves when the last socket is gone, or was not closed by the server in time. */
  async gone(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, CLOSE_WITHIN)))
    await Promise.race([this.#gone, late])
    clearTimeout(timer)
  }

  async #connect(): Promise<void> {
    const { token: source, ext, timeout_ms = TIMEOUT_MS } = this.#options
    let token: string
    try {
      token = typeof source === 'string' ? source : await source()
    } catch {
      this.#ended(ending(1006, 'the token function failed'))
      return
    }
    if (this.#state.name !== 'connecting') return
    if (token === this.#spent?.token) {
      this.#enter({ name: 'closed', ...this.#spent.ending })
      return
    }
    let socket: SocketLike
    try {
      socket = new this.#Socket(addressWith(this.#address, token, ext))
    } catch {
      // What it says may show the address, and so the token (AU7); it would say it again each time.
      this.#enter({ name: 'closed', ...ending(1006, 'a WebSocket to this address is not allowed here') })
      return
    }
    this.#watch(socket, token)
    const silent = () => this.#lost(socket, token, ending(1006, 'the handshake was not answered'))
    this.#timer = setTimeout(silent, Math.min(timeout_ms, LONGEST_TIMER))
  }

  #watch(socket: SocketLike, token: string): void {
    this.#socket = socket
    socket.onopen = () => {
      if (socket !== this.#socket) return
      clearTimeout(this.#timer)
      this.#openedAt = performance.now()
      this.#enter({ name: 'open' })
    }
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (socket === this.#socket && typeof data === 'string') this.#watcher.onText(data)
    }
    // A close follows each error and says all there is to know; but unheard, an error would end a process (`ws`).
    socket.onerror = () => {}
    this.#gone = new Promise((resolve) => {
      socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
        resolve()
        this.#lost(socket, token, ending(code, reason))
      }
    })
  }

  #lost(socket: SocketLike, token: string, how: Ending): void {
    if (socket !== this.#socket) return
    clearTimeout(this.#timer)
    this.#socket = undefined
    socket.close()
    if (afterClose(how.code) === 'renew') this.#spent = { token, ending: how }
    this.#ended(how)
  }

  #ended(how: Ending): void {
    if (this.#state.name === 'closed') return
    const { reconnect = true, token } = this.#options
    const after = afterClose(how.code)
    if (reconnect === false || after === 'stop' || (after === 'renew' && typeof token === 'string')) {
      this.#enter({ name: 'closed', ...how })
      return
    }
    const backoff = reconnect === true ? {} : reconnect
    const { steady_ms = STEADY_MS } = backoff
    // A server that takes us in and turns us away at once is not there yet: the pauses go on growing.
    if (this.#state.name === 'open' && performance.now() - this.#openedAt >= steady_ms) this.#attempt = 0
    this.#attempt += 1
    const delay_ms = pauseAfter(how, this.#attempt, backoff)
    this.#timer = setTimeout(() => {
      this.#enter({ name: 'connecting' })
      void this.#connect()
    }, delay_ms)
    this.#enter({ name: 'waiting', delay_ms, attempt: this.#attempt, ...how })
  }

  /** The last thing to do in every step: whoever hears of it may close. */
  #enter(state: State): void {
    const before = this.#state
    this.#state = state
    this.#watcher.onState(state, before)
  }
}
