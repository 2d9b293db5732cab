import type { FastifyInstance } from 'fastify'
import { names } from '../range.ts'
import { type WebFile, webFile } from '../web-files.ts'

export interface WebOptions {
  /** Whether there is a page to start from. */
  example: boolean
  /** What the URLs of files begin with. */
  base: () => string
}

/** `/client.js`, the typed client for pages anywhere, and `/example`, the page to start from. */
export function webRoutes(server: FastifyInstance, { example, base }: WebOptions): void {
  // It holds nothing secret: pages of other origins may import it.
  const shared = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' }
  serve(server, '/client.js', 'client.js', () => shared)
  if (!example) return
  // Even if somebody got a tag into a message, nothing of it would run, and nothing could be sent elsewhere.
  const policy = () =>
    [
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
      `img-src 'self' ${new URL(base()).origin}`,
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ].join('; ')
  serve(server, '/example', 'example/index.html', () => ({ 'content-security-policy': policy() }))
  for (const name of ['app.js', 'style.css', 'icon.svg']) serve(server, `/example/${name}`, `example/${name}`)
}

/** A file that browsers keep and ask about each time, so that a new server is never met with an old client. */
function serve(
  server: FastifyInstance,
  url: string,
  name: string,
  more: () => Record<string, string> = () => ({}),
): void {
  let file: WebFile | undefined
  server.get(url, async ({ headers }, reply) => {
    file ??= webFile(name)
    const { etag, content_type, plain, gzip } = file
    reply.headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding', ...more() })
    if (names(headers['if-none-match'], etag.slice(2))) return reply.code(304).send()
    reply.headers({
      'content-type': content_type,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return reply.send(plain)
    return reply.header('content-encoding', 'gzip').send(gzip)
  })
}
