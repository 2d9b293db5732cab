import type { FastifyRequest } from 'fastify'

/**
 * Reads and drops what is left of a body after it was refused, so that its sender gets to read the answer (closing at
 * once would reset the connection under it). A body that does not end within `ms` is cut off.
 */
export function linger({ raw }: FastifyRequest, ms: number): void {
  if (raw.complete || raw.destroyed) return
  raw.unpipe()
  raw.resume()
  const cut = setTimeout(() => raw.socket.destroy(), ms)
  const keep = () => clearTimeout(cut)
  raw.once('end', keep).once('close', keep)
}
