import { expect, test } from 'vitest'
import {
  claims,
  codeOf,
  ec,
  forge,
  forgeWith,
  holdsPieceOf,
  part,
  pem,
  refusalOf,
  rsa,
  second,
  shown,
  signed,
  tokensOf,
} from './forge.ts'

const good = forge()
const [header = '', payload = '', signature = ''] = good.split('.')
const expired = { ...claims, exp: second - 1 }

const head = (parameters: object) => forge({ header: { alg: 'HS256', typ: 'JWT', ...parameters } })
const unsigned = (alg: unknown) => `${part({ alg, typ: 'JWT' })}.${payload}.`
const named = (alg: unknown) => forge({ header: { alg, typ: 'JWT' } })
const says = (wrong: object) => forge({ payload: { ...claims, ...wrong } })
const raw = (text: string | Buffer) => forge({ payload: text })
const { exp: _exp, ...withoutExp } = claims
const { user_id: _id, ...withoutUser } = claims

/** The same bytes in another spelling: the last character's unused bits are set. */
function respelled(encoded: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet[alphabet.indexOf(encoded.at(-1) ?? '') + 1]
  const other = encoded.slice(0, -1) + last
  if (!Buffer.from(other, 'base64url').equals(Buffer.from(encoded, 'base64url'))) throw new Error('not the same bytes')
  return other
}

/** The claims as text of 3n + 1 bytes, whose last base64url character has unused bits. */
const unevenly = JSON.stringify(claims).padEnd(Math.ceil(JSON.stringify(claims).length / 3) * 3 + 1)

