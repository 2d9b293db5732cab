/** What a client does after a close: never come back, come back later, or come back once it has a new token. */
export type AfterClose = 'stop' | 'reconnect' | 'renew'

/** The same for people. */
export const afterCloseTexts: Record<AfterClose, string> = {
  stop: 'do not come back',
  reconnect: 'come back after a pause that grows and is random',
  renew: 'get a new token, then come back',
}

interface CloseEntry {
  when: string
  client: AfterClose
}

/** The close codes of the server and what a client does after each (CL). */
export const closeCodes = {
  1000: { when: 'normal', client: 'stop' },
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
} as const satisfies Record<number, CloseEntry>

export type CloseCode = keyof typeof closeCodes

/** What to do after a close with `code`; a code that is not in the table (1005, 1006, …) is a broken connection. */
export function afterClose(code: number): AfterClose {
  return (closeCodes as Record<number, CloseEntry>)[code]?.client ?? 'reconnect'
}
