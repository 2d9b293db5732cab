import { type FastifyError, type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { tokenOf } from '../auth/bearer.ts'
import type { Log } from '../ports/runtime.ts'
import type { UnsubscribeUrls } from '../ports/unsubscribe-urls.ts'
import { type Locale, limits, Refusal } from '../protocol/index.ts'
import { authenticate, type Gate } from '../usecases/authenticate.ts'
import type { FileReading } from '../usecases/files.read.ts'
import type { RateLimits } from '../usecases/rate-limits.ts'
import type { Caller, Deps } from '../usecases/run.ts'
import { localeOf, sendError } from './errors.ts'
import { linger } from './linger.ts'
import { refuseMalformed } from './malformed.ts'
import type { Metrics } from './metrics.ts'
import { docsRoutes } from './routes/docs.ts'
import { fileRoute, uploadRoute } from './routes/files.ts'
import { healthRoutes } from './routes/health.ts'
import { newMessageRoute } from './routes/new-message.ts'
import { unsubscribeRoute } from './routes/unsubscribe.ts'
import { type WebOptions, webRoutes } from './routes/web.ts'

export interface HttpOptions {
  gate: Gate
  deps: Deps
  reading: FileReading
  unsubscribe_urls: UnsubscribeUrls
  rates: RateLimits
  metrics: Metrics
  log: Log
  locale: Locale
  isDraining: () => boolean
  web: WebOptions
  /** In milliseconds: how long an upload may pause and take, and the rest of a refused body is read. */
  timings: { upload_pause: number; upload_within: number; linger: number }
}

/** The REST side of the server (HT); paths with and without the trailing slash are the same (HT3). */
export function createHttp({
  gate,
  deps,
  reading,
  unsubscribe_urls,
  rates,
  metrics,
  log,
  locale,
  isDraining,
  web,
  timings,
}: HttpOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: limits.frame_bytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_000 },
    // What cannot be decoded names nothing (HT2).
    frameworkErrors: (_error, _request, reply) => sendError(reply, new Refusal('not_found'), log, locale),
    clientErrorHandler: (_error, socket) => refuseMalformed(socket, locale),
    // Nothing here depends on it, and Node's own refusal has neither text nor code.
    http: { requireHostHeader: false },
  })

  /** Who asks, by the `Authorization` header, and whether they may ask more (AU1, ER5). */
  async function callerOf(request: FastifyRequest, is_create: boolean): Promise<Caller> {
    const { authorization } = request.headers
    // A token belongs into the header here: a URL would end up in the access log of a proxy.
    const { user } = await authenticate(gate, tokenOf('/', { authorization }))
    const verdict = rates.take(user.id, is_create)
    if (!verdict.ok) throw new Refusal('rate_limited', { retry_after: verdict.retry_after })
    return { user, locale: localeOf(request, locale) }
  }

  server.addHook('onRequest', async () => {
    if (isDraining()) throw new Refusal('shutting_down')
  })
  server.addHook('onResponse', async (request) => linger(request, timings.linger))
  server.setErrorHandler<FastifyError | Refusal>((error, _request, reply) => sendError(reply, error, log, locale))
  server.setNotFoundHandler((_request, reply) => sendError(reply, new Refusal('not_found'), log, locale))
  healthRoutes(server, deps.store, metrics)
  docsRoutes(server)
  newMessageRoute(server, deps, callerOf)
  uploadRoute(server, deps, callerOf, { pause: timings.upload_pause, whole: timings.upload_within })
  fileRoute(server, reading)
  unsubscribeRoute(server, deps.store, unsubscribe_urls, locale)
  webRoutes(server, web)
  return server
}
