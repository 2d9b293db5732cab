import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { registry } from '../../cli/registry.ts'
import { failures as en, notes as enNotes } from '../../cli/texts/en.ts'
import { failures as ru, notes as ruNotes } from '../../cli/texts/ru.ts'
import { type Around, cli, dataFolder, folder } from './cli.ts'

const SECRET = 'MARKED-secret-of-more-than-32-bytes-0123456789'

describe('bad input ends with exit 2, one sentence and what to do', () => {
  const rows: [what: string, args: string[], said: RegExp, around?: Around][] = [
    ['an unknown command', ['bogus'], /no command bogus[\s\S]*--help/],
    ['a command with a typing error', ['servce'], /no command servce[\s\S]*Did you mean serve/],
    ['a verb with a typing error', ['users', 'lsit'], /Did you mean list/],
    ['a noun alone', ['users'], /Usage: dialogd users/],
    ['nothing at all', [], /Usage: dialogd/],
    ['an unknown option', ['users', 'list', '--bogus'], /no option --bogus/],
    ['an option with a typing error', ['users', 'list', '--jsn'], /Did you mean --json/],
    ['an option without its value', ['token', 'mint', '--user'], /--user <id\|email> needs a value/],
    ['a required option left out', ['token', 'mint'], /--user <id\|email> is missing/],
    ['an argument left out', ['users', 'show'], /ID\|EMAIL is missing/],
    ['too many arguments', ['users', 'list', 'all'], /more arguments/],
    ['a bad id', ['dialogs', 'show', 'one'], /ID: "one" is not a whole number/],
    ['an id of zero', ['users', 'add', '--id', '0'], /--id: "0"/],
    ['a bad time', ['token', 'mint', '--user', '1', '--ttl', '5'], /--ttl: "5" is not a time/],
    ['a bad choice', ['dialogs', 'export', '1', '--format', 'xml'], /"xml" is none of jsonl, md/],
    ['a bad address', ['users', 'add', '--email', 'a b@c'], /not a mail address/],
    ['an address with a line break', ['users', 'add', '--email', 'a@b\nBcc: c@d'], /not a mail address/],
    ['a bad colour', ['--color', 'blue', 'users', 'list'], /auto, always, never/],
    ['a bad port', ['serve', '--port', 'x'], /--port: "x" is not a port/],
    ['a bad variable', ['users', 'list'], /DIALOGD_PORT: "x" is not a port/, { env: { DIALOGD_PORT: 'x' } }],
    ['an unknown variable', ['users', 'list'], /Did you mean DIALOGD_PORT/, { env: { DIALOGD_PROT: '1' } }],
    ['a short secret', ['config', 'show'], /shorter than 32/, { env: { DIALOGD_JWT_SECRET: 'short' } }],
    ['a config file that is missing', ['--config', '/nowhere', 'users', 'list'], /no such file/],
    ['a field that is no pair', ['send', 'dialogs.load', '--set', 'limit'], /"limit" is not name=value/],
    ['data that is no object', ['send', 'dialogs.load', '--data', '[1]'], /not a JSON object/],
    ['data from a missing file', ['send', 'dialogs.load', '--data', '@/nowhere'], /Cannot read \/nowhere/],
    ['a bad URL', ['listen', '--url', 'ftp://x', '--token-file', '/dev/null'], /not a WebSocket address/],
    ['nobody to connect as', ['listen', '--url', 'ws://x'], /no token[\s\S]*--as/],
    ['two ways to connect', ['listen', '--as', '1', '--token-file', 'x'], /both given/],
    ['an import that is missing', ['users', 'import', '/nowhere.csv'], /Cannot read/],
    ['text that is not UTF-8', ['users', 'import', '-'], /not text in UTF-8/, { stdin: Buffer.from([0xff, 0xfe]) }],
  ]
  test.each(rows)('%s', async (_what, args, said, around) => {
    const { code, stdout, stderr } = await cli(args, { cwd: folder(), ...around })
    expect(stderr).toMatch(said)
    expect(stderr).not.toMatch(/\n\s+at |node:/)
    expect([code, stdout]).toEqual([2, ''])
  })
})

