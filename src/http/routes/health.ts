import type { FastifyInstance } from 'fastify'
import type { Store } from '../../ports/store.ts'
import type { Metrics } from '../metrics.ts'

/** HT4: `/healthz` (the process lives), `/readyz` (it can write), `/metrics` (Prometheus text). */
export function healthRoutes(server: FastifyInstance, store: Store, metrics: Metrics): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async () => {
    await store.ping()
    return { status: 'ok' }
  })
  server.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType)
    return metrics.registry.metrics()
  })
}
