import { type Paths, type Response, refusals } from './responses.ts'

const ok = (description: string): Response => ({
  description,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: { status: { type: 'string', const: 'ok' } },
        required: ['status'],
        additionalProperties: false,
      },
      examples: { ok: { value: { status: 'ok' } } },
    },
  },
})

/** HT4 */
export const healthPaths = (): Paths => ({
  '/healthz': {
    get: {
      operationId: 'healthz',
      tags: ['operation'],
      summary: 'Whether the process lives.',
      security: [],
      responses: { 200: ok('It does.'), ...refusals() },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readyz',
      tags: ['operation'],
      summary: 'Whether the server can write.',
      security: [],
      responses: { 200: ok('It has just written.'), ...refusals('storage_unavailable') },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['operation'],
      summary: 'Figures for Prometheus.',
      security: [],
      responses: {
        200: {
          description: 'Prometheus text.',
          content: { 'text/plain': { schema: { type: 'string' }, example: 'dialogd_connections 2\n' } },
        },
        ...refusals(),
      },
    },
  },
})
