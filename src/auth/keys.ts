import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import type { TokenOptions } from './tokens.ts'

/** The active keys of the pinned algorithm (AU3): the current one, then the previous one where there is one. */
export function verifyingKeys(options: TokenOptions): KeyObject[] {
  const { algorithm, secret, previous_secret, public_key, previous_public_key } = options
  const [name, current, previous] =
    algorithm === 'HS256' ? ['secret', secret, previous_secret] : ['public_key', public_key, previous_public_key]
  if (!current) throw new Error(`${algorithm} tokens need \`${name}\`, and there is none.`)
  const texts = previous ? [current, previous] : [current]
  return texts.map(algorithm === 'HS256' ? secretKey : (text) => publicKey(text, algorithm))
}

function secretKey(text: string): KeyObject {
  // Whoever has a public key could sign with it, and everyone may have one.
  if (text.includes('-----BEGIN')) throw new Error('The secret of HS256 tokens is a PEM key. Use a random secret.')
  return createSecretKey(text, 'utf8')
}

function publicKey(pem: string, algorithm: 'RS256' | 'ES256'): KeyObject {
  // createPublicKey accepts a private key too, which has no business on a server that only verifies.
  const key = pem.includes('PRIVATE') ? undefined : parse(pem)
  const { modulusLength = 0, namedCurve } = key?.asymmetricKeyDetails ?? {}
  const fits =
    algorithm === 'RS256'
      ? key?.asymmetricKeyType === 'rsa' && modulusLength >= 2048
      : key?.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1'
  if (key && fits) return key
  const wanted = algorithm === 'RS256' ? 'an RSA public key of 2048 bits or more' : 'a P-256 public key'
  throw new Error(`${algorithm} tokens need ${wanted} as PEM text, and this is something else.`)
}

function parse(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}
