import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { DocumentName } from '../../contracts/rest/docs.ts'
import { names } from '../range.ts'

interface Page {
  text: string
  type: string
  etag: string
  csp: string
}

/** A page by the path behind /docs. */
const makers: Record<string, () => Promise<Page>> = {
  '': makePage,
  '/asyncapi.json': () => makeDocument('asyncapi.json'),
  '/asyncapi.yaml': () => makeDocument('asyncapi.yaml'),
  '/openapi.json': () => makeDocument('openapi.json'),
  '/openapi.yaml': () => makeDocument('openapi.yaml'),
}

/**
 * `/docs`: what can be asked and what comes of it, for people, and `/docs/asyncapi.json` and its like for programs. Each
 * is made when somebody asks for it the first time: most servers run for months without.
 */
export function docsRoutes(server: FastifyInstance): void {
  for (const [path, make] of Object.entries(makers)) {
    let made: Promise<Page> | undefined
    server.get(`/docs${path}`, async (request, reply) => {
      made ??= make()
      const { text, type, etag, csp } = await made
      reply.headers({
        etag,
        'cache-control': 'no-cache',
        'content-security-policy': csp,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      })
      return names(request.headers['if-none-match'], etag) ? reply.code(304).send() : reply.type(type).send(text)
    })
  }
}

const closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

async function makePage(): Promise<Page> {
  const { page } = await import('../../contracts/page/page.ts')
  const { style } = await import('../../contracts/page/style.ts')
  return pageOf(page(), 'text/html', `${closed}; style-src 'sha256-${hash(style, 'base64')}'`)
}

async function makeDocument(name: DocumentName): Promise<Page> {
  const { documentText } = await import('../../contracts/documents.ts')
  return pageOf(documentText(name), name.endsWith('.json') ? 'application/json' : 'application/yaml', closed)
}

const pageOf = (text: string, type: string, csp: string): Page => ({
  text,
  type: `${type}; charset=utf-8`,
  etag: `"${hash(text, 'hex').slice(0, 32)}"`,
  csp,
})

const hash = (text: string, encoding: 'hex' | 'base64'): string => createHash('sha256').update(text).digest(encoding)
