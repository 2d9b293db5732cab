import type { KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { Clock } from '../ports/runtime.ts'
import type { MintInput, Tokens } from '../ports/tokens.ts'
import { Refusal } from '../protocol/errors.ts'
import { limits } from '../protocol/limits.ts'
import { checkClaims, readClaims } from './claims.ts'
import { invalid } from './invalid.ts'
import { verifyingKeys } from './keys.ts'
import { readPayload } from './shape.ts'

/** What tokens are verified and minted with (AU3). Of the keys, only those of `algorithm` are looked at. */
export interface TokenOptions {
  /** The only algorithm accepted, whatever a token says. */
  algorithm: 'HS256' | 'RS256' | 'ES256'
  /** HS256: what tokens are signed and verified with. */
  secret?: string | null
  /** HS256: the secret before, still accepted while tokens are being renewed. */
  previous_secret?: string | null
  /** RS256, ES256: PEM. */
  public_key?: string | null
  /** RS256, ES256: the key before, PEM. */
  previous_public_key?: string | null
  /** The `iss` that tokens must have; any or none where it is not given. */
  issuer?: string | null
  /** The `aud` that tokens must have, alone or among others; any or none where it is not given. */
  audience?: string | null
}

/** Throws an `Error` that says what is wrong where the key of the algorithm is missing or of another kind. */
export function createTokens(options: TokenOptions, clock: Clock): Tokens {
  const keys = verifyingKeys(options)
  return {
    verify(token) {
      if (!token) throw new Refusal('token_missing')
      const payload = readPayload(token, options.algorithm)
      if (!keys.some((key) => isSignedWith(key, token, options.algorithm))) {
        throw invalid('the signature does not verify with any active key')
      }
      return readClaims(payload, options, clock.now())
    },
    mint: (input) => mint(input, options, keys[0], clock.now()),
  }
}

/**
 * jsonwebtoken decides about the signature alone: it takes a clock of 0 for "none given", a missing `exp` for "never",
 * and reports an expired token before a wrong audience, so times and claims are checked in claims.ts.
 */
function isSignedWith(key: KeyObject, token: string, algorithm: TokenOptions['algorithm']): boolean {
  try {
    jwt.verify(token, key, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true })
    return true
  } catch {
    return false
  }
}

function mint(input: MintInput, options: TokenOptions, key: KeyObject | undefined, now: number): string {
  if (key?.type !== 'secret') {
    throw new Error(
      `Tokens cannot be minted here: ${options.algorithm} is configured with a public key, which only verifies. ` +
        'Mint them where the private key is, or configure HS256 with a secret.',
    )
  }
  const iat = Math.floor(now / 1000)
  const { user_id, username, email, first_name, last_name, ttl } = input
  // Rounded up, so that a token of less than a second is valid at all.
  const exp = Math.ceil((now + ttl) / 1000)
  const { issuer: iss, audience: aud } = options
  const all = { user_id, username, email, first_name, last_name, iat, orig_iat: iat, exp, iss, aud }
  const claims = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null))
  const wrong = checkClaims(claims).about
  if (wrong) throw new Error(`This token cannot be minted: ${wrong}.`)
  const token = jwt.sign(claims, key, { algorithm: 'HS256' })
  if (token.length > limits.token_bytes) {
    throw new Error(`This token cannot be minted: it would have ${token.length} bytes, above ${limits.token_bytes}.`)
  }
  return token
}
