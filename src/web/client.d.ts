/// <reference lib="esnext.disposable" />
// Made from src/protocol and src/client by `npm run build:client`.
interface User {
  id: number
  email: string | null
  first_name: string
  last_name: string
  avatar: string | null
  thumbnail_avatar: string | null
}
interface File {
  id: number
  url: string
  file_name: string
  size: number
  type: 1 | 2
  content_type: string
  date_created: string
}
interface Message {
  id: number
  dialog: number
  seq: number
  user: User
  body: string
  text_body: string
  markdown_body: string
  file: File | null
  reply: {
    id: number
    user: User
    text_body: string
  } | null
  lesson: number | null
  uid: string | null
  date_created: string
  date_read: string | null
  rev: number
}
interface Dialog {
  id: number
  unread_messages_count: number
  last_message: Message | null
  user: User
  users: User[]
  date_created: string
}
interface PageMeta {
  limit: number
  offset: number
  total: number
}
interface Frame {
  type: 'ws_send'
  event: string
  data: unknown
  meta?: Record<string, unknown>
  request_id?: string | number
  exception?: true
  code?: string
  errors?: {
    path: string
    message: string
  }[]
  retry_after?: number
}
interface Events {
  /** Load your dialogs, newest activity first. */
  'dialogs.load': {
    request: {
      limit?: number | null
      offset?: number | null
    }
    data: Dialog[]
    meta: PageMeta
  }
  /** Load messages of one dialog; offset counts back from the newest, inside a page the oldest comes first. */
  'dialogs.messages.load': {
    request: {
      dialog_id: number
      limit?: number | null
      offset?: number | null
      before_seq?: number | null
      after_seq?: number | null
    }
    data: Message[]
    meta: PageMeta
  }
  /** Write a message: markdown, a file, or both. */
  'dialogs.messages.create': {
    request: {
      dialog_id: number
      body?: string | null
      file_id?: number | null
      lesson_id?: number | null
      reply_id?: number | null
      uid?: string | null
    }
    data: Message
    meta: undefined
  }
  /** Mark a message read. */
  'dialogs.messages.seen': {
    request: {
      dialog_id: number
      message_id: number
      up_to?: boolean | null
    }
    data: Message
    meta:
      | {
          up_to: true
        }
      | undefined
  }
  /** How many of your dialogs hold a message by someone else that you have not seen. */
  'notifications.dialogs.count': {
    request: Record<string, never>
    data: number
    meta: undefined
  }
}
type EventName = keyof Events
type RequestOf<Name extends EventName> = Events[Name]['request']
type DataOf<Name extends EventName> = Events[Name]['data']
type MetaOf<Name extends EventName> = Events[Name]['meta']
type ErrorCode =
  | 'bad_json'
  | 'bad_frame'
  | 'unknown_event'
  | 'invalid_request'
  | 'dialog_forbidden'
  | 'message_not_found'
  | 'file_forbidden'
  | 'empty_message'
  | 'body_too_long'
  | 'rate_limited'
  | 'uid_conflict'
  | 'resync_required'
  | 'storage_unavailable'
  | 'internal'
  | 'token_missing'
  | 'token_invalid'
  | 'token_expired'
  | 'user_disabled'
  | 'reviewer_missing'
  | 'bad_http'
  | 'not_found'
  | 'file_not_found'
  | 'file_too_large'
  | 'quota_exceeded'
  | 'bad_form'
  | 'upload_too_slow'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'shutting_down'
  | 'user_not_found'
  | 'user_exists'
  | 'dialog_not_found'
  | 'dialog_exists'
  | 'temporary_folder_unusable'
interface CallOptions {
  /** How long to wait for the answer, in milliseconds, reconnects included. */
  timeout_ms?: number
  /**
   * Send it again after a reconnect instead of failing with `connection_lost`. A create gets a `uid` if it has none, so
   * that it is stored once however often it is sent (MC7); every other event may be repeated as it is.
   */
  retry?: boolean
}
/** The fields may be left out where an event needs none. */
type CallArgs<Name extends EventName> =
  Record<never, never> extends RequestOf<Name>
    ? [fields?: RequestOf<Name>, options?: CallOptions]
    : [fields: RequestOf<Name>, options?: CallOptions]
