import type { ErrorCode } from '../protocol/errors.ts'
import { limits } from '../protocol/limits.ts'

/** What may end a call beside the server's own codes, with the text for a person. */
const texts = {
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

export type ClientCode = keyof typeof texts

/** A call that failed: refused by the server, or never answered. `message` is text for a person. */
export class CallError extends Error {
  readonly code: ErrorCode | ClientCode
  /** Where the request was wrong (`invalid_request`). */
  readonly errors: { path: string; message: string }[] | undefined
  /** How long to wait, in milliseconds (`rate_limited`). */
  readonly retry_after: number | undefined

  constructor(
    code: ErrorCode | ClientCode,
    text: string,
    more: Pick<Partial<CallError>, 'errors' | 'retry_after'> = {},
  ) {
    super(text)
    this.name = 'CallError'
    this.code = code
    this.errors = more.errors
    this.retry_after = more.retry_after
  }
}

/** A failure that the client itself tells of; `about` says more, never anything secret. */
export const clientError = (code: ClientCode, about?: string): CallError =>
  new CallError(code, about ? `${texts[code]} (${about})` : texts[code])
