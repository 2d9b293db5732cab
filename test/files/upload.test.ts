import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { roomFor } from '../../src/domain/file.ts'
import { limits } from '../../src/protocol/index.ts'
import { answered, auth, disagreements, MIB, onDisk, upload } from '../support/upload.ts'
import { type Person, startWorld, type World } from '../support/world.ts'

const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())

test('[FL1] an upload answers 201 with the file, and its URL gives the bytes back', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const content = randomBytes(100_000)
  const { status, body } = await upload(world.http, anna.token, content, 'notes.bin')
  expect(status).toBe(201)
  expect(body).toEqual({
    id: 1,
    url: expect.stringMatching(new RegExp(`^${world.http}/files/1\\?e=\\d+&s=[\\w-]{32}$`)),
    file_name: 'notes.bin',
    size: 100_000,
    type: 1,
    content_type: 'application/octet-stream',
    date_created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  expect((await bytesOf(body.url)).equals(content)).toBe(true)
  expect(await disagreements(world)).toEqual([])
})

test('[FL3] 1 byte and 15 MB are taken, 15 MB and 1 byte is 413, and nothing of it stays', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const whole = randomBytes(15 * MIB + 1)
  for (const size of [1, 15 * MIB]) {
    const { status, body } = await upload(world.http, token, whole.subarray(0, size))
    expect([status, body.size]).toEqual([201, size])
    expect((await bytesOf(body.url)).equals(whole.subarray(0, size))).toBe(true)
  }
  const { status, body } = await upload(world.http, token, whole)
  expect([status, body.code]).toEqual([413, 'file_too_large'])
  expect(await onDisk(world)).toEqual({ unfinished: 0, whole: 2 })
  expect(await disagreements(world)).toEqual([])
})

/** Makes rows as if the person had uploaded so much. */
async function fill({ app }: World, person: Person, sizes: number[]) {
  // Of now: old ones that no message bears are collected, and the server does so when it starts.
  const at = Date.now()
  const row = { owner_id: person.id, sha256: '', file_name: 'x', type: 1, content_type: 'text/plain', at } as const
  await Promise.all(sizes.map((size, n) => app.store.files.add({ ...row, size, key: `${person.id}-${n}` }, () => {})))
}

test("[FL3] a user's files stay within 100 MB, to the byte, also when the last ones come at once; others are not concerned", async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const boris = await world.person('boris')
  await fill(world, anna, [limits.user_files_bytes - 1_000])
  const refused = await upload(world.http, anna.token, randomBytes(1_001))
  expect([refused.status, refused.body.code]).toEqual([507, 'quota_exceeded'])
  const answers = await Promise.all([1, 2, 3].map(() => upload(world.http, anna.token, randomBytes(500))))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 507])
  const full = await upload(world.http, anna.token, 'x')
  expect([full.status, full.body.code]).toEqual([507, 'quota_exceeded'])
  expect((await upload(world.http, boris.token, 'x')).status).toBe(201)
  expect(await world.app.store.files.owned(anna.id)).toEqual({ files: 3, bytes: limits.user_files_bytes })
  expect(await onDisk(world)).toEqual({ unfinished: 0, whole: 3 })
})

test('[FL3] the number of files of a user is bounded as well, so that tiny ones do not fill the disk', () => {
  expect(roomFor({ files: limits.user_files - 1, bytes: 0 })).toBe(limits.file_bytes)
  expect(() => roomFor({ files: limits.user_files, bytes: 0 })).toThrow('quota_exceeded')
})