test('every command has help, which goes to stdout', async () => {
  for (const words of ['', ...Object.keys(registry)]) {
    const { code, stdout, stderr } = await cli([...words.split(' ').filter(Boolean), '--help'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: dialogd ${words}`)
  }
  expect((await cli(['help', 'users', 'add'])).stdout).toContain('Usage: dialogd users add')
})

test('the version goes to stdout, with the commit where it is known', async () => {
  expect(await cli(['--version'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+( \([0-9a-f]{12}\))?\n$/),
  })
})

test('with --json an error is JSON on stderr, and stdout stays empty', async () => {
  const { code, stdout, stderr } = await cli(['users', 'list', '--json', '--data-dir', folder()])
  expect([code, stdout]).toEqual([3, ''])
  expect(JSON.parse(stderr)).toEqual({
    error: { code: 'no_data', message: expect.stringContaining('no dialogd data'), hint: expect.any(String) },
  })
  const usage = await cli(['bogus', '--json'])
  expect(JSON.parse(usage.stderr)).toMatchObject({ error: { code: 'unknown_command' } })
  const config = await cli(['users', 'list', '--json'], { env: { DIALOGD_PORT: 'x' } })
  expect(JSON.parse(config.stderr)).toMatchObject({ error: { code: 'config', problems: [{ setting: 'port' }] } })
})

test('errors are told in Russian where that is the language', async () => {
  const { stderr } = await cli(['bogus'], { env: { DIALOGD_LOCALE: 'ru' } })
  expect(stderr).toMatch(/^ошибка: Команды bogus нет.\nсовет: /)
})

test('both languages have the same places to fill in', () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([place]) => place).sort()
  for (const [code, { text, hint }] of Object.entries(en)) {
    const russian = ru[code as keyof typeof en]
    expect([code, places(russian.text), places(russian.hint)]).toEqual([code, places(text), places(hint)])
  }
  for (const [code, text] of Object.entries(enNotes))
    expect([code, places(ruNotes[code as keyof typeof enNotes])]).toEqual([code, places(text)])
})

test('[A3] a secret given where it does not belong is not repeated', async () => {
  const { path } = dataFolder()
  for (const args of [
    ['serve', `--secret=${SECRET}`],
    ['listen', '--token-file', '/dev/null', '--url', `ws://x/ws/?token=${SECRET}`],
    ['listen', '--token-file', '/dev/null', '--url', `ws://x/ws/token?=${SECRET}`],
  ]) {
    const { code, stderr } = await cli(['--data-dir', path, ...args])
    expect(code).toBe(2)
    expect(stderr).not.toContain('MARKED')
  }
})

test('nothing is asked without a terminal, or with --no-input: the missing flag is named', async () => {
  expect(await cli(['users', 'add'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--email is missing') })
  expect(await cli(['users', 'add', '--no-input'], { tty: true })).toMatchObject({ code: 2 })
})

test('colour is for terminals that want it', async () => {
  const red = '\x1b[31m'
  expect((await cli(['bogus'], { tty: true })).stderr).toContain(red)
  expect((await cli(['bogus'])).stderr).not.toContain(red)
  expect((await cli(['bogus'], { tty: true, env: { NO_COLOR: '1' } })).stderr).not.toContain(red)
  expect((await cli(['bogus', '--color', 'never'], { tty: true })).stderr).not.toContain(red)
  expect((await cli(['bogus', '--color', 'always'])).stderr).toContain(red)
})

test('a bug ends with exit 70 and one line that says where, not with a stack trace', async () => {
  const { reportOf } = await import('../../cli/report.ts')
  const report = reportOf(new TypeError('x is not a function'), 'en', 'dialogd')
  expect(report).toMatchObject({ exit: 'bug', message: expect.stringMatching(/bug in dialogd: TypeError: x is not/) })
  expect(report.message).not.toContain('\n')
})

test('config show tells every value and where it comes from, with secrets masked', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'dialogd.yaml'), `smtp_url: smtp://u:${SECRET}@h\nport: 0\n`)
  const env = { DIALOGD_JWT_SECRET: SECRET, DIALOGD_MAIL_DIGEST: '10m' }
  const shown = await cli(['config', 'show', '--origin'], { cwd, env })
  expect(shown.stdout).toContain(`port\t0\t${join(cwd, 'dialogd.yaml')}: port\n`)
  expect(shown.stdout).toContain('mail_digest\t10m\tDIALOGD_MAIL_DIGEST\n')
  expect(shown.stdout).toContain('jwt_secret\t********\tDIALOGD_JWT_SECRET\n')
  const json = await cli(['config', 'show', '--json', '--origin'], { cwd, env })
  expect(JSON.parse(json.stdout)).toMatchObject({
    port: { value: 0, origin: { source: 'file' } },
    smtp_url: { value: '********' },
  })
  expect(shown.stdout + json.stdout).not.toContain('MARKED')
})

test('config path tells which file is read, and whether it is there', async () => {
  const cwd = folder()
  expect(await cli(['config', 'path'], { cwd })).toMatchObject({ code: 0, stdout: `${join(cwd, 'dialogd.yaml')}\n` })
  const named = await cli(['config', 'path', '--json', '--config', 'c.json'], { cwd })
  expect(JSON.parse(named.stdout)).toEqual({ path: join(cwd, 'c.json'), exists: false })
})

test('help starts without zod, fastify and the server: they are only imported by commands that need them', () => {
  const seen = new Set<string>()
  const visit = (path: string) => {
    if (seen.has(path)) return
    seen.add(path)
    for (const [, from] of readFileSync(path, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm))
      if (from!.startsWith('.')) from!.endsWith('.ts') && visit(resolve(dirname(path), from!))
      else seen.add(from!)
  }
  visit(resolve(import.meta.dirname, '../../cli/main.ts'))
  const packages = [...seen].filter((name) => !name.startsWith('/') && !name.startsWith('node:'))
  expect(packages).toEqual(['commander'])
  expect([...seen]).not.toContain(resolve(import.meta.dirname, '../../src/app.ts'))
})
