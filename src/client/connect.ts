import type { Frame } from '../protocol/envelope.ts'
import type { DataOf, EventName, MetaOf } from '../protocol/index.ts'
import type { CallArgs, Listenable, OwnEvents, Reply } from './api.ts'
import { Calls } from './calls.ts'
import { Connection } from './connection.ts'
import { clientError } from './errors.ts'
import { Listeners } from './listeners.ts'
import { type ClientOptions, TIMEOUT_MS } from './options.ts'
import { type Ending, ending, type State } from './state.ts'

/** Names of the client's own, which no frame of a server may be heard under. */
const own: Record<keyof OwnEvents, true> = { open: true, close: true, state: true, frame: true }

/** A client of the protocol. Every frame reaches its listeners once, in the order the server sent them. */
export class Client implements AsyncDisposable {
  readonly #calls = new Calls()
  readonly #listeners: Listeners<Listenable>
  readonly #connection: Connection
  readonly #timeout_ms: number

  constructor({ onListenerError = report, ...options }: ClientOptions) {
    this.#timeout_ms = options.timeout_ms ?? TIMEOUT_MS
    this.#listeners = new Listeners(onListenerError)
    this.#connection = new Connection(options, {
      onState: (state, before) => this.#moved(state, before),
      onText: (text) => this.#receive(text),
    })
  }

  get state(): State {
    return this.#connection.state
  }

  /** Asks the server; rejects with `CallError`. Before the connection is open the request waits for it. */
  async call<Name extends EventName>(event: Name, ...[fields, options = {}]: CallArgs<Name>): Promise<Reply<Name>> {
    if (this.state.name === 'closed') throw clientError('closed', aboutEnding(this.state))
    const { timeout_ms = this.#timeout_ms, retry = false } = options
    const request: Record<string, unknown> = { ...fields, event }
    if (retry && event === 'dialogs.messages.create') request.uid ??= randomUid()
    const send = this.state.name === 'open' ? (text: string) => this.#connection.send(text) : undefined
    const { data, meta } = await this.#calls.add(request, { timeout_ms, retry }, send)
    return { data: data as DataOf<Name>, meta: meta as MetaOf<Name> }
  }

  /** Sends a text as it is; its answer is heard like any frame. Throws `CallError` where no connection is open. */
  send(text: string): void {
    if (this.state.name !== 'open') throw clientError(this.state.name === 'closed' ? 'closed' : 'not_open')
    this.#connection.send(text)
  }

  /** Listens; returns the function that ends it. The reply to a create or seen is heard like any push; errors are not. */
  on<Name extends keyof Listenable>(name: Name, listener: Listenable[Name]): () => void {
    return this.#listeners.add(name, listener)
  }

  /** Resolves when the connection is open; rejects with `CallError` when it is closed for good. */
  opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (state: State): void => {
        if (state.name === 'open') resolve()
        else if (state.name === 'closed') reject(clientError('closed', aboutEnding(state)))
        else return
        off()
      }
      const off = this.on('state', look)
      look(this.state)
    })
  }

  /** Ends the connection for good; calls that wait fail with `closed`. */
  close(): void {
    this.#connection.close()
  }

  /** Closes, and waits until the socket is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#connection.gone()
  }

  #moved(state: State, before: State): void {
    const lost = before.name === 'open'
    // A client that was closed on purpose has not lost its connection.
    if (lost && !(state.name === 'closed' && state.code === 1000)) this.#calls.connectionLost()
    if (state.name === 'open') this.#calls.sendUnsent((text) => this.#connection.send(text))
    if (state.name === 'closed') this.#calls.closeAll(aboutEnding(state))
    this.#listeners.tell('state', state)
    if (state.name === 'open') this.#listeners.tell('open')
    if (lost && 'code' in state) this.#listeners.tell('close', ending(state.code, state.reason))
  }

  #receive(text: string): void {
    const frame = readFrame(text)
    if (!frame) return
    this.#listeners.tell('frame', frame)
    if (!frame.exception && !Object.hasOwn(own, frame.event)) {
      this.#listeners.tell(frame.event as EventName, frame.data as never, frame)
    }
    this.#calls.settle(frame)
  }
}

/** Opens a client; it connects at once and comes back by itself as the close codes allow (CL). */
export const connect = (options: ClientOptions): Client => new Client(options)

/** What is not a frame is not for us: a later server may speak of things we do not know. */
function readFrame(text: string): Frame | undefined {
  try {
    const frame = JSON.parse(text) as Frame | null
    return typeof frame?.event === 'string' ? frame : undefined
  } catch {
    return undefined
  }
}

const aboutEnding = ({ code, reason, meaning }: Ending): string => `${code} ${reason || meaning}`

/** 128 random bits. crypto.randomUUID is missing in pages that came by http; this is not. */
const randomUid = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** Node has no reportError. */
function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}
