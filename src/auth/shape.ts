import { isUtf8 } from 'node:buffer'
import { limits } from '../protocol/limits.ts'
import { invalid } from './invalid.ts'
import { repeatsKey } from './repeated-keys.ts'

type JsonObject = Record<string, unknown>

const threeParts = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Parameters that name a key of the token's own choosing, or change what the signature means. */
const refusedParameters = ['crit', 'jku', 'jwk', 'x5u', 'x5c', 'b64']

/**
 * The payload of a token whose form leaves nothing to interpretation: three canonical base64url parts, and a header
 * and a payload that are JSON objects of valid UTF-8 without repeated keys. Its signature is not looked at. What two
 * parsers could read in two ways is refused `token_invalid`, so that what was signed is what is read.
 */
export function readPayload(token: string, algorithm: string): JsonObject {
  if (typeof token !== 'string') throw invalid('it is not text')
  if (token.length > limits.token_bytes) throw invalid(`it is longer than ${limits.token_bytes} bytes`)
  if (!threeParts.test(token)) throw invalid('it is not three base64url parts')
  const [header = '', payload = '', signature = ''] = token.split('.')
  bytesOf(signature, 'signature')
  checkHeader(objectOf(header, 'header'), algorithm)
  return objectOf(payload, 'payload')
}

function checkHeader(header: JsonObject, algorithm: string): void {
  const { alg, typ } = header
  if (alg !== algorithm) throw invalid(`the header's alg is not ${algorithm}`)
  if (Object.hasOwn(header, 'typ') && !(typeof typ === 'string' && typ.toUpperCase() === 'JWT')) {
    throw invalid("the header's typ is not JWT")
  }
  const refused = refusedParameters.find((name) => Object.hasOwn(header, name))
  if (refused) throw invalid(`the header has ${refused}`)
}

function objectOf(part: string, name: string): JsonObject {
  const bytes = bytesOf(part, name)
  if (!isUtf8(bytes)) throw invalid(`the ${name} is not UTF-8`)
  const text = bytes.toString('utf8')
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(`the ${name} is not a JSON object`)
  }
  if (repeatsKey(text)) throw invalid(`the ${name} has a key twice`)
  return value as JsonObject
}

function bytesOf(part: string, name: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part) throw invalid(`the ${name} is not canonical base64url`)
  return bytes
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
