import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { preferredLocale } from '../domain/locale.ts'
import type { Log } from '../ports/runtime.ts'
import { type ErrorCode, errors, type Locale, Refusal, textOf } from '../protocol/index.ts'

/** Fastify's own refusals in our words (HT2). */
const byStatus: Record<number, ErrorCode> = {
  400: 'bad_json',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
}

function asRefusal(error: FastifyError | Refusal, log: Log, route: string): Refusal {
  if (error instanceof Refusal) {
    if (error.code === 'storage_unavailable')
      log.error({ route, code: error.code, about: error.details.about }, 'storage unavailable')
    return error
  }
  const code = error.statusCode === undefined ? undefined : byStatus[error.statusCode]
  if (code) return new Refusal(code)
  log.error({ route, err: error }, 'a bug: please report it')
  return new Refusal('internal')
}

export const localeOf = (request: FastifyRequest, fallback: Locale): Locale =>
  preferredLocale(request.headers['accept-language'], fallback)

/** HT2: `{detail, code}`, with what is wrong where (`errors`) and when to come back (`Retry-After`, seconds). */
export function sendError(reply: FastifyReply, error: FastifyError | Refusal, log: Log, fallback: Locale) {
  const refusal = asRefusal(error, log, reply.request.routeOptions.url ?? 'unknown')
  const { code, details } = refusal
  const status = errors[code].http
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  if (details.retry_after !== undefined) reply.header('retry-after', Math.ceil(details.retry_after / 1_000))
  else if (status === 503 || code === 'storage_unavailable') reply.header('retry-after', 2)
  const detail = textOf(code, localeOf(reply.request, fallback), details)
  return reply.code(status).send({ detail, code, errors: details.errors, retry_after: details.retry_after })
}