interface Reply<Name extends EventName> {
  data: DataOf<Name>
  meta: MetaOf<Name>
}
/** What can be listened to: the protocol's events with their data, and the client's own. */
type Listenable = {
  [Name in EventName]: (data: DataOf<Name>, frame: Frame) => unknown
} & OwnEvents
interface OwnEvents {
  /** A connection opened; what was asked before is sent already. */
  open: () => unknown
  /** A connection that had opened ended; the state says whether there will be another. */
  close: (how: Ending) => unknown
  state: (state: State) => unknown
  /** Every frame, errors and extensions included, before anything else hears of it. */
  frame: (frame: Frame) => unknown
}

/** How a client comes back after a break. Times in milliseconds. */
interface BackoffOptions {
  /** The longest first pause; 500 by default. */
  min_ms?: number
  /** The longest pause of all; 30 s by default. */
  max_ms?: number
  /** How long a connection must have held for the pauses to start small again; 5 s by default. */
  steady_ms?: number
  /** A number from 0 up to 1; Math.random unless a test needs to know it. */
  random?: () => number
}

/** A client of the protocol. Every frame reaches its listeners once, in the order the server sent them. */
declare class Client implements AsyncDisposable {
  #private
  constructor({ onListenerError, ...options }: ClientOptions)
  get state(): State
  /** Asks the server; rejects with `CallError`. Before the connection is open the request waits for it. */
  call<Name extends EventName>(event: Name, ...[fields, options]: CallArgs<Name>): Promise<Reply<Name>>
  /** Sends a text as it is; its answer is heard like any frame. Throws `CallError` where no connection is open. */
  send(text: string): void
  /** Listens; returns the function that ends it. The reply to a create or seen is heard like any push; errors are not. */
  on<Name extends keyof Listenable>(name: Name, listener: Listenable[Name]): () => void
  /** Resolves when the connection is open; rejects with `CallError` when it is closed for good. */
  opened(): Promise<void>
  /** Ends the connection for good; calls that wait fail with `closed`. */
  close(): void
  /** Closes, and waits until the socket is gone. */
  [Symbol.asyncDispose](): Promise<void>
}
/** Opens a client; it connects at once and comes back by itself as the close codes allow (CL). */
declare const connect: (options: ClientOptions) => Client

/** What may end a call beside the server's own codes, with the text for a person. */
declare const texts: {
  /** No answer within the time given; whether the request was carried out is not known. */
  timeout: string
  /** The connection broke before the answer; whether the request was carried out is not known. */
  connection_lost: string
  /** The client was closed, or the server closed it for good. */
  closed: string
  /** A raw text was to be sent while there is no open connection. */
  not_open: string
  /** CN3: the server would close the socket for good; nothing was sent. */
  frame_too_large: string
}
type ClientCode = keyof typeof texts
/** A call that failed: refused by the server, or never answered. `message` is text for a person. */
declare class CallError extends Error {
  readonly code: ErrorCode | ClientCode
  /** Where the request was wrong (`invalid_request`). */
  readonly errors:
    | {
        path: string
        message: string
      }[]
    | undefined
  /** How long to wait, in milliseconds (`rate_limited`). */
  readonly retry_after: number | undefined
  constructor(code: ErrorCode | ClientCode, text: string, more?: Pick<Partial<CallError>, 'errors' | 'retry_after'>)
}

/** A token, or where to get one: asked before each connection, so that it may be renewed. */
type TokenSource = string | (() => string | Promise<string>)
interface ClientOptions {
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

/** What the client needs of a WebSocket: the global one of browsers and Node has it, and so has that of `ws`. */
interface SocketLike {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number): void
}
type SocketClass = new (url: string) => SocketLike

/** How a connection ended. */
interface Ending {
  /** The close code; 1006 where there was no close frame: a broken connection, a refused handshake. */
  code: number
  /** What the other side said about it; may be empty. */
  reason: string
  /** What the code means, from the table of close codes. */
  meaning: string
}
/** Where the connection is; `closed` is for good. */
type State =
  | {
      name: 'connecting'
    }
  | {
      name: 'open'
    }
  /** Comes back in `delay_ms`, as attempt `attempt` (1, 2, 3…) since a connection last held. */
  | ({
      name: 'waiting'
      delay_ms: number
      attempt: number
    } & Ending)
  | ({
      name: 'closed'
    } & Ending)

export type { DataOf, Dialog, EventName, File, Frame, Message, MetaOf, RequestOf, User }
export type { CallOptions, Listenable, Reply }
export type { BackoffOptions }
export { type Client, connect }
export { CallError, type ClientCode }
export type { ClientOptions, TokenSource }
export type { SocketClass }
export type { Ending, State }
