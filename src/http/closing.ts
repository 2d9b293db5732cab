import type { Server } from 'node:http'

/**
 * CN5: while a server is being closed, ends connections as soon as nothing is under way on them (Node does so once
 * only), and all others after `finish_within` ms. Returns the function that ends it.
 */
export function endConnections(server: Server, finish_within: number): () => void {
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const cut = setTimeout(() => server.closeAllConnections(), finish_within)
  return () => {
    clearInterval(idle)
    clearTimeout(cut)
  }
}
