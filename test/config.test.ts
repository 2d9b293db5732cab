import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../src/config/duration.ts'
import { variableOf } from '../src/config/settings.ts'
import { ConfigError, type ConfigSources, defaultConfig, loadConfig, type Problem } from '../src/config.ts'

const SECRET = 'a-secret-of-more-than-32-bytes-0123456789'
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialogd-config-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const file = (text: string, name = 'dialogd.yaml') => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const of = async (sources: ConfigSources) => (await loadConfig({ base: folder, ...sources })).config
const problems = async (sources: ConfigSources): Promise<Problem[]> => {
  const error = await loadConfig({ base: folder, ...sources }).catch((error: unknown) => error)
  if (!(error instanceof ConfigError)) throw new Error('nothing was wrong')
  return error.problems
}

test('without anything set, every setting has its documented default', async () => {
  expect(await of({})).toEqual(defaultConfig({ data_dir: join(folder, 'data') }))
  expect(await of({})).toMatchObject({ host: '127.0.0.1', port: 8000, rate_limit: { per_second: 50, burst: 200 } })
})

test('the configuration cannot be changed, nor can its lists', async () => {
  const config = await of({ env: { DIALOGD_ALLOWED_ORIGINS: 'https://a.example' } })
  expect(Object.isFrozen(config) && Object.isFrozen(config.allowed_origins) && Object.isFrozen(config.rate_limit)).toBe(
    true,
  )
})

test('a flag wins over a variable, a variable over the file, the file over the default; origins tell which it was', async () => {
  const sources = {
    flags: { port: '1' },
    env: { DIALOGD_PORT: '2', DIALOGD_HOST: 'b' },
    file: file('port: 3\nhost: c\nlocale: ru\n'),
  }
  const { config, origins } = await loadConfig(sources)
  expect(config).toMatchObject({ port: 1, host: 'b', locale: 'ru', provision: 'token' })
  expect([origins.port, origins.host, origins.locale, origins.provision]).toEqual([
    { source: 'flag', name: '--port' },
    { source: 'environment', name: 'DIALOGD_HOST' },
    { source: 'file', name: `${join(folder, 'dialogd.yaml')}: locale` },
    { source: 'default', name: 'default' },
  ])
})

test('relative paths start from where they are written: the current folder, or that of the config file', async () => {
  expect((await of({ flags: { data_dir: 'here' } })).data_dir).toBe(join(folder, 'here'))
  expect((await of({ file: file('data_dir: there'), base: '/' })).data_dir).toBe(join(folder, 'there'))
})

test.each([
  ['port', '0', 0],
  ['allowed_origins', 'https://a.example, http://b.example:81', ['https://a.example', 'http://b.example:81']],
  ['allowed_origins', '*', null],
  ['public_url', 'https://chat.example/base/', 'https://chat.example/base'],
  ['mail_digest', '10m', 600_000],
  ['mail_digest', 'off', 0],
  ['mail_from', 'The Chat <chat@example.com>', 'The Chat <chat@example.com>'],
  ['rate_limit', 'off', null],
  ['rate_limit', '5/s:6', { per_second: 5, burst: 6, creates_per_second: 5, creates_burst: 6 }],
  ['rate_limit', '5/s:6,2/s:3', { per_second: 5, burst: 6, creates_per_second: 2, creates_burst: 3 }],
  ['permessage_deflate', 'on', true],
  ['smtp_url', 'smtps://u:p@mail.example:465', 'smtps://u:p@mail.example:465'],
] as const)('%s understands "%s"', async (name, text, value) => {
  expect((await of({ env: { [variableOf(name)]: text } }))[name]).toEqual(value)
})

test('the file is YAML or JSON, with values of their own types', async () => {
  const wanted = {
    port: 0,
    allowed_origins: ['http://a.b'],
    permessage_deflate: true,
    rate_limit: null,
    mail_digest: 0,
  }
  const yaml =
    'port: 0\nallowed_origins: [http://a.b]\npermessage_deflate: true\nrate_limit: off\nmail_digest: 0\nhost:\n'
  const json =
    '{"port":0,"allowed_origins":["http://a.b"],"permessage_deflate":true,"rate_limit":false,"mail_digest":"off"}'
  expect(await of({ file: file(yaml) })).toMatchObject(wanted)
  expect(await of({ file: file(json, 'c.json') })).toMatchObject(wanted)
})

