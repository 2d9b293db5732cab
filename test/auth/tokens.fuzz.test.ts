import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tokenOf, withoutToken } from '../../src/auth/bearer.ts'
import {
  claims,
  codeOf,
  ec,
  forge,
  forgeWith,
  now,
  part,
  pem,
  previousSecret,
  second,
  signed,
  tokensOf,
} from './forge.ts'

const tokens = tokensOf({ previous_secret: previousSecret })
const es = tokensOf({ algorithm: 'ES256', public_key: pem(ec.publicKey) })
const base64url = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const text = fc.string({ unit: 'binary' })

/** Cuts `length` characters at `at` and puts `insert` there. */
const mutation = fc.record({
  at: fc.nat(),
  length: fc.nat(4),
  insert: fc.oneof(fc.string({ unit: base64url, maxLength: 4 }), text),
})
const mutated = (token: string, { at, length, insert }: { at: number; length: number; insert: string }): string => {
  const start = at % token.length
  return token.slice(0, start) + insert + token.slice(start + length)
}

test('[A1] any text is refused with a known code', () => {
  const parts = fc.array(fc.oneof(fc.string({ unit: base64url }), text, fc.json().map(part)), { maxLength: 5 })
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        parts.map((some) => some.join('.')),
      ),
      (token) => {
        expect(codeOf(tokens, token)).toBe(token === '' ? 'token_missing' : 'token_invalid')
      },
    ),
    { numRuns: 3000 },
  )
})

test('[A1] a valid token with any change is refused', () => {
  const valid = [
    { tokens, token: forge() },
    { tokens: es, token: forgeWith(ec.privateKey, 'ES256') },
  ]
  fc.assert(
    fc.property(fc.constantFrom(...valid), mutation, (pair, change) => {
      const token = mutated(pair.token, change)
      fc.pre(token !== pair.token)
      expect(codeOf(pair.tokens, token)).toBe('token_invalid')
    }),
    { numRuns: 3000 },
  )
})

test('[A1] whatever is rightly signed gives claims of the promised form, or is refused', () => {
  const value = fc.oneof(fc.jsonValue(), fc.double(), fc.integer(), fc.constantFrom(second + 60, '7', 7, null))
  const names = ['user_id', 'exp', 'iat', 'nbf', 'aud', 'email', 'username', 'first_name', 'last_name', '__proto__']
  const payload = fc.dictionary(fc.oneof(fc.constantFrom(...names), text), value)
  const header = fc.dictionary(fc.constantFrom('typ', 'kid', 'crit', 'x'), value)
  fc.assert(
    fc.property(payload, header, fc.boolean(), (some, parameters, bare) => {
      const body = bare ? some : { ...claims, ...some }
      const token = signed(`${part({ ...parameters, alg: 'HS256' })}.${part(body)}`)
      try {
        const { user_id, expires_at, email, username, first_name, last_name } = tokens.verify(token)
        expect(Number.isSafeInteger(user_id) && user_id > 0 && Number.isSafeInteger(expires_at)).toBe(true)
        expect(expires_at).toBeGreaterThan(now)
        for (const name of [email, username, first_name, last_name]) expect(name ?? '').not.toMatch(/\p{Cc}|\p{Cs}/u)
      } catch (error) {
        expect(error).toMatchObject({ name: 'Refusal', code: expect.stringMatching(/^token_(invalid|expired)$/) })
      }
    }),
    { numRuns: 3000 },
  )
})

test('[AU2] whatever can be minted is verified', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 40 })
  const input = fc.record(
    {
      user_id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      username: name,
      first_name: name,
      last_name: name,
      ttl: fc.integer({ min: 1, max: 1e12 }),
    },
    { requiredKeys: ['user_id', 'ttl'] },
  )
  fc.assert(
    fc.property(input, (wanted) => {
      const { user_id, expires_at } = tokens.verify(tokens.mint(wanted))
      expect(user_id).toBe(wanted.user_id)
      expect(expires_at - now - wanted.ttl).toBeGreaterThanOrEqual(0)
      expect(expires_at - now - wanted.ttl).toBeLessThan(1000)
    }),
  )
})

// Also a guard against V8's mistake about escaped keys (repeated-keys.ts), which this found.
test('[A1] an object is refused for a repeated key wherever and however it is written, and only then', () => {
  const key = fc.constantFrom('a', 'b', '__proto__', '0', '"', '\\', 'a":1,"a')
  const spelled = (name: string, escaped: boolean) =>
    escaped
      ? `"${[...name].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
      : JSON.stringify(name)
  const { node } = fc.letrec<{ node: { json: string; repeats: boolean } }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      text.map((leaf) => ({ json: JSON.stringify(leaf), repeats: false })),
      fc.array(tie('node'), { maxLength: 3 }).map((items) => ({
        json: `[${items.map(({ json }) => json).join(' , ')}]`,
        repeats: items.some(({ repeats }) => repeats),
      })),
      fc.array(fc.tuple(key, fc.boolean(), tie('node')), { maxLength: 3 }).map((entries) => ({
        json: `{${entries.map(([name, escaped, { json }]) => `${spelled(name, escaped)}\n: ${json}`).join(',')}}`,
        repeats:
          new Set(entries.map(([name]) => name)).size < entries.length || entries.some(([, , { repeats }]) => repeats),
      })),
    ),
  }))
  fc.assert(
    fc.property(node, ({ json, repeats }) => {
      const token = forge({ payload: `{"user_id":7,"exp":${second + 1},"x":${json}}` })
      fc.pre(token.length <= 4096)
      if (repeats) expect(codeOf(tokens, token)).toBe('token_invalid')
      else expect(tokens.verify(token).user_id).toBe(7)
    }),
    { numRuns: 2000 },
  )
})

test('[AU1][AU7] no URL and no header makes the search for a token throw', () => {
  const url = fc.oneof(
    text,
    text.map((query) => `/ws/?${query}`),
    text.map((value) => `/ws/token?=${value}`),
  )
  fc.assert(
    fc.property(url, fc.option(text, { nil: undefined }), (some, authorization) => {
      expect(['string', 'undefined']).toContain(typeof tokenOf(some, { authorization }))
      expect(withoutToken(some)).toBeTypeOf('string')
    }),
    { numRuns: 3000 },
  )
})
