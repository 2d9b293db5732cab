import { z } from 'zod'
import { parseDuration } from './duration.ts'
import type { Kind } from './settings.ts'

/** How many requests of one user are let through: a steady rate, a burst above it, and the same for creates alone. */
export interface RateLimit {
  per_second: number
  burst: number
  creates_per_second: number
  creates_burst: number
}

const text = z.string().refine((value) => value.trim() !== '', 'empty')
const off = z.union([z.literal('off'), z.literal(false), z.literal(0), z.literal('0')])
const words = (list: unknown) => (Array.isArray(list) ? list.map((word) => String(word).trim()).filter(Boolean) : [])
const list = z.union([z.array(z.string()), z.string().transform((value) => value.split(','))]).transform(words)
const whole = (least: number, most: number) =>
  z.union([z.number(), text.regex(/^\d{1,15}$/).transform(Number)]).pipe(z.int().min(least).max(most))

/** A URL with a host and one of the protocols, without a fragment. */
const url = (protocols: string[]) =>
  text.refine((value) => {
    const parsed = URL.parse(value)
    return parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== '' && parsed.hash === ''
  })

function rateOf(value: string): RateLimit | undefined {
  const parts = /^(\d{1,6})\/s:(\d{1,6})(?:,\s*(\d{1,6})\/s:(\d{1,6}))?$/.exec(value.trim())?.slice(1).map(Number)
  if (!parts) return undefined
  const [per_second = 0, burst = 0, creates_per_second, creates_burst] = parts
  const named = !Number.isNaN(creates_per_second)
  const rate = {
    per_second,
    burst,
    creates_per_second: named ? creates_per_second! : per_second,
    creates_burst: named ? creates_burst! : burst,
  }
  return Object.values(rate).every((number) => number > 0) ? rate : undefined
}

/** The schema of each kind. It reads the text of a variable or flag as well as the value of a YAML or JSON file. */
export const kinds = {
  host: text.regex(/^[^\s/]+$/),
  port: whole(0, 65_535),
  folder: text,
  secret: text.refine((value) => Buffer.byteLength(value) >= 32, 'secret_short'),
  pem: text.transform((value) => value.replaceAll('\\n', '\n')).pipe(z.string().regex(/^-----BEGIN [A-Z ]+-----/)),
  algorithm: z.enum(['HS256', 'RS256', 'ES256']),
  text,
  provision: z.enum(['token', 'off']),
  origins: list
    .transform((origins) => (origins.includes('*') ? null : origins))
    .pipe(
      z
        .array(
          z
            .string()
            .refine(
              (origin) => /^https?:$/.test(URL.parse(origin)?.protocol ?? '') && new URL(origin).origin === origin,
            ),
        )
        .min(1)
        .nullable(),
    ),
  locale: z.enum(['en', 'ru']),
  http_url: url(['http:', 'https:'])
    .refine((value) => !value.includes('?'))
    .transform((value) => value.replace(/\/+$/, '')),
  smtp_url: url(['smtp:', 'smtps:']),
  mail_address: text.regex(/^(?:[^\s<>@]+@[^\s<>@]+|[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>)$/),
  duration: z.union([off.transform(() => 0), text.transform((value) => parseDuration(value)).pipe(z.int().min(0))]),
  count: whole(1, 1_000_000),
  rate_limit: z.union([
    off.transform(() => null),
    text.transform(rateOf).pipe(z.custom<RateLimit>((rate) => rate !== undefined)),
  ]),
  log_level: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
  log_format: z.enum(['json', 'pretty']),
  switch: z.union([
    z.boolean(),
    z.enum(['on', 'true', 'yes', '1']).transform(() => true),
    z.enum(['off', 'false', 'no', '0']).transform(() => false),
  ]),
} satisfies Record<Kind, z.ZodType>