test('a secret may stand in a file of its own, without its last line break', async () => {
  const path = file(`${SECRET}\r\n`, 'secret')
  for (const sources of [
    { env: { DIALOGD_JWT_SECRET_FILE: path } },
    { flags: { jwt_secret_file: path } },
    { file: file('jwt_secret_file: secret'), base: '/' },
  ])
    expect((await of(sources)).jwt_secret).toBe(SECRET)
})

describe('what is wrong is refused', () => {
  const rows: [what: string, sources: () => ConfigSources, setting: string, problem: RegExp, hint?: RegExp][] = [
    ['a port of letters', () => ({ env: { DIALOGD_PORT: '80a' } }), 'port', /"80a" is not a port/],
    ['a port too large', () => ({ flags: { port: '65536' } }), 'port', /not a port/],
    ['a half port', () => ({ file: file('port: 1.5') }), 'port', /"1.5" is not/],
    ['an empty variable', () => ({ env: { DIALOGD_HOST: '' } }), 'host', /set, but empty/],
    ['an unknown language', () => ({ env: { DIALOGD_LOCALE: 'de' } }), 'locale', /one of en, ru/],
    [
      'an origin with a path',
      () => ({ env: { DIALOGD_ALLOWED_ORIGINS: 'https://a.b/c' } }),
      'allowed_origins',
      /origins/,
    ],
    ['an empty list of origins', () => ({ env: { DIALOGD_ALLOWED_ORIGINS: ',' } }), 'allowed_origins', /origins/],
    ['a limit of zero', () => ({ env: { DIALOGD_RATE_LIMIT: '0/s:1' } }), 'rate_limit', /50\/s:200/],
    ['a header in the sender', () => ({ env: { DIALOGD_MAIL_FROM: 'a@b\r\nBcc: c@d' } }), 'mail_from', /address/],
    ['a digest without a unit', () => ({ env: { DIALOGD_MAIL_DIGEST: '10' } }), 'mail_digest', /time/],
    ['a secret of 31 bytes', () => ({ env: { DIALOGD_JWT_SECRET: 'x'.repeat(31) } }), 'jwt_secret', /shorter than 32/],
    ['a short secret in a file', () => ({ env: { DIALOGD_JWT_SECRET_FILE: file('x', 's') } }), 'jwt_secret', /shorter/],
    ['a secret of digits in YAML', () => ({ file: file(`jwt_secret: ${'1'.repeat(40)}`) }), 'jwt_secret', /not shown/],
    [
      'a secret file that is missing',
      () => ({ flags: { jwt_secret_file: '/nowhere' } }),
      'jwt_secret',
      /\/nowhere: no such file/,
    ],
    ['an unknown variable', () => ({ env: { DIALOGD_PROT: '1' } }), 'DIALOGD_PROT', /no such/, /DIALOGD_PORT/],
    ['a variable like none', () => ({ env: { DIALOGD_FRIENDS: '1' } }), 'DIALOGD_FRIENDS', /no such/, /config show/],
    ['an unknown key', () => ({ file: file('log_levle: info') }), 'log_levle', /no such/, /log_level/],
    ['an inherited key', () => ({ file: file('constructor: 1') }), 'constructor', /no such/],
    ['a file that is missing', () => ({ file: '/nowhere.yaml' }), 'config', /no such file/],
    ['a file that is a list', () => ({ file: file('- 1') }), 'config', /not a list of settings/],
    ['a file that is not YAML', () => ({ file: file('port: 1\nport: 2') }), 'config', /line 2/],
    [
      'a key for HS256',
      () => ({ env: { DIALOGD_JWT_PUBLIC_KEY: pem('rsa', 2048) } }),
      'jwt_public_key',
      /no use with HS256/,
    ],
    [
      'RS256 without a key',
      () => ({ env: { DIALOGD_JWT_ALGORITHM: 'RS256' } }),
      'jwt_algorithm',
      /needs JWT_PUBLIC_KEY/,
    ],
    ['RS256 with a short key', () => keyed('RS256', pem('rsa', 1024)), 'jwt_public_key', /RS256 can use/],
    ['RS256 with an EC key', () => keyed('RS256', pem('ec', 'P-256')), 'jwt_public_key', /RS256 can use/],
    ['ES256 with another curve', () => keyed('ES256', pem('ec', 'P-384')), 'jwt_public_key', /ES256 can use/],
    ['a private key', () => keyed('RS256', pem('rsa', 2048, 'private')), 'jwt_public_key', /RS256 can use/],
  ]
  test.each(rows)('%s', async (_what, sources, setting, problem, hint = /./) => {
    const found = await problems(sources())
    expect(found).toMatchObject([
      { setting, problem: expect.stringMatching(problem), hint: expect.stringMatching(hint) },
    ])
  })
})

