import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { ConfigError, problemOf, reasonOf } from './problem.ts'

/** Makes the data folder, readable by its owner only, where there is none. Refuses with `ConfigError`. */
export function ensureDataDir({ data_dir, locale }: Config): void {
  try {
    mkdirSync(data_dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const at = { setting: 'data_dir', origin: data_dir }
    throw new ConfigError([problemOf('folder_unusable', locale, at, { path: data_dir, reason: reasonOf(error) })])
  }
}

/**
 * The configuration with a secret to sign tokens with: its own, or the one kept in the data folder, made there on
 * first use. Processes that start at the same time agree on one. Makes the data folder as well.
 */
export function ensureSecret(config: Config): { config: Config; made: boolean; path: string } {
  ensureDataDir(config)
  const path = join(config.data_dir, 'jwt-secret')
  if (config.jwt_secret !== null || config.jwt_algorithm !== 'HS256') return { config, made: false, path }
  try {
    const found = readSecret(path)
    const made = found === undefined && make(path)
    const jwt_secret = found ?? readSecret(path) ?? ''
    if (Buffer.byteLength(jwt_secret) >= 32) return { config: Object.freeze({ ...config, jwt_secret }), made, path }
  } catch (error) {
    const at = { setting: 'data_dir', origin: config.data_dir }
    const parts = { path: config.data_dir, reason: reasonOf(error) }
    throw new ConfigError([problemOf('folder_unusable', config.locale, at, parts)])
  }
  throw new ConfigError([problemOf('secret_damaged', config.locale, { setting: 'jwt_secret', origin: path }, { path })])
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Puts a whole secret in place at once, so that nobody reads half of one; false where another process was first. */
function make(path: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`)
    fsyncSync(file)
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    closeSync(file)
    rmSync(draft)
  }
}
