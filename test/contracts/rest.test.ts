import { expect, test } from 'vitest'
import { createSigner } from '../../src/auth/signatures.ts'
import { createUnsubscribeUrls } from '../../src/auth/unsubscribe-urls.ts'
import { ensureUrlSecret } from '../../src/config/secret.ts'
import { createHttp, type HttpOptions } from '../../src/http/server.ts'
import { published } from '../support/published.ts'
import { answered } from '../support/rest-contract.ts'
import { auth, upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

const { paths } = published<{ paths: Record<string, Record<string, unknown>> }>('openapi.json')

/** Pages for people that are no part of what a client is written against. */
const pages = new Set(['/example', '/client.js'])

test('[HT1] [HT4] every route of the server is in the OpenAPI document, and no other', async () => {
  // Only its table of routes is asked for: nothing behind them is reached.
  const server = createHttp({ deps: {}, timings: {}, web: { example: false } } as HttpOptions)
  await server.ready()
  const routes = new Set<string>()
  const parents: string[] = []
  for (const line of server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent, part, methods] = /^([│ ]*)[├└]── (\S*) \(([^)]+)\)/.exec(line) ?? []
    if (indent === undefined || part === undefined || methods === undefined) continue
    parents.length = indent.length / 4
    const path = (parents.join('') + part).replace(/:(\w+)/g, '{$1}')
    parents.push(part)
    const named = methods.split(', ')
    if (!pages.has(path)) for (const method of named) routes.add(`${method} ${path}`)
  }
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\/$/, '')}`),
  )
  expect(documented.filter((route) => !routes.has(route))).toEqual([])
  // Where GET is, HEAD is; only a file's is worth telling of.
  const told = (route: string) => documented.includes(route) || documented.includes(route.replace('HEAD', 'GET'))
  expect([...routes].filter((route) => !told(route))).toEqual([])
})

test('[HT2] [FL2] what every path answers is what the OpenAPI document says', async () => {
  await using world = await startWorld()
  const { anna, a, dialog } = await world.pair()
  const lonely = await world.person('lonely')
  const { body: file } = await upload(world.http, anna.token, 'of some use', 'a.txt')
  await a.create(dialog, 'see', { file_id: file.id })
  const seen = new Set<string>()
  const ask = async (status: number, method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, world.http), { method, ...init })
    expect([response.status, path]).toEqual([status, path])
    const operation = await answered(method, response)
    if (operation) seen.add(operation)
    await response.arrayBuffer()
  }
  const json = (body: unknown, token = anna.token): RequestInit => ({
    body: JSON.stringify(body),
    headers: { ...auth(token), 'content-type': 'application/json' },
  })
  const form = (content: Blob[], field = 'content'): RequestInit => {
    const body = new FormData()
    for (const blob of content) body.append(field, blob, 'x.txt')
    return { body, headers: auth(anna.token) }
  }
  const NEW = '/api/dialogs/new-message/'
  await ask(201, 'POST', NEW, json({ body: '#Hello' }))
  await ask(401, 'POST', NEW, json({ body: 'x' }, 'nonsense'))
  await ask(403, 'POST', NEW, json({ body: 'x' }, lonely.token))
  await ask(422, 'POST', NEW, json({ body: 5 }))
  await ask(422, 'POST', NEW, json({}))
  await ask(413, 'POST', NEW, json({ body: 'x'.repeat(70_000) }))
  await ask(415, 'POST', NEW, { body: 'x', headers: { ...auth(anna.token), 'content-type': 'text/html' } })

  await ask(201, 'POST', '/api/files/', form([new Blob(['x'])]))
  await ask(422, 'POST', '/api/files', form([new Blob([])]))
  await ask(422, 'POST', '/api/files', form([new Blob(['x'])], 'elsewhere'))
  await ask(415, 'POST', '/api/files', json({}))
  await ask(401, 'POST', '/api/files', {})

  const etag = (await fetch(file.url)).headers.get('etag')!
  for (const method of ['GET', 'HEAD']) {
    await ask(200, method, file.url)
    await ask(206, method, file.url, { headers: { range: 'bytes=0-3' } })
    await ask(304, method, file.url, { headers: { 'if-none-match': etag } })
    await ask(416, method, file.url, { headers: { range: 'bytes=999-' } })
    await ask(404, method, file.url.slice(0, -1))
  }

  const signer = createSigner(ensureUrlSecret(world.config).secret)
  const unsubscribe = createUnsubscribeUrls(signer, () => world.http).mint(anna.id)
  await ask(200, 'GET', unsubscribe)
  await ask(200, 'POST', unsubscribe, { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
  await ask(404, 'GET', '/unsubscribe')
  await ask(413, 'POST', unsubscribe, { body: 'x'.repeat(70_000) })

  for (const path of ['/healthz', '/readyz', '/metrics', '/docs']) await ask(200, 'GET', path)
  for (const name of ['asyncapi', 'openapi']) {
    for (const ending of ['json', 'yaml']) {
      await ask(200, 'GET', `/docs/${name}.${ending}`)
      await ask(304, 'GET', `/docs/${name}.${ending}`, { headers: { 'if-none-match': '*' } })
    }
  }
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect([...seen].sort()).toEqual(all.sort())
})
