import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { names } from '../range.ts'

interface Page {
  text: string
  type: string
  etag: string
  csp: string
}

/**
 * `/docs`: what can be asked and what comes of it, for people, and `/docs/asyncapi.json` and its like for programs. They
 * are made when somebody asks for the first time: most servers run for months without.
 */
export function docsRoutes(server: FastifyInstance): void {
  let made: Promise<Map<string, Page>> | undefined
  for (const path of ['', '/asyncapi.json', '/asyncapi.yaml', '/openapi.json', '/openapi.yaml']) {
    server.get(`/docs${path}`, async (request, reply) => {
      made ??= makePages()
      const { text, type, etag, csp } = (await made).get(path)!
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

async function makePages(): Promise<Map<string, Page>> {
  const { documents } = await import('../../contracts/documents.ts')
  const { page } = await import('../../contracts/page/page.ts')
  const { style } = await import('../../contracts/page/style.ts')
  const closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  const pages = new Map([['', pageOf(page(), 'text/html', `${closed}; style-src 'sha256-${hash(style, 'base64')}'`)]])
  for (const [name, text] of Object.entries(documents())) {
    pages.set(`/${name}`, pageOf(text, name.endsWith('.json') ? 'application/json' : 'application/yaml', closed))
  }
  return pages
}

const pageOf = (text: string, type: string, csp: string): Page => ({
  text,
  type: `${type}; charset=utf-8`,
  etag: `"${hash(text, 'hex').slice(0, 32)}"`,
  csp,
})

const hash = (text: string, encoding: 'hex' | 'base64'): string => createHash('sha256').update(text).digest(encoding)
