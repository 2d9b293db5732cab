import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { ensureSecret } from '../src/config/secret.ts'
import { ConfigError, defaultConfig } from '../src/config.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dialogd-secret-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

test('a secret is made once, for its owner only, in a data folder of its owner only', () => {
  const config = defaultConfig({ data_dir: join(folder(), 'deep', 'data') })
  const first = ensureSecret(config)
  expect(first.made).toBe(true)
  expect(Buffer.byteLength(first.config.jwt_secret!)).toBeGreaterThanOrEqual(32)
  expect(statSync(first.path).mode & 0o777).toBe(0o600)
  expect(statSync(config.data_dir).mode & 0o777).toBe(0o700)
  expect(ensureSecret(config)).toMatchObject({ made: false, config: { jwt_secret: first.config.jwt_secret } })
  expect(readdirSync(config.data_dir)).toEqual(['jwt-secret'])
})

test('processes that start at the same time agree on one secret', async () => {
  const data_dir = join(folder(), 'data')
  const source = join(import.meta.dirname, '../src')
  const program = `
    import { defaultConfig } from '${source}/config.ts'
    import { ensureSecret } from '${source}/config/secret.ts'
    const { config, made } = ensureSecret(defaultConfig({ data_dir: process.argv[1] }))
    console.log(config.jwt_secret, made)`
  const starts = [1, 2, 3, 4].map(() => spawn(process.execPath, ['--input-type=module', '-e', program, data_dir]))
  const outputs = await Promise.all(starts.map((child) => text(child.stdout)))
  expect(new Set(outputs.map((line) => line.split(' ')[0]))).toHaveProperty('size', 1)
  expect(outputs.filter((line) => line.includes('true'))).toHaveLength(1)
  expect(readFileSync(join(data_dir, 'jwt-secret'), 'utf8').trim()).toBe(outputs[0]!.split(' ')[0])
})

test('a configured secret, or tokens of another algorithm, need none in the data folder', () => {
  const data_dir = folder()
  const jwt_secret = 'x'.repeat(32)
  expect(ensureSecret(defaultConfig({ data_dir, jwt_secret }))).toMatchObject({ made: false, config: { jwt_secret } })
  expect(ensureSecret(defaultConfig({ data_dir, jwt_algorithm: 'RS256' })).config.jwt_secret).toBe(null)
  expect(readdirSync(data_dir)).toEqual([])
})

test('a damaged secret is refused and left as it is', () => {
  const data_dir = folder()
  writeFileSync(join(data_dir, 'jwt-secret'), 'short')
  expect(() => ensureSecret(defaultConfig({ data_dir }))).toThrow(ConfigError)
  expect(readFileSync(join(data_dir, 'jwt-secret'), 'utf8')).toBe('short')
})

test('a data folder that cannot be made is refused in one line', () => {
  const file = join(folder(), 'file')
  writeFileSync(file, '')
  expect(() => ensureSecret(defaultConfig({ data_dir: join(file, 'data') }))).toThrow(/^[^\n]*not a directory[^\n]*$/)
})
