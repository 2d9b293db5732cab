import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const dist = join(import.meta.dirname, '../../dist')
const binary = join(dist, 'dialogd')
const built = existsSync(binary)
if (!built) console.warn('skipped: the tests of the binary; npm run build makes it')

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dialogd-built-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Runs a program alone in an empty folder, with a temporary folder of its own. */
function alone(program: string[], args: string[], temporary = folder()) {
  const [command, ...words] = program
  const options = { cwd: folder(), env: { PATH: process.env.PATH, TMPDIR: temporary }, encoding: 'utf8' as const }
  const { status, stdout, stderr } = spawnSync(command!, [...words, ...args], options)
  return { code: status, stdout, stderr, temporary }
}

/** Mounts a small disk of memory; null where this user may not. */
function disk(options: string): string | null {
  const path = folder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=16m,${options}`, 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    return null
  }
  onTestFinished(() => void spawnSync('umount', [path]))
  return path
}

/** The same program with an addon of its own: loaders read what its head points to, a byte more at its end is as good. */
function anotherVersion(program: string): string {
  const [, addon] = /"better_sqlite3.node":"([^"]+)"/.exec(program)!
  const changed = Buffer.concat([Buffer.from(addon!, 'base64'), Buffer.from([0])])
  return program.replace(addon!, () => changed.toString('base64'))
}

function serve([command, ...words]: string[], temporary: string) {
  const args = [...words, '--data-dir', join(folder(), 'data'), 'serve', '--port', '0']
  const env = { PATH: process.env.PATH, TMPDIR: temporary }
  const child = spawn(command!, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const listening = new Promise<string>((resolve, reject) => {
    let out = ''
    child.once('exit', () => reject(new Error(`it ended: ${out}`)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const [, url] = /^listening on (ws:\S+)$/m.exec(out) ?? []
      if (url) resolve(url)
    })
  })
  return { child, ended, listening }
}

const add = ['--json', '--data-dir', 'data', 'users', 'add', '--email', 'anna@example.com']

describe.skipIf(!built)('what npm run build made', () => {
  test.each([
    ['the executable', [binary]],
    ['the file for one’s own Node', [process.execPath, join(dist, 'dialogd.mjs')]],
  ])('%s works alone in an empty folder', (_, program) => {
    expect(alone(program, add)).toMatchObject({ code: 0, stdout: expect.stringContaining('"id":1') })
    expect(alone(program, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+ \([0-9a-f]{12}\+?\)\n$/)
  })

  test('the checksums are those of the files', () => {
    for (const line of readFileSync(join(dist, 'SHA256SUMS'), 'utf8').trim().split('\n')) {
      const [sum, name] = line.split('  ')
      expect(
        createHash('sha256')
          .update(readFileSync(join(dist, name!)))
          .digest('hex'),
      ).toBe(sum)
    }
  })

  test('a planted addon is never loaded', () => {
    const first = alone([binary], add)
    const own = join(first.temporary, readdirSync(first.temporary)[0]!)
    const file = join(own, readdirSync(own)[0]!)
    const good = readFileSync(file)
    rmSync(file)
    copyFileSync(join(import.meta.dirname, '../../package.json'), file)
    expect(alone([binary], add, first.temporary)).toMatchObject({ code: 0 })
    expect(readFileSync(file).equals(good)).toBe(true)
  })

  test('packages that lie beside it, for those that ours would use if they were there, are never loaded', () => {
    const place = folder()
    for (const name of ['bufferutil', 'utf-8-validate', 'supports-color', 'react-devtools-core', 'better-sqlite3']) {
      mkdirSync(join(place, 'node_modules', name), { recursive: true })
      writeFileSync(join(place, 'node_modules', name, 'index.js'), 'process.exit(99)')
    }
    for (const name of ['dialogd', 'dialogd.mjs']) copyFileSync(join(dist, name), join(place, name))
    for (const program of [[join(place, 'dialogd')], [process.execPath, join(place, 'dialogd.mjs')]]) {
      expect(alone(program, add)).toMatchObject({ code: 0 })
    }
  })

  test('two versions serve side by side, each with its own addon', async () => {
    const temporary = folder()
    const other = join(folder(), 'other.mjs')
    writeFileSync(other, anotherVersion(readFileSync(join(dist, 'dialogd.mjs'), 'utf8')))
    const servers = [[binary], [process.execPath, other]].map((program) => serve(program, temporary))
    for (const { listening } of servers) {
      const url = (await listening).replace('ws:', 'http:').replace('/ws/', '/readyz')
      expect((await fetch(url)).status).toBe(200)
    }
    const [own] = readdirSync(temporary)
    expect(readdirSync(join(temporary, own!))).toHaveLength(2)
    for (const { child, ended } of servers) {
      child.kill('SIGTERM')
      expect(await ended).toBe(0)
    }
  })

  test.for(['noexec', 'ro'])(
    'a temporary folder that is %s is told in one line, with what to set',
    (kind, { skip }) => {
      const temporary = disk(kind)
      if (temporary === null) {
        console.log(`skipped: a temporary folder that is ${kind}; mounting one takes root`)
        return skip()
      }
      const { code, stdout, stderr } = alone([binary], add, temporary)
      expect([code, stdout]).toEqual([1, ''])
      const { error } = JSON.parse(stderr) as { error: { code: string; message: string } }
      expect(error).toMatchObject({ code: 'temporary_folder_unusable', message: expect.stringContaining('TMPDIR') })
    },
  )

  test('two of them start at once on an empty temporary folder', async () => {
    const temporary = folder()
    const env = { PATH: process.env.PATH, TMPDIR: temporary }
    const started = Array.from({ length: 4 }, () => {
      const args = ['--data-dir', mkdtempSync(join(temporary, 'd-')), ...add.slice(3)]
      return new Promise((resolve) => spawn(binary, args, { env, stdio: 'ignore' }).once('exit', resolve))
    })
    expect(await Promise.all(started)).toEqual([0, 0, 0, 0])
  })
})
