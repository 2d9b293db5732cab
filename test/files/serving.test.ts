import { randomBytes } from 'node:crypto'
import { get } from 'node:http'
import { expect, test } from 'vitest'
import { contentDisposition } from '../../src/http/content-disposition.ts'
import { rangeOf } from '../../src/http/range.ts'
import type { Message } from '../../src/protocol/index.ts'
import { auth, MIB, upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

const DAY_MS = 86_400_000
const noon = Date.parse('2026-11-22T12:00:00Z')

test('[FL2] a URL is the same all day, holds for at least a day, and then for nobody', async () => {
  let now = noon
  await using world = await startWorld({}, { clock: { now: () => now } })
  const { anna, boris, dialog, a, b } = await world.pair()
  const { body: file } = await upload(world.http, anna.token, 'secret')
  await a.create(dialog, 'see', { file_id: file.id })
  const url = async () => (await b.ask<Message[]>('dialogs.messages.load', { dialog_id: dialog }))[0]!.file!.url
  expect(await url()).toBe(file.url)
  const works = async (one: string) => (await fetch(one)).status
  expect([boris.id, await works(file.url)]).toEqual([boris.id, 200])

  now = Date.parse('2026-11-22T23:59:59.999Z')
  const last = await url()
  expect(last).toBe(file.url)
  now += DAY_MS
  expect(await works(last)).toBe(200)
  expect(await url()).not.toBe(last)
  now += 1
  expect(await works(last)).toBe(404)
  expect(await works(await url())).toBe(200)
})

test('[FL2] only the URL opens a file: forged, expired, changed and missing ones get one and the same answer', async () => {
  let now = noon
  await using world = await startWorld({}, { clock: { now: () => now } })
  const { token } = await world.person('anna')
  const first = (await upload(world.http, token, 'one')).body
  const second = (await upload(world.http, token, 'two')).body
  const url = new URL(first.url)
  const with_ = (change: (url: URL) => void) => {
    const changed = new URL(url)
    change(changed)
    return changed.href
  }
  const e = url.searchParams.get('e')!
  const s = url.searchParams.get('s')!
  const forged = [
    with_((u) => u.searchParams.delete('s')),
    with_((u) => u.searchParams.delete('e')),
    with_((u) => u.searchParams.set('e', String(Number(e) + 86_400))),
    with_((u) => u.searchParams.set('e', `0${e}`)),
    with_((u) => u.searchParams.set('e', `${e}.0`)),
    with_((u) => u.searchParams.set('e', '9'.repeat(400))),
    with_((u) => u.searchParams.set('s', s.slice(0, -1))),
    with_((u) => u.searchParams.set('s', s.slice(0, -1) + (s.endsWith('A') ? 'B' : 'A'))),
    with_((u) => u.searchParams.set('s', '')),
    with_((u) => u.searchParams.append('s', s)),
    with_((u) => (u.pathname = `/files/${second.id}`)),
    with_((u) => (u.pathname = '/files/999')),
    ...['0', '-1', '1.5', '01', '1e0', '9007199254740993', '..%2f1', '%00', 'constructor'].map((id) =>
      with_((u) => (u.pathname = `/files/${id}`)),
    ),
  ]
  const missing = await (await fetch(with_((u) => (u.pathname = '/files/999')))).text()
  for (const one of forged) {
    const response = await fetch(one, { headers: auth(token) })
    const body = await response.text()
    expect([response.status, response.headers.get('cache-control')], one).toEqual([404, null])
    expect(body, one).toBe(missing)
  }
  expect((await fetch(first.url)).status).toBe(200)
  now += 3 * DAY_MS
  const expired = await fetch(first.url)
  expect([expired.status, await expired.text()]).toEqual([404, missing])
})

test('[FL2] a URL is worth nothing with the secret of another server', async () => {
  await using world = await startWorld()
  await using other = await startWorld()
  for (const { person } of [world, other]) await person('anna')
  const token = (w: typeof world) => w.app.tokens.mint({ user_id: 1, ttl: 60_000 })
  const here = (await upload(world.http, token(world), 'x')).body.url
  const there = (await upload(other.http, token(other), 'x')).body.url
  expect((await fetch(here.replace(world.http, other.http))).status).toBe(404)
  expect((await fetch(there)).status).toBe(200)
})

test('[FL2] URLs begin with the configured public address', async () => {
  await using world = await startWorld({ public_url: 'https://example.com/talk' })
  const { token } = await world.person('anna')
  const { body } = await upload(world.http, token, 'x')
  expect(body.url).toMatch(/^https:\/\/example\.com\/talk\/files\/1\?e=/)
  expect((await fetch(body.url.replace('https://example.com/talk', world.http))).status).toBe(200)
})

test('[FL4] everything but verified images is saved, in a sandbox, and none of it is guessed at', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const gif = Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1')
  const image = await fetch((await upload(world.http, token, gif, 'cat.gif')).body.url)
  const html = await fetch((await upload(world.http, token, '<script>1</script>', 'x.html')).body.url)
  const of = ({ headers }: Response, ...names: string[]) => names.map((name) => headers.get(name))
  const named = ['content-type', 'content-disposition', 'cross-origin-resource-policy']
  expect(of(image, ...named)).toEqual(['image/gif', 'inline; filename="cat.gif"', 'cross-origin'])
  expect(of(html, ...named)).toEqual(['text/plain; charset=utf-8', 'attachment; filename="x.html"', 'same-origin'])
  for (const response of [image, html]) {
    const common = ['content-security-policy', 'x-content-type-options', 'referrer-policy', 'cache-control']
    expect(of(response, ...common)).toEqual([
      "sandbox; default-src 'none'",
      'nosniff',
      'no-referrer',
      expect.stringMatching(/^private, max-age=\d+, immutable$/),
    ])
  }
})

