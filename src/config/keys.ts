import { createPublicKey } from 'node:crypto'
import type { Config, Origins } from '../config.ts'
import { type Problem, problemOf } from './problem.ts'

/** The settings of tokens that only make sense together (AU3): an algorithm with its kind of key. */
export function checkKeys({ jwt_algorithm, jwt_public_key, locale }: Config, origins: Origins): Problem[] {
  const at = (setting: 'jwt_algorithm' | 'jwt_public_key') => ({ setting, origin: origins[setting].name })
  const parts = { value: jwt_algorithm }
  if (jwt_algorithm === 'HS256')
    return jwt_public_key === null ? [] : [problemOf('key_without_rs', locale, at('jwt_public_key'))]
  if (jwt_public_key === null) return [problemOf('rs_without_key', locale, at('jwt_algorithm'), parts)]
  return fits(jwt_algorithm, jwt_public_key) ? [] : [problemOf('key_mismatch', locale, at('jwt_public_key'), parts)]
}

function fits(algorithm: 'RS256' | 'ES256', pem: string): boolean {
  // createPublicKey accepts a private key too, which has no business on a server that only verifies.
  if (pem.includes('PRIVATE')) return false
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = createPublicKey(pem)
    if (algorithm === 'RS256') return type === 'rsa' && (details.modulusLength ?? 0) >= 2048
    return type === 'ec' && details.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
