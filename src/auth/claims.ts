import { z } from 'zod'
import type { Claims } from '../ports/tokens.ts'
import { Refusal } from '../protocol/errors.ts'
import { invalid } from './invalid.ts'

/** How far ahead of ours the clock of whoever signs may be (`iat`, `nbf`), in seconds; `exp` has no leeway. */
const leeway = 60
/** 9999-12-31T23:59:59Z. A larger `exp` is one in milliseconds, and would never expire. */
const lastSecond = 253_402_300_799

/** The longest address of RFC 5321, and the names of Django's users. `username` is often the address. */
const caps = { email: 254, username: 254, first_name: 150, last_name: 150 }

const withinCap = (cap: number) => (text: string) => text.length <= cap || [...text].length <= cap
const text = (cap: number) => z.string().refine(withinCap(cap)).nullish()
const seconds = z.number()

const UserId = z.union([
  z.int().positive(),
  z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .transform(Number)
    .pipe(z.int()),
])

const Payload = z.object({
  user_id: UserId,
  exp: z.int().max(lastSecond),
  iat: seconds.optional(),
  nbf: seconds.optional(),
  orig_iat: seconds.optional(),
  email: text(caps.email),
  username: text(caps.username),
  first_name: text(caps.first_name),
  last_name: text(caps.last_name),
  iss: z.unknown().optional(),
  aud: z.unknown().optional(),
})

/** What each claim must be, for whoever reads the log; never what it was. */
const rules: Record<string, string> = {
  user_id: 'a positive integer up to 2^53-1, as a number or its decimal text',
  exp: 'there: whole seconds since 1970, not milliseconds',
  iat: 'seconds since 1970',
  nbf: 'seconds since 1970',
  orig_iat: 'seconds since 1970',
  email: `text of up to ${caps.email} characters`,
  username: `text of up to ${caps.username} characters`,
  first_name: `text of up to ${caps.first_name} characters`,
  last_name: `text of up to ${caps.last_name} characters`,
}

type Checked = { claims: z.output<typeof Payload>; about?: undefined } | { claims?: undefined; about: string }

/** The claims of a payload by their form (AU2), or what is wrong with them; time, `iss` and `aud` are not looked at. */
export function checkClaims(payload: Record<string, unknown>): Checked {
  const { success, data, error } = Payload.safeParse(payload)
  if (success) return { claims: data }
  const claim = String(error.issues[0]?.path[0])
  return { about: `the claim ${claim} must be ${rules[claim] ?? 'something else'}` }
}

/** What is asked of a token beyond its form. */
export interface Expected {
  issuer?: string | null
  audience?: string | null
}

/**
 * What the payload of a verified token says at the time `now` (milliseconds). Refuses `token_invalid`, and
 * `token_expired` where nothing else is wrong: then, and only then, a newer one of the same kind would do.
 */
export function readClaims(payload: Record<string, unknown>, { issuer, audience }: Expected, now: number): Claims {
  const { claims, about } = checkClaims(payload)
  if (!claims) throw invalid(about)
  const latest = now / 1000 + leeway
  if ((claims.iat ?? 0) > latest) throw invalid('the claim iat is in the future')
  if ((claims.nbf ?? 0) > latest) throw invalid('the claim nbf is in the future')
  if (issuer && claims.iss !== issuer) throw invalid('the claim iss is not the configured issuer')
  if (audience && ![claims.aud].flat().includes(audience)) throw invalid('the claim aud lacks the configured audience')
  const expires_at = claims.exp * 1000
  if (expires_at <= now) throw new Refusal('token_expired')
  return {
    user_id: claims.user_id,
    expires_at,
    email: address(claims.email),
    username: printable(claims.username) || null,
    first_name: printable(claims.first_name),
    last_name: printable(claims.last_name),
  }
}

/** One `@`, and nothing that could end a header or add a recipient (EM6); such an address is none. */
const plainAddress = /^[^@\s\p{C},;:<>()[\]"\\]+@[^@\s\p{C},;:<>()[\]"\\]+$/u

const address = (email: string | null | undefined): string | null => (email && plainAddress.test(email) ? email : null)

/** Controls, line ends, and what turns the direction of the text around it. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

const printable = (name: string | null | undefined): string => (name ?? '').toWellFormed().replace(unprintable, '')
