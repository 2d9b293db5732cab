// Made from src/client by `npm run build:client`.

// src/protocol/limits.ts
var limits = {
  /** CN3: the largest WebSocket message a client may send, bytes. */
  frame_bytes: 65536,
  /** MC1: the longest `body`, in Unicode code points. */
  body_characters: 1e4,
  /** MC7, FR3: the longest `uid` and string `request_id`. */
  uid_characters: 64,
  /** DL1: the page size when a request names none. */
  page_default: 20,
  /** DL1: the largest page; a larger `limit` is cut to it. */
  page_max: 100,
  /** CN6: what may wait for a reader that does not drain, bytes. */
  send_queue_bytes: 1048576,
  /** ER5: how many malformed frames in a row close the socket. */
  bad_frames: 20,
  /** AU3: the longest token, bytes. */
  token_bytes: 4096,
  /** FL3: the largest file, bytes. */
  file_bytes: 15 * 1048576,
  /** FL3: what the files of one user may amount to, bytes and files. */
  user_files_bytes: 100 * 1048576,
  user_files: 1e4,
}

// src/client/backoff.ts
var LONGEST_TIMER = 2 ** 31 - 1
var SHUTDOWN = { code: 1012, attempt: 3 }
function pauseBefore(attempt, { min_ms = 500, max_ms = 3e4, random = Math.random } = {}) {
  const bound = Math.min(max_ms, min_ms * 2 ** Math.min(attempt - 1, 30), LONGEST_TIMER)
  return Math.ceil(bound * random())
}
function pauseAfter({ code, reason }, attempt, options = {}) {
  const asked = code === 4429 ? (retryAfter(reason) ?? 0) : 0
  return asked + pauseBefore(code === SHUTDOWN.code ? Math.max(attempt, SHUTDOWN.attempt) : attempt, options)
}
function retryAfter(reason) {
  const [, ms] = /^retry_after=(\d{1,9})$/.exec(reason) ?? []
  return ms === void 0 ? void 0 : Number(ms)
}

// src/client/errors.ts
var texts = {
  /** No answer within the time given; whether the request was carried out is not known. */
  timeout: 'The server did not answer in time.',
  /** The connection broke before the answer; whether the request was carried out is not known. */
  connection_lost: 'The connection broke before the answer came.',
  /** The client was closed, or the server closed it for good. */
  closed: 'The connection is closed.',
  /** A raw text was to be sent while there is no open connection. */
  not_open: 'There is no open connection to send this on.',
  /** CN3: the server would close the socket for good; nothing was sent. */
  frame_too_large: `The request is too large: ${limits.frame_bytes} bytes at most. Nothing was sent.`,
}
var CallError = class extends Error {
  code
  /** Where the request was wrong (`invalid_request`). */
  errors
  /** How long to wait, in milliseconds (`rate_limited`). */
  retry_after
  constructor(code, text, more = {}) {
    super(text)
    this.name = 'CallError'
    this.code = code
    this.errors = more.errors
    this.retry_after = more.retry_after
  }
}
var clientError = (code, about) => new CallError(code, about ? `${texts[code]} (${about})` : texts[code])

// src/client/calls.ts
var Calls = class {
  #waiting = /* @__PURE__ */ new Map()
  #last = 0
  /**
   * Registers a request under a `request_id` of its own and sends it; without `send` it waits for `sendUnsent`.
   * Resolves with the frame that answers it, rejects with `CallError`.
   */
  add(request, options, send) {
    const request_id = `c${++this.#last}`
    const text = JSON.stringify({ ...request, request_id })
    if (new TextEncoder().encode(text).length > limits.frame_bytes)
      return Promise.reject(clientError('frame_too_large'))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(request_id, 'timeout'), Math.min(options.timeout_ms, LONGEST_TIMER))
      const sent = send !== void 0
      this.#waiting.set(request_id, { text, sent, retry: options.retry, resolve, reject, timer })
      send?.(text)
    })
  }
  /** Hands a frame to the call it answers, if any. */
  settle(frame) {
    const call = typeof frame.request_id === 'string' ? this.#take(frame.request_id) : void 0
    if (!call) return
    if (frame.exception) call.reject(new CallError(frame.code ?? 'internal', String(frame.data), frame))
    else call.resolve(frame)
  }
  /** A connection opened: sends what waited for it, in the order it was asked. */
  sendUnsent(send) {
    for (const call of this.#waiting.values()) {
      if (call.sent) continue
      call.sent = true
      send(call.text)
    }
  }
  /** The connection broke: what was sent on it fails, or waits for the next one if it may be sent again. */
  connectionLost() {
    for (const [id, call] of [...this.#waiting]) {
      if (call.sent && !call.retry) this.#fail(id, 'connection_lost')
      call.sent = false
    }
  }
  /** There will be no other connection. */
  closeAll(about) {
    for (const id of [...this.#waiting.keys()]) this.#fail(id, 'closed', about)
  }
  #fail(id, code, about) {
    this.#take(id)?.reject(clientError(code, about))
  }
  #take(id) {
    const call = this.#waiting.get(id)
    if (!call) return void 0
    this.#waiting.delete(id)
    clearTimeout(call.timer)
    return call
  }
}

