import { WebSocket } from 'ws'
import { formatDuration } from '../src/config/duration.ts'
import { reasonOf } from '../src/config/problem.ts'
import { closeCodes } from '../src/protocol/close.ts'
import { Failure } from './failure.ts'

/** How long a server may take to open the socket, in milliseconds. */
const PATIENCE = 10_000

/** One plain connection: what comes is given as it came, and nothing is done behind the user's back. */
export interface Socket {
  send(text: string): void
  /** The next frame; undefined at `deadline` (as of `performance.now()`). Throws `Failure` once the connection is closed. */
  next(deadline?: number): Promise<string | undefined>
  close(): void
}

export async function openSocket(url: string, token: string): Promise<Socket> {
  const address = new URL(url)
  address.searchParams.set('token', token)
  const ws = new WebSocket(address, { handshakeTimeout: PATIENCE, maxPayload: 64 * 1024 * 1024 })
  const frames: string[] = []
  let closed: Failure | undefined
  let wake = () => {}
  ws.on('message', (data) => {
    frames.push(String(data))
    wake()
  })
  ws.on('close', (code, reason) => {
    closed ??= closeFailure(code, String(reason))
    wake()
  })
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve)
    ws.on('unexpected-response', (request, { statusCode: status = 0 }) => {
      request.destroy()
      const exit = status === 401 || status === 403 ? 'authorisation' : 'cannot_connect'
      reject(new Failure(exit, 'upgrade_refused', { url, status }))
    })
    ws.on('error', (error) => reject(connectFailure(url, error)))
  })
  return {
    send: (text) => ws.send(text),
    async next(deadline = Number.POSITIVE_INFINITY) {
      const left = deadline - performance.now()
      if (frames.length === 0 && !closed && left > 0)
        await new Promise<void>((resolve) => {
          const timer = Number.isFinite(left) ? setTimeout(resolve, left) : undefined
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      const frame = frames.shift()
      if (frame === undefined && closed) throw closed
      return frame
    },
    close: () => ws.terminate(),
  }
}

function connectFailure(url: string, error: Error): Failure {
  const { code, message } = error as NodeJS.ErrnoException
  if (message === 'Opening handshake has timed out')
    return new Failure('timeout', 'connect_timeout', { url, time: formatDuration(PATIENCE) })
  return new Failure('cannot_connect', 'cannot_connect', { url, reason: code ?? reasonOf(error) })
}

const authorisation = [4401, 4403, 4419]
const violation = [1002, 1003, 1007, 1008, 1009, 4400]

/** What a close code means for a command (CL). */
export function closeFailure(code: number, reason: string): Failure {
  const meaning = (closeCodes as Record<number, { when: string }>)[code]?.when ?? 'connection lost'
  const parts = { code, reason: reason || meaning }
  if (authorisation.includes(code)) return new Failure('authorisation', 'closed_authorisation', parts)
  if (violation.includes(code)) return new Failure('violation', 'closed_violation', parts)
  return new Failure('cannot_connect', 'closed', parts)
}