test('a key that fits its algorithm is taken, also with \\n for its line breaks', async () => {
  expect(await of(keyed('RS256', pem('rsa', 2048)))).toMatchObject({ jwt_algorithm: 'RS256' })
  const pem256 = pem('ec', 'P-256')
  expect((await of(keyed('ES256', pem256.replaceAll('\n', '\\n')))).jwt_public_key).toBe(pem256)
})

test('a setting and its file, both set in one place, are refused; in two places the stronger place wins', async () => {
  const path = file(SECRET, 'secret')
  const env = { DIALOGD_JWT_SECRET: SECRET, DIALOGD_JWT_SECRET_FILE: path }
  expect(await problems({ env })).toMatchObject([{ problem: expect.stringContaining('DIALOGD_JWT_SECRET_FILE') }])
  const flag = `${SECRET}-flag`
  const other = file(flag, 'other')
  expect((await of({ env: { DIALOGD_JWT_SECRET: SECRET }, flags: { jwt_secret_file: other } })).jwt_secret).toBe(flag)
})

test('everything that is wrong is told at once, each with its place', async () => {
  const found = await problems({
    env: { DIALOGD_PORT: 'x', DIALOGD_OPRT: '1' },
    flags: { locale: 'xx' },
    file: file('hots: a'),
  })
  expect(found.map(({ origin }) => origin).sort()).toEqual(
    ['--locale', `${join(folder, 'dialogd.yaml')}: hots`, 'DIALOGD_OPRT', 'DIALOGD_PORT'].sort(),
  )
})

test('problems are told in Russian where that is the language', async () => {
  expect(await problems({ env: { DIALOGD_LOCALE: 'ru', DIALOGD_PORT: 'x' } })).toMatchObject([
    { problem: '"x" — это не порт от 0 до 65535' },
  ])
})

test('[A3] no problem holds the value of a secret, whatever is wrong with it', async () => {
  const marked = 'MARKED'
  const found = await problems({
    env: { DIALOGD_JWT_SECRET: marked, DIALOGD_SMTP_URL: `http://u:${marked}@h`, DIALOGD_JWT_PREVIOUS_SECRET: marked },
    file: file(`jwt_secret: *${marked}\nsmtp_url: [${marked}`),
  })
  expect(found).toHaveLength(4)
  expect(JSON.stringify(found)).not.toContain(marked)
})

test.each([
  ['500ms', 500],
  ['1.5h', 5_400_000],
  ['1d', 86_400_000],
  ['1', undefined],
  ['-1s', undefined],
  ['1y', undefined],
  ['99999999w', undefined],
])('the time %s is %s ms', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
  if (milliseconds !== undefined) expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds)
})

const keyed = (algorithm: string, key: string) => ({
  env: { DIALOGD_JWT_ALGORITHM: algorithm, DIALOGD_JWT_PUBLIC_KEY: key },
})

function pem(kind: 'rsa', bits: number, half?: 'public' | 'private'): string
function pem(kind: 'ec', curve: string, half?: 'public' | 'private'): string
function pem(kind: 'rsa' | 'ec', size: number | string, half: 'public' | 'private' = 'public'): string {
  const pair =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: Number(size) })
      : generateKeyPairSync('ec', { namedCurve: String(size) })
  const key =
    half === 'public'
      ? pair.publicKey.export({ type: 'spki', format: 'pem' })
      : pair.privateKey.export({ type: 'pkcs8', format: 'pem' })
  return String(key).trimEnd()
}
