import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { ConfigError, problemOf, reasonOf } from './problem.ts'
import type { ProblemCode } from './texts.ts'

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
  const { secret: jwt_secret, made } = kept(path, config, 'secret_damaged')
  return { config: Object.freeze({ ...config, jwt_secret }), made, path }
}

/**
 * The secret that URLs of files and for unsubscribing are signed with, kept in the data folder, made on first use. One
 * that was `made` voids all URLs that were given out before.
 */
export function ensureUrlSecret(config: Config): { secret: string; made: boolean; path: string } {
  ensureDataDir(config)
  const path = join(config.data_dir, 'url-secret')
  return { ...kept(path, config, 'url_secret_damaged'), path }
}

function kept(path: string, { data_dir, locale }: Config, damaged: 'secret_damaged' | 'url_secret_damaged') {
  const refusal = (code: ProblemCode, origin: string, parts: Record<string, string>) =>
    new ConfigError([problemOf(code, locale, { setting: 'data_dir', origin }, parts)])
  const attempt = <T>(work: () => T, code: ProblemCode, culprit: string): T => {
    try {
      return work()
    } catch (error) {
      throw refusal(code, culprit, { path: culprit, reason: reasonOf(error) })
    }
  }
  const read = () => attempt(() => readSecret(path), 'unreadable', path)
  const found = read()
  const made = found === undefined && attempt(() => make(path), 'folder_unusable', data_dir)
  const secret = found ?? read() ?? ''
  if (Buffer.byteLength(secret) < 32) throw refusal(damaged, path, { path })
  return { secret, made }
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

/** The configuration with a secret of its own that is kept nowhere, for work that has nothing to do with tokens. */
export function passingSecret(config: Config): Config {
  return config.jwt_secret === null ? Object.freeze({ ...config, jwt_secret: randomBytes(32).toString('hex') }) : config
}
