import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Recorder } from '../../tui/record/recorder.ts'
import { cli as dialogd, folder } from '../cli/cli.ts'
import { projectRoot } from '../guards/sources.ts'
import { startWorld } from '../support/world.ts'
import { startBroken } from './broken-server.ts'
import { Watched } from './watched.ts'

const passing = join(projectRoot, 'docs/scenarios/notifications.dialogs.count.yaml')
const failing =
  'title: it fails\nsessions: { A: anna }\nsteps:\n  - { send: dialogs.load, reply: { where: { data: 1 } } }\n'

function put(cwd: string, name: string, text: string): string {
  writeFileSync(join(cwd, name), text)
  return name
}

test('tui run prints TAP, writes a JUnit report and ends with 0 where everything passed', async () => {
  const cwd = folder()
  const { code, stdout, stderr } = await dialogd(['tui', 'run', passing, '--report', 'junit=report.xml'], { cwd })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout).toMatch(/^TAP version 14\n1\.\.4\nok 1 - \[NC1\]/)
  expect(readFileSync(join(cwd, 'report.xml'), 'utf8')).toContain('tests="4" failures="0"')
})

test('tui run ends with 8 where an expectation failed and with 2 where a file is wrong, before anything is run', async () => {
  const cwd = folder()
  const failed = await dialogd(['tui', 'run', passing, put(cwd, 'failing.yaml', failing)], { cwd })
  expect(failed.code).toBe(8)
  expect(failed.stdout).toContain('not ok 5 - it fails')
  expect(failed.stderr).toContain('1 of 5 scenarios failed')
  const wrong = await dialogd(['tui', 'run', passing, put(cwd, 'wrong.yaml', 'title: t\n')], { cwd })
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('wrong.yaml:1: sessions: ')
  expect((await dialogd(['tui', 'run', 'none.yaml'], { cwd })).code).toBe(2)
  expect((await dialogd(['tui', 'run', passing, '--report', 'x'], { cwd })).code).toBe(2)
  const json = await dialogd(['--json', 'tui', 'run', 'failing.yaml'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({ file: 'failing.yaml', line: 1, verdict: 'expectation' })
})

test('tui validate lists scenarios without running them', async () => {
  const cwd = folder()
  const { code, stdout } = await dialogd(['tui', 'validate', put(cwd, 'one.yaml', failing)], { cwd })
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'one.yaml:1\t\t1\tit fails\n' })
})

test('tui run works against any server with token files, finds the dialog there, and ends with 6 where nobody answers', async () => {
  await using world = await startWorld()
  const [anna, boris] = [await world.person('anna'), await world.person('boris')]
  await world.dialog(anna, boris)
  const cwd = folder()
  const tokens = [
    '--token-file',
    `A=${put(cwd, 'a', anna.token)}`,
    '--token-file',
    `boris=${put(cwd, 'b', `${boris.token}\n`)}`,
  ]
  const seen = join(projectRoot, 'docs/scenarios/dialogs.messages.create.yaml')
  const [first] = readFileSync(seen, 'utf8').split('\n---\n')
  const scenario = put(cwd, 's.yaml', first!.replace(', C: clara', '').replace(', B, C]', ', B]'))
  const run = (url: string, more = tokens) => dialogd(['tui', 'run', scenario, '--url', url, ...more], { cwd })
  expect(await run(world.url, tokens.concat('--token-file', 'A2=a'))).toMatchObject({ code: 0 })
  expect(await run(world.url, [])).toMatchObject({ code: 2 })
  expect(await run('ws://127.0.0.1:1/ws/', tokens)).toMatchObject({ code: 6 })
  expect(await run(`${world.url}?token=x`)).toMatchObject({ code: 2 })
})

test('tui run ends with 9 where a frame is against the protocol and with 7 where no answer comes', async () => {
  await using world = await startWorld()
  const anna = await world.person('anna')
  const count = 'notifications.dialogs.count'
  await using wrong = await startBroken(world.url, (text) => [text.replace('"data":0', '"data":-1')])
  await using silent = await startBroken(world.url, (text) => (text.includes(count) ? [] : [text]))
  const cwd = folder()
  const scenario = put(
    cwd,
    's.yaml',
    `title: t\nwithin: 300ms\nsessions: { A: anna }\nsteps:\n  - { send: ${count}, reply: }\n`,
  )
  const token = ['--token-file', `anna=${put(cwd, 'a', anna.token)}`]
  const run = (url: string) => dialogd(['tui', 'run', scenario, '--url', url, ...token], { cwd })
  expect((await run(world.url)).code).toBe(0)
  expect((await run(wrong.url)).code).toBe(9)
  expect((await run(silent.url)).code).toBe(7)
})

