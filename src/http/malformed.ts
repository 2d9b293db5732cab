import type { Socket } from 'node:net'
import { errors, type Locale, textOf } from '../protocol/index.ts'

/**
 * HT2: the answer to what is not HTTP, or has more headers than Node takes, which never becomes a request. The
 * connection ends, because nobody knows where the next request would begin.
 */
export function refuseMalformed(socket: Socket, locale: Locale): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const code = 'bad_http'
  const body = JSON.stringify({ detail: textOf(code, locale), code })
  const head = [
    `HTTP/1.1 ${errors[code].http} Bad Request`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