/** Signed by who knows the secret, unless the title says otherwise: nothing here is refused for its signature alone. */
const bad: Record<string, string> = {
  'text that is no token': 'not-a-token-at-all',
  'a space': ' ',
  'only dots': '..',
  'alg none, unsigned': unsigned('none'),
  'alg NoNe, unsigned': unsigned('NoNe'),
  'alg none with a signature': named('none'),
  'alg empty': named(''),
  'alg null': named(null),
  'alg missing': forge({ header: { typ: 'JWT' } }),
  'alg in lower case': named('hs256'),
  'alg with a space': named('HS256 '),
  'alg in a list': named(['HS256']),
  'alg HS384': forge({ header: { alg: 'HS384' }, hash: 'sha384' }),
  'alg HS512': forge({ header: { alg: 'HS512' }, hash: 'sha512' }),
  'alg RS256, really so signed': forgeWith(rsa.privateKey, 'RS256'),
  'alg ES256, really so signed': forgeWith(ec.privateKey, 'ES256'),
  'the signature empty': `${header}.${payload}.`,
  'the signature missing': `${header}.${payload}`,
  'the signature changed at the start': `${header}.${payload}.${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`,
  'the signature cut short': `${header}.${payload}.${signature.slice(0, 40)}`,
  'the signature of another secret': forge({ key: 'another secret, of somebody else' }),
  'the signature of an empty secret': forge({ key: '' }),
  'the signature of another payload': `${header}.${part({ ...claims, user_id: 1 })}.${signature}`,
  'the signature in hex': `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('hex')}`,
  'the signature respelled': `${header}.${payload}.${respelled(signature)}`,
  'the signature padded': `${good}=`,
  'the payload padded, and so signed': signed(`${header}.${part('{"user_id":7} ')}==`),
  'the payload respelled, and so signed': signed(`${header}.${respelled(part(unevenly))}`),
  'an expired token with a wrong signature': forge({ payload: expired, key: 'another secret, of somebody else' }),
  'the PEM of a public key as secret': forge({ key: pem(rsa.publicKey) }),
  'a kid that points to an empty key': forge({ header: { alg: 'HS256', kid: '../../../../dev/null' }, key: '' }),
  'a kid with SQL': forge({ header: { alg: 'HS256', kid: "x' UNION SELECT 'k'" }, key: 'k' }),
  'four parts': `${good}.${signature}`,
  'five parts (JWE)': `${good}.${payload}.${signature}`,
  'an empty header': `.${payload}.${signature}`,
  'an empty payload': signed(`${header}.`),
  'a line end behind it': `${good}\n`,
  'a line end inside': `${header}.\n${payload}.${signature}`,
  'a space before it': ` ${good}`,
  'the alphabet of plain base64': signed(`${header}.${Buffer.from('{"a":"\u00ff\u00fe??>>"}').toString('base64')}`),
  'a letter that is not ASCII': `${good}\u0435`,
  'a zero byte': `${good}\0`,
  'the scheme in front': `Bearer ${good}`,
  'one byte above 4096': says({ filler: 'a'.repeat(4096) }).slice(0, 4097),
  'a megabyte': says({ filler: 'a'.repeat(1_048_576) }),
  'a megabyte of dots': '.'.repeat(1_048_576),
  crit: head({ crit: ['exp'] }),
  'crit empty': head({ crit: [] }),
  jku: head({ jku: 'https://evil.example/keys' }),
  jwk: head({ jwk: { kty: 'oct', k: 'AAAA' } }),
  x5u: head({ x5u: 'https://evil.example/cert' }),
  x5c: head({ x5c: ['MIIB'] }),
  'b64 false': head({ b64: false, crit: ['b64'] }),
  'b64 alone': head({ b64: true }),
  'typ of another kind': head({ typ: 'at+jwt' }),
  'typ null': head({ typ: null }),
  'typ a list': head({ typ: ['JWT'] }),
  'a header that is a list': forge({ header: ['HS256'] }),
  'a header that is a string': forge({ header: '"HS256"' }),
  'a header that is null': forge({ header: 'null' }),
  'a header that is no JSON': forge({ header: '{alg:HS256}' }),
  'a header with alg twice': forge({ header: '{"alg":"none","alg":"HS256"}' }),
  'a header with alg twice, once escaped': forge({ header: '{"\\u0061lg":"none","alg":"HS256"}' }),
  'a header with a byte order mark': forge({ header: '\ufeff{"alg":"HS256"}' }),
  'a header that is not UTF-8': forge({ header: Buffer.from('{"alg":"HS256","x":"\xff"}', 'latin1') }),
  'a payload that is text': raw('hello'),
  'a payload that is a JSON string': raw('"hello"'),
  'a payload that is null': raw('null'),
  'a payload that is a list': raw('[{"user_id":7,"exp":99999999999}]'),
  'a payload that is a number': raw('7'),
  'a payload that is true': raw('true'),
  'a payload that is another token': raw(good),
  'a payload cut short': raw('{"user_id":7,"exp":'),
  'a payload with something behind it': raw(`${JSON.stringify(claims)}x`),
  'a payload with a byte order mark': raw(`\ufeff${JSON.stringify(claims)}`),
  'a payload that is not UTF-8': raw(Buffer.from('{"user_id":7,"exp":99999999999,"x":"\xff\xfe"}', 'latin1')),
  'a payload with a surrogate in UTF-8': raw(
    Buffer.from('{"user_id":7,"exp":99999999999,"x":"\xed\xa0\x80"}', 'latin1'),
  ),
  'a payload with overlong UTF-8': raw(Buffer.from('{"user_id":7,"exp":99999999999,"x":"\xc0\xaf"}', 'latin1')),
  'a payload in UTF-16': raw(Buffer.from(JSON.stringify(claims), 'utf16le')),
  'user_id twice': raw('{"user_id":7,"exp":99999999999,"user_id":1}'),
  'user_id twice, once escaped': raw('{"user_id":7,"exp":99999999999,"user\\u005fid":1}'),
  'user_id twice, the same': raw('{"user_id" : 7,"exp":99999999999,"user_id"\t:7}'),
  'a repeated key inside another claim': raw('{"user_id":7,"exp":99999999999,"x":[{"a":1,"a":1}]}'),
  'a payload nested a thousand deep, with a repeated key': raw(
    `{"user_id":7,"exp":99999999999,"x":${'['.repeat(1000)}{"a":1,"a":1}${']'.repeat(1000)}}`,
  ),
  '__proto__ that names the user': raw('{"__proto__":{"user_id":7},"exp":99999999999}'),
  'user_id missing': forge({ payload: withoutUser }),
  'user_id null': says({ user_id: null }),
  'user_id 0': says({ user_id: 0 }),
  'user_id -1': says({ user_id: -1 }),
  'user_id 1.5': says({ user_id: 1.5 }),
  'user_id 2^53': says({ user_id: 2 ** 53 }),
  'user_id 1e400': raw('{"user_id":1e400,"exp":99999999999}'),
  'user_id "1 OR 1=1"': says({ user_id: '1 OR 1=1' }),
  'user_id "01"': says({ user_id: '01' }),
  'user_id "+1"': says({ user_id: '+1' }),
  'user_id " 1"': says({ user_id: ' 1' }),
  'user_id "1\\n"': says({ user_id: '1\n' }),
  'user_id "1e3"': says({ user_id: '1e3' }),
  'user_id "0x1"': says({ user_id: '0x1' }),
  'user_id "1.0"': says({ user_id: '1.0' }),
  'user_id "0"': says({ user_id: '0' }),
  'user_id ""': says({ user_id: '' }),
  'user_id "9007199254740992"': says({ user_id: '9007199254740992' }),
  'user_id in Arabic digits': says({ user_id: '\u0661' }),
  'user_id true': says({ user_id: true }),
  'user_id [1]': says({ user_id: [1] }),
  'user_id an object': says({ user_id: { $gt: 0 } }),
  'exp missing': forge({ payload: withoutExp }),
  'exp null': says({ exp: null }),
  'exp a string': says({ exp: String(second + 3600) }),
  'exp 1e999': raw('{"user_id":7,"exp":1e999}'),
  'exp -1e999': raw('{"user_id":7,"exp":-1e999}'),
  'exp in milliseconds': says({ exp: (second + 3600) * 1000 }),
  'exp 2^53': says({ exp: 2 ** 53 }),
  'exp with a fraction': says({ exp: second + 0.5 }),
  'exp true': says({ exp: true }),
  'exp a list': says({ exp: [second + 3600] }),
  'exp a date': says({ exp: '2027-01-01T00:00:00Z' }),
  'nbf ahead': says({ nbf: second + 61 }),
  'nbf in milliseconds': says({ nbf: second * 1000 }),
  'nbf a string': says({ nbf: String(second) }),
  'nbf 1e999': raw('{"user_id":7,"exp":99999999999,"nbf":1e999}'),
  'nbf null': says({ nbf: null }),
  'iat ahead': says({ iat: second + 61 }),
  'iat a string': says({ iat: String(second) }),
  'iat an object': says({ iat: {} }),
  'orig_iat a string': says({ orig_iat: 'yesterday' }),
  'email a number': says({ email: 5 }),
  'email a list': says({ email: ['anna@example.org'] }),
  'email of 255 characters': says({ email: `${'a'.repeat(243)}@example.org` }),
  'username an object': says({ username: {} }),
  'username of 255 characters': says({ username: 'a'.repeat(255) }),
  'first_name a number': says({ first_name: 5 }),
  'first_name of 151 characters': says({ first_name: 'я'.repeat(151) }),
  'last_name false': says({ last_name: false }),
  'last_name of 151 characters': says({ last_name: 'a'.repeat(151) }),
}

