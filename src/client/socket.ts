/** What the client needs of a WebSocket: the global one of browsers and Node has it, and so has that of `ws`. */
export interface SocketLike {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number): void
}

export type SocketClass = new (url: string) => SocketLike

/**
 * The address of the server without a token; http and https stand for ws and wss, and in a page it may be relative.
 * @throws TypeError for anything else. It does not show the address: somebody may have put a token there.
 */
export function addressOf(url: string): URL {
  const address = URL.parse(url, globalThis.location?.href)
  if (address) address.protocol = address.protocol.replace(/^http/, 'ws')
  if (address?.protocol !== 'ws:' && address?.protocol !== 'wss:') {
    throw new TypeError('url must be an address such as ws://host/ws/')
  }
  address.hash = ''
  return address
}

/** AU1, XT1: the address with the token and the extensions that are asked for. */
export function addressWith(address: URL, token: string, ext: readonly string[] = []): string {
  const full = new URL(address)
  full.searchParams.set('token', token)
  if (ext.length > 0) full.searchParams.set('ext', ext.join(','))
  return full.href
}

/** @throws TypeError where there is no WebSocket, as on Node before 22. */
export function socketClass(given: SocketClass | undefined): SocketClass {
  const found = given ?? globalThis.WebSocket
  if (!found) throw new TypeError('there is no WebSocket here: give one as an option')
  return found
}
