import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startWorld } from '../support/world.ts'

const plain = { headers: { 'accept-encoding': 'identity' } }

test('client.js is served to pages of any origin, and what a browser already has is not sent again', async () => {
  await using world = await startWorld()
  const response = await fetch(`${world.http}/client.js`, plain)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  expect(await response.text()).toContain('export { CallError, connect }')
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  const etag = response.headers.get('etag')!
  const again = await fetch(`${world.http}/client.js`, { headers: { 'if-none-match': etag } })
  expect([again.status, again.headers.get('cache-control'), await again.text()]).toEqual([304, 'no-cache', ''])
})

test('client.js is compressed for who can read that', async () => {
  await using world = await startWorld()
  const whole = await (await fetch(`${world.http}/client.js`, plain)).text()
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  const { get } = await import('node:http')
  get(`${world.http}/client.js`, { headers: { 'accept-encoding': 'gzip, br' } }, async (response) => {
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    resolve(Buffer.concat(await response.toArray()))
  })
  const bytes = await promise
  expect(gunzipSync(bytes).toString()).toBe(whole)
  expect(bytes.length).toBeLessThan(8_000)
})

test('[HT3] the example page comes with a policy that lets nothing but its own files in', async () => {
  await using world = await startWorld({ public_url: 'https://chat.example.com/sub' })
  for (const path of ['/example', '/example/']) {
    const response = await fetch(`${world.http}${path}`)
    const policy = response.headers.get('content-security-policy')
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).toContain("img-src 'self' https://chat.example.com;")
    expect(policy).not.toContain('unsafe')
  }
  for (const [name, type] of Object.entries({
    'app.js': 'text/javascript',
    'style.css': 'text/css',
    'icon.svg': 'image/svg+xml',
  })) {
    const response = await fetch(`${world.http}/example/${name}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`])
  }
})

test('the example page can be switched off; client.js stays', async () => {
  await using world = await startWorld({ example: false })
  const status = async (path: string) => (await fetch(`${world.http}${path}`)).status
  expect(await Promise.all(['/example', '/example/app.js', '/client.js'].map(status))).toEqual([404, 404, 200])
})