test('[FL2] parts, heads and unchanged files are answered as HTTP wants it', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const content = randomBytes(3 * MIB)
  const { url } = (await upload(world.http, token, content)).body
  const ask = (headers: Record<string, string> = {}, method = 'GET') => fetch(url, { headers, method })
  const etag = (await ask()).headers.get('etag')!
  const table: [Record<string, string>, number, number, number][] = [
    [{}, 200, 0, content.length],
    [{ range: 'bytes=0-0' }, 206, 0, 1],
    [{ range: 'bytes=1000-1999' }, 206, 1_000, 2_000],
    [{ range: 'bytes=3000000-' }, 206, 3_000_000, content.length],
    [{ range: 'bytes=-5' }, 206, content.length - 5, content.length],
    [{ range: 'bytes=0-99999999' }, 206, 0, content.length],
    [{ range: 'bytes=5-1' }, 200, 0, content.length],
    [{ range: 'bytes=0-1,5-6' }, 200, 0, content.length],
    [{ range: 'lines=0-1' }, 200, 0, content.length],
    [{ range: 'bytes=0-0', 'if-range': etag }, 206, 0, 1],
    [{ range: 'bytes=0-0', 'if-range': '"another"' }, 200, 0, content.length],
    [{ 'if-none-match': '"another"' }, 200, 0, content.length],
  ]
  for (const [headers, status, start, end] of table) {
    const response = await ask(headers)
    const bytes = Buffer.from(await response.arrayBuffer())
    const label = JSON.stringify(headers)
    expect([response.status, bytes.length], label).toEqual([status, end - start])
    expect(bytes.equals(content.subarray(start, end)), label).toBe(true)
    const range = status === 206 ? `bytes ${start}-${end - 1}/${content.length}` : null
    expect(response.headers.get('content-range'), label).toBe(range)
    const head = await ask(headers, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()], label).toEqual([
      status,
      String(end - start),
      '',
    ])
  }
  for (const range of [`bytes=${content.length}-`, 'bytes=-0']) {
    const response = await ask({ range })
    expect([response.status, response.headers.get('content-range'), await response.text()]).toEqual([
      416,
      `bytes */${content.length}`,
      '',
    ])
  }
  for (const given of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
    const response = await ask({ 'if-none-match': given })
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, etag, ''])
  }
})

test('[FL2] a range is read as RFC 9110 has it', () => {
  expect(rangeOf('bytes=0-4', 5)).toEqual({ start: 0, end: 4 })
  expect(rangeOf('bytes=-10', 5)).toEqual({ start: 0, end: 4 })
  expect(rangeOf('BYTES=4-', 5)).toEqual({ start: 4, end: 4 })
  expect(rangeOf('bytes=5-', 5)).toBe('unsatisfiable')
  for (const none of [
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=3-2',
    'bytes=1-2-3',
    'bytes 0-1',
  ]) {
    expect(rangeOf(none, 5)).toBeUndefined()
  }
})

test('[FL4] any name can stand in Content-Disposition', () => {
  expect(contentDisposition('inline', 'cat.gif')).toBe('inline; filename="cat.gif"')
  expect(contentDisposition('attachment', 'a "b" \\ 100%.txt')).toBe(
    'attachment; filename="a _b_ _ 100_.txt"; filename*=UTF-8\'\'a%20%22b%22%20%5C%20100%25.txt',
  )
  expect(contentDisposition('attachment', "кот'(1)*.txt")).toBe(
    "attachment; filename=\"___'(1)*.txt\"; filename*=UTF-8''%D0%BA%D0%BE%D1%82%27%281%29%2A.txt",
  )
  expect(contentDisposition('attachment', '🐈\ud800\r\nX: y')).toMatch(
    /^attachment; filename="____X: y"; filename\*=UTF-8''%F0%9F%90%88%EF%BF%BD%0D%0AX%3A%20y$/,
  )
})

test('[L6] readers who go away in the middle leave no file open', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const { url } = (await upload(world.http, token, randomBytes(15 * MIB))).body
  const leave = () =>
    new Promise<void>((resolve) => {
      const request = get(url, { agent: false }, (response) => {
        response.once('data', () => response.destroy())
        response.once('close', resolve)
      })
      request.on('error', () => resolve())
    })
  const { readdirSync, readlinkSync } = await import('node:fs')
  const open = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(`${world.config.data_dir}/files/`)
      } catch {
        return false
      }
    }).length
  for (let round = 0; round < 5; round += 1) await Promise.all(Array.from({ length: 10 }, leave))
  if (process.platform === 'linux') await expect.poll(open).toBe(0)
  expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(15 * MIB)
})
