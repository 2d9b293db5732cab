import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRecordingFile } from '../../tui/record/reader.ts'
import { cli, folder, spawnCli } from '../cli/cli.ts'
import { startWorld } from '../support/world.ts'

/** A server with two people, and the files of their tokens. */
async function prepared() {
  const world = await startWorld()
  const cwd = folder()
  const pair = await world.pair()
  const [A, B] = [pair.anna, pair.boris].map(({ token, first_name }) => {
    const path = join(cwd, `${first_name}.token`)
    writeFileSync(path, token)
    return path
  }) as [string, string]
  const recording = join(cwd, 'session.jsonl')
  const args = ['tui', 'record', recording, '--url', world.url, '--token-file', A, '--token-file', B]
  return { world, cwd, recording, args, ...pair }
}

test('tui record writes what two people hear, without a terminal and without a token, until it is stopped', async () => {
  const { world, recording, args, a, dialog, anna } = await prepared()
  await using _ = world
  const { child, ended, prints } = spawnCli(args)
  await prints(/Recording into/)
  await expect.poll(() => world.app.sockets()).toBe(4)
  await a.create(dialog, 'for the record')
  await expect.poll(() => readFileSync(recording, 'utf8').split('for the record').length).toBeGreaterThan(2)
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^violations\t0$/m) })
  expect(readFileSync(recording, 'utf8')).not.toContain(anna.token)
  const { entries } = await readRecordingFile(recording)
  const heard = entries.filter(({ event }) => event === 'dialogs.messages.create').map(({ session }) => session)
  expect(heard.sort()).toEqual(['A', 'B'])
})

test('tui record ends by itself after --for, and never writes over a file', async () => {
  const { world, recording, args, cwd } = await prepared()
  await using _ = world
  expect(await cli([...args, '--for', '300ms'], { cwd })).toMatchObject({ code: 0 })
  const before = readFileSync(recording, 'utf8')
  expect(await cli([...args, '--for', '300ms'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('EEXIST'),
  })
  expect(readFileSync(recording, 'utf8')).toBe(before)
})

test('tui record says why it cannot connect, and asks for somebody to be', async () => {
  const cwd = folder()
  const path = join(cwd, 'bad.token')
  writeFileSync(path, 'no.token.atall')
  const world = await startWorld()
  await using _ = world
  const refused = await cli(['tui', 'record', 'x.jsonl', '--url', world.url, '--token-file', path], { cwd })
  expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('4401') })
  expect(await cli(['tui', 'record', 'y.jsonl', '--url', world.url], { cwd })).toMatchObject({ code: 2 })
  expect(existsSync(join(cwd, 'y.jsonl'))).toBe(false)
})