test('[HT2] every bad upload has its status, code and a text in the language of the client, and leaves nothing', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const gone = await world.person('gone')
  await world.app.store.users.setDisabled(gone.id, 1)
  const file = new Blob(['x'])
  const form = (fields: [string, Blob | string][]) => {
    const form = new FormData()
    for (const [name, value] of fields)
      typeof value === 'string' ? form.append(name, value) : form.append(name, value, 'n')
    return form
  }
  const post = (body: BodyInit | null, headers: Record<string, string> = {}, as = token) =>
    fetch(`${world.http}/api/files/`, { method: 'POST', body, headers: { ...(as && auth(as)), ...headers } })
  const type = { 'content-type': 'multipart/form-data; boundary=x' }
  const table: [string, () => Promise<Response>, number, string, string?][] = [
    ['no token', () => post(form([['content', file]]), {}, ''), 401, 'token_missing'],
    ['a bad token', () => post(form([['content', file]]), {}, 'nonsense'), 401, 'token_invalid'],
    ['a disabled user', () => post(form([['content', file]]), {}, gone.token), 401, 'user_disabled'],
    ['JSON', () => post('{}', { 'content-type': 'application/json' }), 415, 'unsupported_media_type'],
    ['text', () => post('x'), 415, 'unsupported_media_type'],
    ['bytes', () => post(file, { 'content-type': 'image/png' }), 415, 'unsupported_media_type'],
    ['another kind of form', () => post(new URLSearchParams('content=x')), 415, 'unsupported_media_type'],
    ['nothing at all', () => post(null), 415, 'unsupported_media_type'],
    ['no boundary', () => post('x', { 'content-type': 'multipart/form-data' }), 400, 'bad_form'],
    ['no form', () => post('x', type), 400, 'bad_form'],
    [
      'half a form',
      () => post('--x\r\nContent-Disposition: form-data; name="content"; filename="a"\r\n\r\nabc', type),
      400,
      'bad_form',
    ],
    ['an empty body', () => post('', type), 422, 'invalid_request', 'content'],
    ['an empty form', () => post('--x--\r\n', type), 422, 'invalid_request', 'content'],
    ['another field', () => post(form([['contents', file]])), 422, 'invalid_request', 'contents'],
    ['a field of a prototype', () => post(form([['__proto__', file]])), 400, 'bad_form'],
    ['text in the field', () => post(form([['content', 'x']])), 422, 'invalid_request', 'content'],
    [
      'a field before',
      () =>
        post(
          form([
            ['title', 'x'],
            ['content', file],
          ]),
        ),
      422,
      'invalid_request',
      'title',
    ],
    [
      'a field behind',
      () =>
        post(
          form([
            ['content', file],
            ['title', 'x'],
          ]),
        ),
      422,
      'invalid_request',
      'title',
    ],
    [
      'two files',
      () =>
        post(
          form([
            ['content', file],
            ['content', file],
          ]),
        ),
      422,
      'invalid_request',
      'content',
    ],
    ['five files', () => post(form(Array(5).fill(['content', file]))), 422, 'invalid_request', 'content'],
    ['an empty file', () => post(form([['content', new Blob([])]])), 422, 'invalid_request', 'content'],
  ]
  for (const [kind, sent, status, code, path] of table) {
    const { status: got, body } = await answered(await sent())
    expect([got, body], kind).toMatchObject([status, { code, detail: expect.any(String) }])
    expect(body.errors?.[0]?.path, kind).toBe(path)
  }
  const russian = await answered(await post(form([['content', new Blob([])]]), { 'accept-language': 'ru' }))
  expect(russian.body.detail).toMatch(/content — файл пуст/)
  expect(await onDisk(world)).toEqual({ unfinished: 0, whole: 0 })
  expect(await world.app.store.files.page({ after_key: '', limit: 10 })).toEqual([])
})

test('[HT3] with and without the trailing slash are the same place', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const form = new FormData()
  form.append('content', new Blob(['x']), 'x')
  const response = await fetch(`${world.http}/api/files`, { method: 'POST', body: form, headers: auth(token) })
  expect(response.status).toBe(201)
})

test('[FL1] the type is told from the bytes, never from the name or what the client says', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
  const png = hex('89504e47 0d0a1a0a 0000000d 49484452 00000001 00000001 08060000 001f15c4 89')
  const table: [string, Uint8Array | string, string, 1 | 2][] = [
    ['a.png', png, 'image/png', 2],
    ['a.txt', png, 'image/png', 2],
    ['a.jpg', hex('ffd8ffe0 00104a46 49460001 01000001'), 'image/jpeg', 2],
    ['a.gif', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 'image/gif', 2],
    [
      'a.webp',
      Buffer.concat([Buffer.from('RIFF'), hex('22000000'), Buffer.from('WEBPVP8 '), hex('16000000')]),
      'image/webp',
      2,
    ],
    ['a.png', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', 'text/plain', 1],
    ['a.svg', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain', 1],
    ['a.html', '<!doctype html><script>alert(1)</script>', 'text/plain', 1],
    ['a.js', 'alert(1)', 'text/plain', 1],
    ['a.txt', 'привет\tмир\r\n', 'text/plain', 1],
    ['a.txt', 'ж'.repeat(5_000), 'text/plain', 1],
    ['a.txt', Buffer.from([0x61, 0, 0x62]), 'application/octet-stream', 1],
    ['a.txt', Buffer.from([0xc3, 0x28]), 'application/octet-stream', 1],
    ['a.pdf', '%PDF-1.7\n%âãÏÓ\n', 'application/pdf', 1],
    ['a.bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), 'image/bmp', 1],
    ['a.tiff', hex('49492a00 08000000 0000'), 'image/tiff', 1],
    ['a.zip', Buffer.concat([hex('504b0506'), Buffer.alloc(18)]), 'application/zip', 1],
    ['a.swf', Buffer.concat([Buffer.from('FWS'), Buffer.alloc(30)]), 'application/octet-stream', 1],
    ['a.wasm', hex('0061736d01000000'), 'application/octet-stream', 1],
    ['a', 'x', 'text/plain', 1],
    ['a', Buffer.alloc(1), 'application/octet-stream', 1],
  ]
  for (const [name, content, content_type, type] of table) {
    const { status, body } = await upload(world.http, token, content, name)
    expect([status, body.content_type, body.type], `${name} ${content.slice(0, 12)}`).toEqual([201, content_type, type])
  }
})