// src/protocol/close.ts
var closeCodes = {
  1e3: { when: 'normal', client: 'stop' },
  1001: { when: 'going away', client: 'reconnect' },
  1002: { when: 'protocol violation', client: 'stop' },
  1003: { when: 'binary frames are not understood', client: 'stop' },
  1007: { when: 'text that is not UTF-8', client: 'stop' },
  1008: { when: 'message in too many fragments', client: 'stop' },
  1009: { when: 'frame above 64 KiB', client: 'stop' },
  1011: { when: 'a bug of the server', client: 'reconnect' },
  1012: { when: 'shutdown', client: 'reconnect' },
  1013: { when: 'overload, storage down', client: 'reconnect' },
  4400: { when: 'repeated malformed frames', client: 'stop' },
  4401: { when: 'token missing, invalid or expired, or user disabled', client: 'renew' },
  4403: { when: 'user disabled', client: 'stop' },
  4408: { when: 'no pong, or a message left unfinished for 30 s', client: 'reconnect' },
  4419: { when: 'token expired while connected', client: 'renew' },
  4429: { when: 'far above the rate limit', client: 'reconnect' },
  4430: { when: 'too many sockets of this user', client: 'reconnect' },
  4440: { when: 'slow reader', client: 'reconnect' },
}
function afterClose(code) {
  return closeCodes[code]?.client ?? 'reconnect'
}

// src/client/options.ts
var TIMEOUT_MS = 1e4

// src/client/socket.ts
function addressOf(url) {
  const address = URL.parse(url, globalThis.location?.href)
  if (address) address.protocol = address.protocol.replace(/^http/, 'ws')
  if (address?.protocol !== 'ws:' && address?.protocol !== 'wss:') {
    throw new TypeError('url must be an address such as ws://host/ws/')
  }
  address.hash = ''
  return address
}
function addressWith(address, token, ext = []) {
  const full = new URL(address)
  full.searchParams.set('token', token)
  if (ext.length > 0) full.searchParams.set('ext', ext.join(','))
  return full.href
}
function socketClass(given) {
  const found = given ?? globalThis.WebSocket
  if (!found) throw new TypeError('there is no WebSocket here: give one as an option')
  return found
}

// src/client/state.ts
function ending(code, reason) {
  const known = closeCodes
  return { code, reason, meaning: known[code]?.when ?? 'connection lost' }
}

