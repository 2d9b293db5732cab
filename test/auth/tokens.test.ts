import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { tokenOf } from '../../src/auth/bearer.ts'
import { createTokens } from '../../src/auth/tokens.ts'
import {
  claims,
  clock,
  codeOf,
  ec,
  forge,
  forgeWith,
  now,
  part,
  pem,
  previousSecret,
  refusalOf,
  rsa,
  second,
  secret,
  signed,
  tokensOf,
} from './forge.ts'

const anna = {
  user_id: 7,
  expires_at: now + 3_600_000,
  email: 'anna@example.org',
  username: 'anna',
  first_name: '',
  last_name: '',
}
const verified = (payload: object) => tokensOf().verify(forge({ payload: { ...claims, ...payload } }))

describe('what a token says', () => {
  test('[AU2] a token names its user and when it ends', () => {
    expect(tokensOf().verify(forge())).toEqual(anna)
  })

  test('[AU2] user_id may be its canonical decimal string, up to the largest safe integer', () => {
    expect(verified({ user_id: '7' }).user_id).toBe(7)
    expect(verified({ user_id: '9007199254740991' }).user_id).toBe(Number.MAX_SAFE_INTEGER)
    expect(verified({ user_id: Number.MAX_SAFE_INTEGER }).user_id).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('[AU2] names that are null or absent are none', () => {
    const none = { email: null, username: null, first_name: '', last_name: '' }
    expect(tokensOf().verify(forge({ payload: { user_id: 7, exp: second + 1 } }))).toMatchObject(none)
    expect(verified({ email: null, username: null, first_name: null, last_name: null })).toMatchObject(none)
    expect(verified({ email: '', username: '' })).toMatchObject(none)
  })

  test.each([
    'anna',
    'anna @example.org',
    'anna@example.org\r\nBcc: eve@example.org',
    'anna@example.org\u0000',
    'anna@example.org,eve@example.org',
    'Anna <anna@example.org>',
    'anna@@example.org',
    '@example.org',
    'anna@',
    '"a b"@example.org',
    'anna\ud800@example.org',
    'anna\u200b@example.org',
  ])('[AU2] an email that is no plain address is none: %j', (email) => {
    expect(verified({ email }).email).toBeNull()
  })

  test.each(['a@b', 'anna+tag@mail.example.org', 'анна@пример.рф', "o'neil@example.org"])(
    '[AU2] an address is kept as it is: %s',
    (email) => {
      expect(verified({ email }).email).toBe(email)
    },
  )

  test('[AU2] names lose control characters, line ends and direction overrides, and keep everything else', () => {
    const { username, first_name, last_name } = verified({
      username: '\u0000\r\n',
      first_name: 'Ан\r\nна\u0007 \u202eМария\u0085',
      last_name: "O'Neil-Смит \u{1f469}\u200d\u{1f52c}",
    })
    expect(username).toBeNull()
    expect(first_name).toBe('Анна Мария')
    expect(last_name).toBe("O'Neil-Смит \u{1f469}\u200d\u{1f52c}")
  })

  test('[AU2] half of a surrogate pair in a name becomes the replacement character', () => {
    expect(verified({ first_name: 'A\ud800' }).first_name).toBe('A\ufffd')
  })

  test('[AU2] names are counted in characters, not in UTF-16 units', () => {
    const name = '\u{1f600}'.repeat(150)
    expect(verified({ first_name: name }).first_name).toBe(name)
    expect(verified({ username: `${'a'.repeat(242)}@example.org` }).username).toHaveLength(254)
  })

  test('[AU2] other claims, nested ones and a kid are ignored', () => {
    expect(verified({ is_staff: true, scope: { a: [1, { a: 2 }] }, sub: 'x', jti: 5 })).toEqual(anna)
    const header = { alg: 'HS256', kid: '../../dev/null', typ: 'jwt' }
    expect(tokensOf().verify(forge({ header }))).toEqual(anna)
    expect(tokensOf().verify(forge({ header: { alg: 'HS256' } }))).toEqual(anna)
  })

  test('[AU2] a text that looks like a key inside a string is no key', () => {
    expect(verified({ username: 'x"exp":1,\\"exp":2' }).username).toBe('x"exp":1,\\"exp":2')
  })
})

describe('when', () => {
  test('[AU2] a token is valid until the second of exp, and not in it', () => {
    const token = forge({ payload: { ...claims, exp: second + 1 } })
    expect(tokensOf({}, now + 999).verify(token).user_id).toBe(7)
    expect(codeOf(tokensOf({}, now + 1000), token)).toBe('token_expired')
  })

  test('[AU2] the time is that of the clock, also when that is 1970', () => {
    const token = forge({ payload: { user_id: 7, exp: 1 } })
    expect(tokensOf({}, 0).verify(token).expires_at).toBe(1000)
    expect(codeOf(tokensOf({}, 1000), token)).toBe('token_expired')
  })

  test('[AU2] iat and nbf may be a minute ahead, for clocks that differ', () => {
    expect(verified({ iat: second + 60, nbf: second + 60 }).user_id).toBe(7)
    expect(verified({ iat: second - 0.5, nbf: 0, orig_iat: second - 86_400 }).user_id).toBe(7)
    for (const claim of ['iat', 'nbf']) {
      const token = forge({ payload: { ...claims, [claim]: second + 61 } })
      expect(codeOf(tokensOf(), token)).toBe('token_invalid')
    }
  })

  test('[AU2] the last second of the year 9999 is the last exp', () => {
    expect(verified({ exp: 253_402_300_799 }).expires_at).toBe(Date.UTC(9999, 11, 31, 23, 59, 59))
    expect(codeOf(tokensOf(), forge({ payload: { ...claims, exp: 253_402_300_800 } }))).toBe('token_invalid')
  })

  test('[AU2] only a token that is right in everything else is called expired', () => {
    const expired = { ...claims, exp: second - 1 }
    expect(codeOf(tokensOf(), forge({ payload: expired }))).toBe('token_expired')
    expect(codeOf(tokensOf(), forge({ payload: expired, key: 'another secret, of somebody else' }))).toBe(
      'token_invalid',
    )
    expect(codeOf(tokensOf(), forge({ payload: { ...expired, user_id: 0 } }))).toBe('token_invalid')
    expect(codeOf(tokensOf({ issuer: 'school' }), forge({ payload: expired }))).toBe('token_invalid')
  })
})

describe('who for', () => {
  test('[AU2] iss and aud are looked at only where they are configured', () => {
    expect(verified({ iss: 'anyone', aud: 5 })).toEqual(anna)
  })

  test('[AU2] the configured issuer must be named', () => {
    const tokens = tokensOf({ issuer: 'school' })
    expect(tokens.verify(forge({ payload: { ...claims, iss: 'school' } }))).toEqual(anna)
    for (const iss of [undefined, null, 'School', ['school'], { school: 1 }]) {
      expect(refusalOf(tokens, forge({ payload: { ...claims, iss } })).details.about).toContain('iss')
    }
  })

  test('[AU2] the configured audience must be named, alone or among others', () => {
    const tokens = tokensOf({ audience: 'dialogs' })
    for (const aud of ['dialogs', ['lessons', 'dialogs']]) {
      expect(tokens.verify(forge({ payload: { ...claims, aud } }))).toEqual(anna)
    }
    for (const aud of [undefined, null, 'dialog', [], ['lessons'], [['dialogs']], { dialogs: 1 }]) {
      expect(refusalOf(tokens, forge({ payload: { ...claims, aud } })).details.about).toContain('aud')
    }
  })
})

describe('algorithms and keys', () => {
  test('[AU3] RS256 and ES256 tokens are verified with a public key', () => {
    const rs = tokensOf({ algorithm: 'RS256', public_key: pem(rsa.publicKey) })
    const es = tokensOf({ algorithm: 'ES256', public_key: pem(ec.publicKey) })
    expect(rs.verify(forgeWith(rsa.privateKey, 'RS256'))).toEqual(anna)
    expect(es.verify(forgeWith(ec.privateKey, 'ES256'))).toEqual(anna)
  })

  test('[AU3] the algorithm is that of the configuration, though the signature of another be right', () => {
    const rs = tokensOf({ algorithm: 'RS256', public_key: pem(rsa.publicKey) })
    const es = tokensOf({ algorithm: 'ES256', public_key: pem(ec.publicKey) })
    expect(codeOf(es, forgeWith(rsa.privateKey, 'RS256'))).toBe('token_invalid')
    expect(codeOf(rs, forgeWith(ec.privateKey, 'ES256'))).toBe('token_invalid')
    expect(codeOf(rs, forge())).toBe('token_invalid')
    expect(codeOf(tokensOf(), forgeWith(rsa.privateKey, 'RS256'))).toBe('token_invalid')
    expect(codeOf(tokensOf(), forge({ header: { alg: 'HS512' }, hash: 'sha512' }))).toBe('token_invalid')
  })

  test('[AU3] a public key is not taken for an HMAC secret', () => {
    for (const key of [rsa.publicKey, ec.publicKey]) {
      const algorithm = key === rsa.publicKey ? 'RS256' : 'ES256'
      const tokens = tokensOf({ algorithm, public_key: pem(key) })
      for (const alg of ['HS256', algorithm]) {
        expect(codeOf(tokens, forge({ header: { alg, typ: 'JWT' }, key: pem(key) }))).toBe('token_invalid')
        expect(codeOf(tokens, forge({ header: { alg }, key: pem(key).trim() }))).toBe('token_invalid')
      }
    }
  })

  test('[AU3] two keys may be active, the current one and the one before', () => {
    const both = tokensOf({ previous_secret: previousSecret })
    const before = forge({ key: previousSecret })
    expect(both.verify(forge())).toEqual(anna)
    expect(both.verify(before)).toEqual(anna)
    expect(codeOf(tokensOf(), before)).toBe('token_invalid')
    expect(codeOf(both, forge({ key: 'the secret before the one before' }))).toBe('token_invalid')
    const expired = forge({ key: previousSecret, payload: { ...claims, exp: second - 1 } })
    expect(codeOf(both, expired)).toBe('token_expired')
  })

  test('[AU3] two public keys may be active', () => {
    const next = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const keys = { public_key: pem(next.publicKey), previous_public_key: pem(ec.publicKey) }
    const tokens = tokensOf({ algorithm: 'ES256', ...keys })
    expect(tokens.verify(forgeWith(next.privateKey, 'ES256'))).toEqual(anna)
    expect(tokens.verify(forgeWith(ec.privateKey, 'ES256'))).toEqual(anna)
  })

  test('[AU3] an algorithm without a key that fits it is refused at the start, without showing the key', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
    const privatePem = ec.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const started = (options: Parameters<typeof createTokens>[0]) => () => createTokens(options, clock)
    expect(started({ algorithm: 'HS256' })).toThrow('HS256 tokens need `secret`')
    expect(started({ algorithm: 'HS256', secret: '', public_key: pem(rsa.publicKey) })).toThrow('need `secret`')
    expect(started({ algorithm: 'HS256', secret: pem(rsa.publicKey) })).toThrow('is a PEM key')
    expect(started({ algorithm: 'RS256', secret })).toThrow('RS256 tokens need `public_key`')
    expect(started({ algorithm: 'RS256', public_key: pem(ec.publicKey) })).toThrow('RSA public key')
    expect(started({ algorithm: 'RS256', public_key: pem(small.publicKey) })).toThrow('2048 bits')
    expect(started({ algorithm: 'ES256', public_key: pem(other.publicKey) })).toThrow('P-256')
    expect(started({ algorithm: 'ES256', public_key: privatePem })).toThrow(
      /^ES256 tokens need a P-256 public key as PEM/,
    )
    const broken = { public_key: pem(ec.publicKey), previous_public_key: 'nonsense' }
    expect(started({ algorithm: 'ES256', ...broken })).toThrow('P-256')
  })
})

describe('minting', () => {
  const input = {
    user_id: 7,
    username: 'anna',
    email: 'anna@example.org',
    first_name: 'Анна',
    last_name: 'К',
    ttl: 60_000,
  }
  const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

  test('[AU2] a minted token says the same when it is verified', () => {
    const { ttl, ...names } = input
    expect(tokensOf().verify(tokensOf().mint(input))).toEqual({ ...names, expires_at: now + ttl })
  })

  test('[AU2] it holds the claims of the historical tokens, and nothing that is not known', () => {
    const times = { iat: second, orig_iat: second, exp: second + 60 }
    expect(payloadOf(tokensOf().mint({ user_id: 7, email: null, username: null, ttl: 60_000 }))).toEqual({
      user_id: 7,
      ...times,
    })
    const configured = tokensOf({ issuer: 'school', audience: 'dialogs' })
    const { ttl, ...names } = input
    expect(payloadOf(configured.mint(input))).toEqual({ ...names, ...times, iss: 'school', aud: 'dialogs' })
    expect(configured.verify(configured.mint(input)).user_id).toBe(7)
  })

  test('[AU3] it is signed with the current secret', () => {
    const token = tokensOf({ previous_secret: previousSecret }).mint(input)
    expect(tokensOf().verify(token).user_id).toBe(7)
    expect(signed(token.split('.').slice(0, 2).join('.'))).toBe(token)
  })

  test('[AU2] a token of less than a second is valid at first', () => {
    expect(tokensOf({}, now + 1).verify(tokensOf({}, now + 1).mint({ user_id: 7, ttl: 1 })).user_id).toBe(7)
  })

  test('[AU3] with a public key alone nothing can be minted, and the error says what to do', () => {
    const tokens = tokensOf({ algorithm: 'ES256', public_key: pem(ec.publicKey) })
    expect(() => tokens.mint(input)).toThrow(/ES256 .* only verifies.*HS256/)
  })

  test.each([{ user_id: 0 }, { user_id: 1.5 }, { ttl: Number.POSITIVE_INFINITY }, { first_name: 'a'.repeat(151) }])(
    '[AU2] what would be refused is not minted: %j',
    (wrong) => {
      expect(() => tokensOf().mint({ ...input, ...wrong })).toThrow('cannot be minted')
    },
  )

  test('[AU2] a token that would be too long to be accepted is not minted', () => {
    const long = {
      username: '\u{1f600}'.repeat(254),
      first_name: '\u{1f600}'.repeat(150),
      last_name: '\u{1f600}'.repeat(150),
    }
    expect(() => tokensOf({ issuer: 'i'.repeat(1000) }).mint({ ...input, ...long })).toThrow(/bytes, above 4096/)
  })
})

describe("the user's own example", () => {
  const payload =
    '{"user_id":1,"username":"admin@admin.ad","exp":1619177320,"email":"admin@admin.ad","orig_iat":1619090920}'
  const token = signed(`${part('{"typ":"JWT","alg":"HS256"}')}.${part(payload)}`)

  test('[AU1] a token of that shape, in that URL, is found and verified while it is valid', () => {
    const found = tokenOf(`wss://0.0.0.0:8000/ws/token?=${token}`, {})
    expect(found).toBe(token)
    expect(tokensOf({}, 1_619_090_920_000).verify(found)).toEqual({
      user_id: 1,
      expires_at: 1_619_177_320_000,
      email: 'admin@admin.ad',
      username: 'admin@admin.ad',
      first_name: '',
      last_name: '',
    })
  })

  test('[AU2] today it has expired', () => {
    expect(codeOf(tokensOf(), token)).toBe('token_expired')
  })

  test('[A1] the very token of the document, whose secret is not known here, is refused', () => {
    const theirs =
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxLCJ1c2VybmFtZSI6ImFkbWluQGFkbWluLmFkIiwiZXhwIjoxNjE5MTc3MzIw' +
      'LCJlbWFpbCI6ImFkbWluQGFkbWluLmFkIiwib3JpZ19pYXQiOjE2MTkwOTA5MjB9.59BpaCPkUXpRy6Su-FoY39vCdOwW3pmLk12pHiNoQ5M'
    expect(codeOf(tokensOf({}, 1_619_090_920_000), theirs)).toBe('token_invalid')
  })
})