test('with --url mail.expect needs to know where the mails are, and finds them there', async () => {
  await using world = await startWorld()
  const [anna, boris] = [await world.person('anna'), await world.person('boris')]
  await world.dialog(anna, boris)
  const cwd = folder()
  const text = `title: t
sessions: { A: anna, B: boris }
dialogs: { d: [A, B] }
steps:
  - { send: dialogs.messages.create, as: A, with: { dialog_id: '\${d}', body: hi }, reply: }
  - { mail.expect: boris@example.com, where: { text: { $contains: hi } } }
`
  const tokens = [anna, boris].flatMap((who) => [
    '--token-file',
    `${who.first_name}=${put(cwd, who.first_name, who.token)}`,
  ])
  const args = ['tui', 'run', put(cwd, 's.yaml', text), '--url', world.url, ...tokens]
  const blind = await dialogd(args, { cwd })
  expect(blind).toMatchObject({ code: 2, stdout: '' })
  expect(blind.stderr).toContain('--mail-dir')
  expect((await dialogd([...args, '--mail-dir', join(world.config.data_dir, 'mail')], { cwd })).code).toBe(0)
})

test('tui replay does a recording once more, with ids of that server, and ends with 8 where something differs', async () => {
  await using world = await startWorld()
  const { anna, dialog: dialog_id, a } = await world.pair()
  await a.close()
  const watched = new Watched()
  const session = await watched.opened('A', world.url, anna.token)
  await watched.ask(session, 'dialogs.messages.create', { dialog_id, body: 'hello' })
  await watched.ask(session, 'dialogs.messages.load', { dialog_id, limit: 1 })
  watched.close()
  const cwd = folder()
  const recorder = Recorder.start(join(cwd, 'r.jsonl'), [{ name: 'A', url: world.url }])
  for (const entry of watched.log) recorder.write(entry)
  recorder.close()

  await using other = await startWorld()
  await other.dialog(await other.person('x'), await other.person('y'))
  const [clara, dora] = [await other.person('anna'), await other.person('dora')]
  const there = await other.dialog(clara, dora)
  const options = [
    '--against',
    other.url,
    '--token-file',
    `A=${put(cwd, 'a', clara.token)}`,
    '--map',
    `dialog:${dialog_id}=${there}`,
  ]
  const same = await dialogd(['tui', 'replay', 'r.jsonl', ...options, '--within', '500ms'], { cwd })
  expect(same).toMatchObject({ code: 0, stdout: '' })
  const again = await dialogd(['tui', 'replay', 'r.jsonl', ...options, '--within', '500ms'], { cwd })
  expect(again).toMatchObject({ code: 0, stdout: '' })
  const text = readFileSync(join(cwd, 'r.jsonl'), 'utf8')
  writeFileSync(join(cwd, 'other.jsonl'), text.replaceAll('<p>hello', '<p>goodbye'))
  const other_body = await dialogd(['tui', 'replay', 'other.jsonl', ...options], { cwd })
  expect(other_body.code).toBe(8)
  expect(other_body.stdout).toContain('/data/body\trecorded "<p>goodbye</p>"\tlive "<p>hello</p>"')
  const ignoring = await dialogd(['tui', 'replay', 'other.jsonl', ...options, '--ignore', 'body'], { cwd })
  expect(ignoring).toMatchObject({ code: 0 })
  const fresh = await dialogd(['tui', 'replay', 'r.jsonl', '--against', 'fresh'], { cwd })
  expect(fresh).toMatchObject({ code: 0, stdout: '' })
  expect((await dialogd(['tui', 'replay', 'r.jsonl', '--against', 'fresh', '--map', 'dialog:1=2'], { cwd })).code).toBe(
    2,
  )
})
