import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createTokens, type TokenOptions } from '../../src/auth/tokens.ts'
import type { Tokens } from '../../src/ports/tokens.ts'
import { type ErrorCode, Refusal } from '../../src/protocol/errors.ts'

export const secret = 'a secret of thirty-two bytes, or more'
export const previousSecret = 'the secret before it, as long as the other'
export const now = Date.UTC(2026, 10, 22, 8, 23, 15)
/** The same in seconds, as claims have it. */
export const second = now / 1000
export const clock = { now: () => now }

export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

export const tokensOf = (options: Partial<TokenOptions> = {}, at = now): Tokens =>
  createTokens({ algorithm: 'HS256', secret, ...options }, { now: () => at })

export const claims = { user_id: 7, exp: second + 3600, iat: second, email: 'anna@example.org', username: 'anna' }

/** base64url of text, bytes, or anything else as JSON. */
export const part = (content: unknown): string =>
  Buffer.from(
    typeof content === 'string' || Buffer.isBuffer(content) ? content : (JSON.stringify(content) ?? ''),
  ).toString('base64url')

export interface Forged {
  /** Text is taken as it is, so that a test can write what no serializer would. */
  header?: unknown
  payload?: unknown
  hash?: 'sha256' | 'sha384' | 'sha512'
  key?: string | Buffer
}

/** A token with whatever inside, correctly signed by HMAC; independent of the library that verifies it. */
export function forge({ header, payload, hash = 'sha256', key = secret }: Forged = {}): string {
  return signed(`${part(header ?? { alg: 'HS256', typ: 'JWT' })}.${part(payload ?? claims)}`, hash, key)
}

/** Two encoded parts with the right HMAC of them. */
export const signed = (
  parts: string,
  hash: Forged['hash'] & string = 'sha256',
  key: string | Buffer = secret,
): string => `${parts}.${createHmac(hash, key).update(parts).digest('base64url')}`

/** A token with the right signature of a private key. */
export function forgeWith(privateKey: KeyObject, alg: 'RS256' | 'ES256', payload: unknown = claims): string {
  const parts = `${part({ alg, typ: 'JWT' })}.${part(payload)}`
  const signature = sign('sha256', Buffer.from(parts), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${parts}.${signature.toString('base64url')}`
}

/** The refusal of a token; anything else that happens fails the test. */
export function refusalOf(tokens: Tokens, token: string | undefined): Refusal {
  try {
    tokens.verify(token)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  throw new Error('the token was accepted')
}

export const codeOf = (tokens: Tokens, token: string | undefined): ErrorCode => refusalOf(tokens, token).code

/** Everything a refusal could be shown as. */
export const shown = (refusal: Refusal): string =>
  [refusal.message, String(refusal), JSON.stringify(refusal), JSON.stringify(refusal.details), refusal.cause].join('\n')

/** Names of claims are the protocol's words, though tokens hold them too. */
const claimNames = /\b(orig_iat|username|first_name|last_name)\b/g

/** Whether a text holds any eight characters in a row of a token, or of what its parts decode to. */
export function holdsPieceOf(text: string, token: string): boolean {
  const looked = text.replace(claimNames, '')
  const start = token.slice(0, 8192)
  const decoded = start.split('.').map((encoded) => Buffer.from(encoded, 'base64url').toString('latin1'))
  return [start, ...decoded].some((source) => {
    for (let at = 0; at + 8 <= source.length; at++) {
      if (looked.includes(source.slice(at, at + 8))) return true
    }
    return false
  })
}