// src/client/connection.ts
var STEADY_MS = 5e3
var CLOSE_WITHIN = 1e3
var Connection = class {
  #options
  #watcher
  #address
  #Socket
  #state = { name: 'connecting' }
  #socket
  #gone = Promise.resolve()
  #timer
  #attempt = 0
  #openedAt = 0
  /** The token that the server turned away last, and how; it is never tried again. */
  #spent
  constructor(options, watcher) {
    this.#options = options
    this.#watcher = watcher
    this.#address = addressOf(options.url)
    this.#Socket = socketClass(options.WebSocket)
    void this.#connect()
  }
  get state() {
    return this.#state
  }
  /** Sends on the open connection; what is sent elsewhere is lost. */
  send(text) {
    if (this.#state.name === 'open') this.#socket?.send(text)
  }
  /** Ends the connection for good. */
  close() {
    if (this.#state.name === 'closed') return
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#socket = void 0
    socket?.close(1e3)
    this.#enter({ name: 'closed', ...ending(1e3, 'closed by the client') })
  }
  /** Resolves when the last socket is gone, or was not closed by the server in time. */
  async gone() {
    let timer
    const late = new Promise((resolve) => (timer = setTimeout(resolve, CLOSE_WITHIN)))
    await Promise.race([this.#gone, late])
    clearTimeout(timer)
  }
  async #connect() {
    const { token: source, ext, timeout_ms = TIMEOUT_MS } = this.#options
    let token
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
    let socket
    try {
      socket = new this.#Socket(addressWith(this.#address, token, ext))
    } catch {
      this.#enter({ name: 'closed', ...ending(1006, 'a WebSocket to this address is not allowed here') })
      return
    }
    this.#watch(socket, token)
    const silent = () => this.#lost(socket, token, ending(1006, 'the handshake was not answered'))
    this.#timer = setTimeout(silent, Math.min(timeout_ms, LONGEST_TIMER))
  }
  #watch(socket, token) {
    this.#socket = socket
    socket.onopen = () => {
      if (socket !== this.#socket) return
      clearTimeout(this.#timer)
      this.#openedAt = performance.now()
      this.#enter({ name: 'open' })
    }
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket && typeof data === 'string') this.#watcher.onText(data)
    }
    socket.onerror = () => {}
    this.#gone = new Promise((resolve) => {
      socket.onclose = ({ code, reason }) => {
        resolve()
        this.#lost(socket, token, ending(code, reason))
      }
    })
  }
  #lost(socket, token, how) {
    if (socket !== this.#socket) return
    clearTimeout(this.#timer)
    this.#socket = void 0
    socket.close()
    if (afterClose(how.code) === 'renew') this.#spent = { token, ending: how }
    this.#ended(how)
  }
  #ended(how) {
    if (this.#state.name === 'closed') return
    const { reconnect = true, token } = this.#options
    const after = afterClose(how.code)
    if (reconnect === false || after === 'stop' || (after === 'renew' && typeof token === 'string')) {
      this.#enter({ name: 'closed', ...how })
      return
    }
    const backoff = reconnect === true ? {} : reconnect
    const { steady_ms = STEADY_MS } = backoff
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
  #enter(state) {
    const before = this.#state
    this.#state = state
    this.#watcher.onState(state, before)
  }
}

// src/client/listeners.ts
var Listeners = class {
  #all = new globalThis.Map()
  #onError
  #untold = []
  #telling = false
  constructor(onError) {
    this.#onError = onError
  }
  /** Returns the function that takes the listener away again. */
  add(name, listener) {
    const entries = this.#all.get(name) ?? /* @__PURE__ */ new Set()
    this.#all.set(name, entries)
    const entry = { listener }
    entries.add(entry)
    return () => {
      entries.delete(entry)
    }
  }
  tell(name, ...args) {
    this.#untold.push(() => this.#tellNow(name, args))
    if (this.#telling) return
    this.#telling = true
    for (let next = this.#untold.shift(); next; next = this.#untold.shift()) next()
    this.#telling = false
  }
  #tellNow(name, args) {
    const entries = this.#all.get(name)
    for (const entry of [...(entries ?? [])]) if (entries?.has(entry)) this.#call(entry.listener, args)
  }
  #call(listener, args) {
    try {
      const result = listener(...args)
      if (result instanceof Promise) result.catch((error) => this.#report(error))
    } catch (error) {
      this.#report(error)
    }
  }
  #report(error) {
    try {
      this.#onError(error)
    } catch (worse) {
      console.error(worse)
    }
  }
}

// src/client/connect.ts
var own = { open: true, close: true, state: true, frame: true }
var Client = class {
  #calls = new Calls()
  #listeners
  #connection
  #timeout_ms
  constructor({ onListenerError = report, ...options }) {
    this.#timeout_ms = options.timeout_ms ?? TIMEOUT_MS
    this.#listeners = new Listeners(onListenerError)
    this.#connection = new Connection(options, {
      onState: (state, before) => this.#moved(state, before),
      onText: (text) => this.#receive(text),
    })
  }
  get state() {
    return this.#connection.state
  }
  /** Asks the server; rejects with `CallError`. Before the connection is open the request waits for it. */
  async call(event, ...[fields, options = {}]) {
    if (this.state.name === 'closed') throw clientError('closed', aboutEnding(this.state))
    const { timeout_ms = this.#timeout_ms, retry = false } = options
    const request = { ...fields, event }
    if (retry && event === 'dialogs.messages.create') request.uid ??= randomUid()
    const send = this.state.name === 'open' ? (text) => this.#connection.send(text) : void 0
    const { data, meta } = await this.#calls.add(request, { timeout_ms, retry }, send)
    return { data, meta }
  }
  /** Sends a text as it is; its answer is heard like any frame. Throws `CallError` where no connection is open. */
  send(text) {
    if (this.state.name !== 'open') throw clientError(this.state.name === 'closed' ? 'closed' : 'not_open')
    this.#connection.send(text)
  }
  /** Listens; returns the function that ends it. The reply to a create or seen is heard like any push; errors are not. */
  on(name, listener) {
    return this.#listeners.add(name, listener)
  }
  /** Resolves when the connection is open; rejects with `CallError` when it is closed for good. */
  opened() {
    return new Promise((resolve, reject) => {
      const look = (state) => {
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
  close() {
    this.#connection.close()
  }
  /** Closes, and waits until the socket is gone. */
  async [Symbol.asyncDispose]() {
    this.close()
    await this.#connection.gone()
  }
  #moved(state, before) {
    const lost = before.name === 'open'
    if (lost && !(state.name === 'closed' && state.code === 1e3)) this.#calls.connectionLost()
    if (state.name === 'open') this.#calls.sendUnsent((text) => this.#connection.send(text))
    if (state.name === 'closed') this.#calls.closeAll(aboutEnding(state))
    this.#listeners.tell('state', state)
    if (state.name === 'open') this.#listeners.tell('open')
    if (lost && 'code' in state) this.#listeners.tell('close', ending(state.code, state.reason))
  }
  #receive(text) {
    const frame = readFrame(text)
    if (!frame) return
    this.#listeners.tell('frame', frame)
    if (!frame.exception && !Object.hasOwn(own, frame.event)) {
      this.#listeners.tell(frame.event, frame.data, frame)
    }
    this.#calls.settle(frame)
  }
}
var connect = (options) => new Client(options)
function readFrame(text) {
  try {
    const frame = JSON.parse(text)
    return typeof frame?.event === 'string' ? frame : void 0
  } catch {
    return void 0
  }
}
var aboutEnding = ({ code, reason, meaning }) => `${code} ${reason || meaning}`
var randomUid = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
function report(error) {
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}
export { CallError, connect }
