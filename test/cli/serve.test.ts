import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Peer } from '../support/peer.ts'
import { cli, dataFolder, folder, spawnCli } from './cli.ts'

const serve = (data_dir: string, ...args: string[]) =>
  spawnCli(['serve', '--port', '0', '--data-dir', data_dir, ...args])
const address = /listening on (ws:\/\/127\.0\.0\.1:\d+\/ws\/)\n/

test('serve prints where it listens on stdout, makes a secret, says how to begin, and ends with 0 on SIGTERM', async () => {
  const { path, run } = dataFolder()
  const server = serve(path)
  const [line, url] = await server.prints(address)
  await server.prints(/token mint --user/)
  await server.prints(/in a browser http:\/\/127\.0\.0\.1:\d+\/example,/)
  expect(statSync(join(path, 'jwt-secret')).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(join(path, 'server.json'), 'utf8'))).toMatchObject({ url, pid: server.child.pid })

  await run(['users', 'add', '--email', 'anna@example.com'])
  const mint = await run(['token', 'mint', '--user', 'anna@example.com', '--print', 'url'])
  expect(mint.stdout).toContain(`${url}?token=`)
  const anna = await new Peer(mint.stdout.trim()).opened()

  server.child.kill('SIGTERM')
  expect(await anna.closed).toMatchObject({ code: 1012 })
  const ended = await server.ended
  expect(ended).toMatchObject({ code: 0, stdout: line })
  expect(ended.stderr).toContain(`Made a secret for tokens in ${join(path, 'jwt-secret')}`)
  expect(ended.stderr).not.toContain(readFileSync(join(path, 'jwt-secret'), 'utf8').trim())
  expect(existsSync(join(path, 'server.json'))).toBe(false)
})

test('a message written by the command line reaches who is connected, and a disabled person is cut off', async () => {
  const { path, json, run, start } = dataFolder()
  for (const name of ['anna', 'boris']) await json(['users', 'add', '--email', `${name}@example.com`])
  await json(['dialogs', 'create', '--users', '1,2'])
  const server = serve(path)
  await server.prints(address)
  const wanted = ['--events', 'dialogs.messages.create', '--count', '1']
  const boris = start(['listen', '--as', 'boris@example.com', ...wanted])
  await boris.prints(/Connected/)
  const { stdout: url } = await run(['token', 'mint', '--user', '1', '--print', 'url'])
  const anna = await new Peer(url.trim()).opened()
  await json(['messages', 'send', '--dialog', '1', '--as', '2', '#Hello'])
  expect((await anna.nextOf('dialogs.messages.create')).data).toMatchObject({ text_body: 'Hello' })
  const { code, stdout } = await boris.ended
  expect([code, JSON.parse(stdout)]).toMatchObject([0, { data: { text_body: 'Hello' } }])
  await json(['users', 'disable', '1'])
  expect(await anna.closed).toMatchObject({ code: 4403 })
})

test('a second signal ends the server at once with 130, while the first still waits', async () => {
  const { untilStopped } = await import('../../cli/stop.ts')
  const said: string[] = []
  const exits: number[] = []
  let signal: (name: 'SIGINT' | 'SIGTERM') => void = () => {}
  const io = {
    env: {},
    onSignal: (listener: typeof signal) => (signal = listener),
    exit: (code: number) => exits.push(code),
  }
  const context = { io, out: { note: (text: string) => said.push(text) }, say: (code: string) => code }
  const stopped = untilStopped(context as never)
  signal('SIGINT')
  await stopped
  expect([said, exits]).toEqual([['stopping'], []])
  signal('SIGINT')
  signal('SIGTERM')
  expect(exits).toEqual([130, 143])
})

test('a port that is taken is exit 1 with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  const { code, stderr } = await dataFolder().run(['serve', '--port', String(port), '--log-level', 'silent'])
  other.close()
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`port ${port} on 127.0.0.1 is taken[\\s\\S]*--port`)),
  ])
})

test('an address that is not this machine’s is exit 1', async () => {
  const { code, stderr } = await dataFolder().run([
    'serve',
    '--port',
    '0',
    '--host',
    '192.0.2.1',
    '--log-level',
    'silent',
  ])
  expect([code, stderr]).toEqual([1, expect.stringContaining('no address 192.0.2.1')])
})

test('a database that is none is exit 1 in one line, and a data folder that is a file exit 2', async () => {
  const data_dir = folder()
  writeFileSync(join(data_dir, 'dialogd.sqlite'), 'this is not a database, and long enough to be sure of it'.repeat(20))
  const broken = await cli(['users', 'list', '--data-dir', data_dir])
  expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('is not a SQLite database') })
  expect(broken.stderr).not.toMatch(/\n\s+at /)
  const file = join(data_dir, 'dialogd.sqlite')
  expect(await cli(['serve', '--data-dir', file])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('data folder'),
  })
})

test('a token of another secret than the running server’s is told to be of no use', async () => {
  const { path, json, run } = dataFolder()
  await json(['users', 'add', '--email', 'anna@example.com'])
  await json(['token', 'mint', '--user', '1'])
  const server = { url: 'ws://127.0.0.1:1/ws/', pid: process.pid, key_id: '00000000' }
  writeFileSync(join(path, 'server.json'), JSON.stringify(server))
  expect((await run(['token', 'mint', '--user', '1'])).stderr).toContain('another secret')
})

test('demo gives two people, their dialog and lines to paste, and removes its folder when it ends', async () => {
  const demo = spawnCli(['demo', '--no-tui', '--json'])
  await demo.prints(/"dialog":1.*\n/)
  const { anna, boris, data_dir } = JSON.parse(demo.printed.stdout)
  const a = await new Peer(anna.url).opened()
  const b = await new Peer(boris.url).opened()
  await a.create(1, '#Hello')
  expect((await b.nextOf('dialogs.messages.create')).data).toMatchObject({ user: { id: anna.id }, text_body: 'Hello' })
  const load = ['send', 'dialogs.load', '--data-dir', data_dir, '--as', String(boris.id)]
  expect(await cli(load)).toMatchObject({ code: 0 })
  demo.child.kill('SIGINT')
  expect((await demo.ended).code).toBe(0)
  expect(existsSync(data_dir)).toBe(false)
})

test('demo prints commands that name its folder and its people', async () => {
  const demo = spawnCli(['demo', '--no-tui'])
  await demo.prints(/"body":"#Hello"\}/)
  expect(demo.printed.stdout).toMatch(/npx wscat -c 'ws:\S+\?token=\S+'/)
  expect(demo.printed.stdout).toMatch(/listen --data-dir \S+ --as 1\n/)
  expect(demo.printed.stdout).toMatch(/send dialogs\.messages\.create --data-dir \S+ --as 2 --set dialog_id=1/)
  demo.child.kill('SIGTERM')
  expect((await demo.ended).code).toBe(0)
})

function isOld(path: string): boolean {
  return Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' })) < 22
}

const old = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path) && isOld(path))
test.skipIf(!old)('an older Node is told so in one line, with exit 2', async () => {
  const { code, stdout, stderr } = await spawnCli(['--help'], {}, old).ended
  expect([code, stdout, stderr]).toEqual([
    2,
    '',
    expect.stringMatching(/^error: dialogd needs Node 22\.18 or newer, and this is \S+\nhint: /),
  ])
})
