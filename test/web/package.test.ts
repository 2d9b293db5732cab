import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld } from '../support/world.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** A project elsewhere that has the packed dialogd in its node_modules, and nothing else. */
const project = mkdtempSync(join(tmpdir(), 'dialogd-consumer-'))
afterAll(() => rmSync(project, { recursive: true, force: true }))
beforeAll(async () => {
  const { stdout: packed } = await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', project], {
    cwd: root,
  })
  const installed = join(project, 'node_modules/dialogd')
  mkdirSync(installed, { recursive: true })
  await run('tar', ['-xzf', join(project, packed.trim()), '-C', installed, '--strip-components=1'])
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
}, 60_000)

/** What the compiler says about a file of that project, checking the declarations themselves as well. */
async function complaints(text: string): Promise<string[]> {
  const file = join(project, 'consumer.ts')
  writeFileSync(file, text)
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const how = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022,dom',
  ]
  const said = await run(process.execPath, [tsc, file, ...how], { cwd: project }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  return said.split('\n').filter(Boolean)
}

const CONVERSATION = `
  import { CallError, connect, type Message } from 'dialogd/client'
  const [url = '', token = '', dialog_id = ''] = process.argv.slice(2)
  const client = connect({ url, token })
  const heard: Message[] = []
  client.on('dialogs.messages.create', (message) => heard.push(message))
  client.on('notifications.dialogs.count', (count) => console.log('count', count.toFixed()))
  const { data, meta } = await client.call('dialogs.load', { limit: 5 })
  console.log('dialogs', data.length, 'of', meta.total)
  await client.call('dialogs.messages.create', { dialog_id: Number(dialog_id), body: '#Hello' }, { retry: true })
  console.log('heard', heard[0]?.body)
  const refused = await client.call('dialogs.messages.load', { dialog_id: 999 }).catch((error: CallError) => error.code)
  console.log('refused', refused)
  client.close()
`
/** The globals of Node, so that this project needs no types of it. */
const globals = 'declare const process: { argv: string[] }\n'

test('a project that installs the package can import its client: it is typed, and talks to a server from Node', async () => {
  expect(await complaints(globals + CONVERSATION)).toEqual([])
  await using world = await startWorld()
  const { anna, dialog } = await world.pair()
  const program = [join(project, 'consumer.ts'), world.url, anna.token, String(dialog)]
  const { stdout } = await run(process.execPath, program, { cwd: project })
  // Sorted: whether the answer or the count is told first is up to how the frames arrive.
  expect(stdout.trim().split('\n').sort()).toEqual([
    'count 0',
    'dialogs 1 of 1',
    'heard <h1>Hello</h1>',
    'refused dialog_forbidden',
  ])
})

test('its declarations refuse events, fields and answers that there are not', async () => {
  const text = `
    import { connect } from 'dialogd/client'
    const client = connect({ url: '/ws/', token: async () => 'x' })
    client.on('dialogs.messages.creat', () => {})
    client.call('dialogs.messages.load')
    client.call('dialogs.messages.seen', { dialog_id: 1, message_id: '2' })
    client.on('dialogs.messages.create', ({ bodies }) => bodies)`
  const lines = (await complaints(text)).map((line) => /consumer\.ts\((\d+)/.exec(line)?.[1]).filter(Boolean)
  expect(lines).toEqual(['4', '5', '6', '7'])
})
