import { closeCodes } from '../protocol/close.ts'

/** How a connection ended. */
export interface Ending {
  /** The close code; 1006 where there was no close frame: a broken connection, a refused handshake. */
  code: number
  /** What the other side said about it; may be empty. */
  reason: string
  /** What the code means, from the table of close codes. */
  meaning: string
}

/** Where the connection is; `closed` is for good. */
export type State =
  | { name: 'connecting' }
  | { name: 'open' }
  /** Comes back in `delay_ms`, as attempt `attempt` (1, 2, 3…) since a connection last held. */
  | ({ name: 'waiting'; delay_ms: number; attempt: number } & Ending)
  | ({ name: 'closed' } & Ending)

/** The ending that a close code stands for; codes that are not in the table are broken connections. */
export function ending(code: number, reason: string): Ending {
  const known: Record<number, { when: string }> = closeCodes
  return { code, reason, meaning: known[code]?.when ?? 'connection lost' }
}
