import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { displayName } from '../../src/domain/file.ts'
import { answered, formEnd, part, RawUpload, upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

test('[FL4] a name is kept for display: no path, no control or bidi characters, at most 255 characters', () => {
  const table: [given: string, kept: string][] = [
    ['report.pdf', 'report.pdf'],
    ['отчёт за май.pdf', 'отчёт за май.pdf'],
    ['👩‍👩‍👧.png', '👩‍👩‍👧.png'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['C:\\fakepath\\me.png', 'me.png'],
    ['/etc/', 'file'],
    ['', 'file'],
    ['.', 'file'],
    ['..', 'file'],
    ['...', 'file'],
    ['  ', 'file'],
    ['.htaccess', '.htaccess'],
    ['a\0.png', 'a.png'],
    ['a\r\nSet-Cookie: x', 'aSet-Cookie: x'],
    ['\u001b[2Ja', '[2Ja'],
    ['evil\u202egpj.exe', 'evilgpj.exe'],
    ['\u2066a\u2069\u200f\ufeffb', 'ab'],
    ['a\u2028b', 'ab'],
    ['\ud800a', '\ufffda'],
    ['CON', 'CON'],
    ['NUL.txt', 'NUL.txt'],
    ['e\u0301.txt', 'é.txt'],
    [`${'x'.repeat(4_092)}.png`, `${'x'.repeat(251)}.png`],
    ['ж'.repeat(300), 'ж'.repeat(255)],
    [`a.${'b'.repeat(300)}`, `a.${'b'.repeat(253)}`],
    ['🐈'.repeat(300), '🐈'.repeat(255)],
  ]
  for (const [given, kept] of table) expect(displayName(given), JSON.stringify(given.slice(0, 40))).toBe(kept)
})

test('[F3] whatever a file is called, it lies under a name of ours, and comes back under a harmless one', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const names = [
    '../../../../tmp/evil',
    '..%2f..%2fevil',
    '/etc/cron.d/evil',
    'C:\\evil.txt',
    'a\0b.png',
    'evil\u202egpj.exe',
    'CON',
    'aux.txt',
    'COM1',
    '$(touch evil)',
    "'; drop table files; --",
    '<img src=x onerror=alert(1)>.png',
    'x'.repeat(4_096),
    'ж'.repeat(2_048),
    '__proto__',
    'x"; filename="y',
    ';',
    '~root',
    '-rf',
  ]
  for (const name of names) {
    const { status, body } = await upload(world.http, token, 'x', name)
    expect(status, name).toBe(201)
    expect([...body.file_name].length).toBeLessThanOrEqual(255)
    expect(body.file_name).not.toMatch(/[\p{Cc}\u202e/\\]/u)
    expect(body.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/files\/\d+\?e=\d+&s=[\w-]+$/)
    const response = await fetch(body.url)
    expect(await response.text()).toBe('x')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[ !#$&-[\]-~]*"(?:; filename\*=UTF-8''(?:%[\dA-F]{2}|[\w!#$&+.^`|~-])+)?$/,
    )
  }
  const files = readdirSync(join(world.config.data_dir, 'files'), { recursive: true, withFileTypes: true })
  const paths = files.filter((entry) => entry.isFile()).map(({ name }) => name)
  expect(paths).toHaveLength(names.length)
  for (const path of paths) expect(path).toMatch(/^[0-9a-f]{32}$/)
  const around = readdirSync(world.config.data_dir).filter((name) => !name.startsWith('dialogd.sqlite'))
  expect(around.sort()).toEqual(['files', 'url-secret'])
})

test('[F3] bytes in a name that no client sends are a refusal or a harmless name, never a failure', async () => {
  await using world = await startWorld()
  const { token } = await world.person('anna')
  const dispositions = [
    'form-data; name="content"; filename="a\0b"',
    'form-data; name="content"; filename="a\rb"',
    'form-data; name="content"; filename="a\nb"',
    'form-data; name="content"; filename="a\r\nX-Evil: 1"',
    'form-data; name="content"; filename=""',
    'form-data; name="content"; filename',
    'form-data; name="content"; filename*=UTF-8\'\'%2e%2e%2fevil%00',
    'form-data; name="content"; filename*=utf-16\'\'%ff%fe',
    'form-data; name="content"; filename*=\'\'',
    'form-data; name="content"; filename="../evil',
    `form-data; name="content"; filename="${'x'.repeat(70_000)}"`,
    `form-data; name="content"; filename="${'x'.repeat(90_000)}"`,
    'form-data; name="content"; filename="a"; filename="../b"',
    'form-data; filename="a"',
    'attachment; name="content"; filename="a"',
    'form-data; name="content\0"; filename="a"',
  ]
  for (const disposition of dispositions) {
    const body = Buffer.concat([part('x', disposition), formEnd])
    const raw = new RawUpload(world.http, token, body.length)
    await raw.write(body)
    const answer = await raw.answer
    raw.socket.destroy()
    expect([201, 400, 422], disposition.slice(0, 80)).toContain(answer?.status)
  }
  for (const { file_name } of await world.app.store.files.page({ after_key: '', limit: 100 })) {
    expect(file_name).not.toMatch(/[\p{Cc}/\\]/u)
  }
  expect((await answered(await fetch(`${world.http}/readyz`))).status).toBe(200)
})
