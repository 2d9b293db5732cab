import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
const canMount = built && process.getuid?.() === 0
if (built && !canMount) console.warn('skipped: noexec and read-only temporary folders; they need root')

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

  test('beside it another version works, each with its own addon', () => {
    const temporary = folder()
    expect(alone([binary], add, temporary).code).toBe(0)
    const own = join(temporary, readdirSync(temporary)[0]!)
    writeFileSync(join(own, `${'0'.repeat(32)}.node`), 'that of another version')
    expect(alone([binary], add, temporary).code).toBe(0)
    expect(readdirSync(own)).toHaveLength(2)
  })

  test.skipIf(!canMount).each(['noexec', 'ro'])(
    'a temporary folder that is %s is told in one line, with what to set',
    (kind) => {
      const temporary = disk(kind)
      if (temporary === null) throw new Error('root could not mount a tmpfs')
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