test.each(Object.entries(bad))('[A1] refused as token_invalid: %s', (_title, token) => {
  const refusal = refusalOf(tokensOf({ previous_secret: 'the secret before it, as long as the other' }), token)
  expect(refusal.code).toBe('token_invalid')
  expect(refusal.details.about).toMatch(/^(it|the) /)
  expect(holdsPieceOf(shown(refusal), token)).toBe(false)
})

test('[A1] the table has what it should: each is another token, and its base is good', () => {
  expect(new Set(Object.values(bad)).size).toBe(Object.keys(bad).length)
  expect(Object.keys(bad).length).toBeGreaterThanOrEqual(50)
  expect(tokensOf().verify(good).user_id).toBe(claims.user_id)
  expect(tokensOf().verify(head({})).user_id).toBe(claims.user_id)
  expect(tokensOf().verify(says({})).user_id).toBe(claims.user_id)
  expect(tokensOf().verify(raw('{"user_id":7,"exp":99999999999}')).user_id).toBe(7)
})

test.each([
  ['user_id 0', 'user_id'],
  ['exp missing', 'exp'],
  ['exp in milliseconds', 'milliseconds'],
  ['iat ahead', 'iat'],
  ['nbf ahead', 'nbf'],
  ['crit', 'crit'],
  ['jku', 'jku'],
  ['alg none, unsigned', 'three base64url parts'],
  ['alg none with a signature', 'alg'],
  ['typ of another kind', 'typ'],
  ['the signature of another secret', 'signature'],
  ['the signature respelled', 'signature is not canonical'],
  ['the payload respelled, and so signed', 'payload is not canonical'],
  ['user_id twice', 'payload has a key twice'],
  ['a header with alg twice', 'header has a key twice'],
  ['a payload that is not UTF-8', 'payload is not UTF-8'],
  ['a payload that is null', 'payload is not a JSON object'],
  ['a megabyte', 'longer than 4096 bytes'],
  ['last_name of 151 characters', 'last_name'],
])('[A1] the refusal says which check failed, for the log: %s', (title, named) => {
  expect(refusalOf(tokensOf(), bad[title]).details.about).toContain(named)
})

test('[A1] a key repeated in another spelling is found though V8 reads it as another key (nodejs/node#63785)', () => {
  JSON.parse('[{"user_id":7,"exp":1,"x":1,"\\\\":1}]')
  const token = raw('{"user_id":7,"exp":99999999999,"x":1,"\\u0078":2}')
  expect(refusalOf(tokensOf(), token).details.about).toContain('key twice')
})

test.each([undefined, ''])('[A1] no token is token_missing: %j', (token) => {
  expect(codeOf(tokensOf(), token)).toBe('token_missing')
})

test('[A1] an expired token is token_expired, and says nothing of itself', () => {
  const token = forge({ payload: expired })
  const refusal = refusalOf(tokensOf(), token)
  expect(refusal.code).toBe('token_expired')
  expect(holdsPieceOf(shown(refusal), token)).toBe(false)
})

test.each([null, 5, {}, ['x'], Symbol('x'), good.split('.')])(
  '[A1] what is not even text is refused too: %s',
  (token) => {
    expect(codeOf(tokensOf(), token as unknown as string)).toMatch(/^token_(invalid|missing)$/)
  },
)

test('[A1] keys of another kind and signatures of another length are refused, not an error', () => {
  const es = tokensOf({ algorithm: 'ES256', public_key: pem(ec.publicKey) })
  const rs = tokensOf({ algorithm: 'RS256', public_key: pem(rsa.publicKey) })
  for (const [tokens, alg] of [
    [es, 'ES256'],
    [rs, 'RS256'],
  ] as const) {
    for (const bytes of [1, 32, 63, 64, 65, 72, 256, 512]) {
      for (const filler of [0, 1, 255]) {
        const token = `${part({ alg })}.${payload}.${Buffer.alloc(bytes, filler).toString('base64url')}`
        expect(codeOf(tokens, token)).toBe('token_invalid')
      }
    }
  }
})
