/** Milliseconds since 1970, UTC. The only source of "now" for anything that is stored or compared with what is stored. */
export interface Clock {
  now(): number
}

/** Names for what has no natural one (connections, epochs): unguessable and never repeated. */
export interface Ids {
  next(): string
}

/** One line a fact, fields before the sentence. Never a token, a secret or the body of a message (AU7, A3). */
export interface Log {
  debug(fields: object, line: string): void
  info(fields: object, line: string): void
  warn(fields: object, line: string): void
  error(fields: object, line: string): void
}
