/** What a verified token says about its bearer (AU2). */
export interface Claims {
  user_id: number
  /** When it expires, in milliseconds since 1970. */
  expires_at: number
  email: string | null
  username: string | null
  first_name: string
  last_name: string
}

/** What a token is minted from; the subject's names travel with it so that another server can provision them (AU6). */
export interface MintInput {
  user_id: number
  email?: string | null
  username?: string | null
  first_name?: string
  last_name?: string
  /** How long it is valid, in milliseconds. */
  ttl: number
}

/**
 * Proves who sent a request (AU1–AU4).
 *
 * `verify` throws `Refusal` with `token_missing`, `token_invalid` or `token_expired` and nothing else, whatever
 * bytes it is given; the refusal's `about` says which check failed and never holds a part of the token (AU7).
 */
export interface Tokens {
  verify(token: string | undefined): Claims
  /** Throws where there is only a public key to verify with. */
  mint(input: MintInput): string
}
