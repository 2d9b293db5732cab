import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { App } from '../src/app.ts'
import type { Config, Origins } from '../src/config.ts'
import { loadConfig } from '../src/config.ts'
import type { Locale } from '../src/protocol/errors.ts'
import { Failure } from './failure.ts'
import type { Io } from './io.ts'
import { createOutput, type Output, type OutputOptions } from './output.ts'
import type { NoteCode } from './texts/en.ts'
import { noteText } from './texts/index.ts'

/** The options that every command has. */
export interface Globals extends OutputOptions {
  dataDir?: string
  config?: string
  yes?: boolean
  /** False with `--no-input`. */
  input?: boolean
}

interface OpenOptions {
  /** Makes the data folder where there is none; without it such a folder is refused, because it is likely a typing error. */
  create?: boolean
  /** The command signs or verifies tokens, so the secret of the data folder is needed, and made where there is none. */
  secret?: boolean
  /** Logs as a server does; other commands only say what went wrong. */
  server?: boolean
}

/** What a command works with. What it opened is closed when it ends. */
export interface Context {
  io: Io
  globals: Globals
  out: Output
  locale(): Locale
  /** A text of texts/ in the reader's language. */
  say(code: NoteCode, parts?: Record<string, string | number>): string
  /** How to call this program on the same data folder. */
  program(): string
  /** The settings, read once, with the secret after it was opened; `flags` are the command's own, by setting name. */
  settings(flags?: Record<string, unknown>): Promise<{ config: Config; origins: Origins; file: string | undefined }>
  /** The application on the data folder, not listening. */
  open(options?: OpenOptions): Promise<App>
  close(): Promise<void>
}

/** Where the config file is, if one is named or lies in the current folder. */
export function configFile({ config }: Globals, { env, cwd }: Io): { path: string; named: boolean } {
  const named = config ?? env.DIALOGD_CONFIG
  return { path: resolve(cwd, named ?? 'dialogd.yaml'), named: named !== undefined }
}

export function createContext(io: Io, globals: Globals): Context {
  let loaded: Awaited<ReturnType<Context['settings']>> | undefined
  let app: App | undefined
  const locale = () => loaded?.config.locale ?? localeOf(io.env)
  const context: Context = {
    io,
    globals,
    out: createOutput(io, globals),
    locale,
    say: (code, parts = {}) => noteText(locale(), code, parts as Record<string, string>),
    program: () =>
      globals.dataDir === undefined ? io.program : `${io.program} --data-dir ${shellWord(globals.dataDir)}`,
    async settings(flags = {}) {
      if (loaded) return loaded
      const { path, named } = configFile(globals, io)
      const file = named || existsSync(path) ? path : undefined
      const sources = { flags: { ...flags, data_dir: globals.dataDir }, env: io.env, file, base: io.cwd }
      loaded = { ...(await loadConfig(sources)), file }
      return loaded
    },
    async open({ create = false, secret = false, server = false } = {}) {
      if (app) return app
      const { config } = await context.settings()
      if (!create && !existsSync(join(config.data_dir, 'dialogd.sqlite')))
        throw new Failure('not_found', 'no_data', { path: config.data_dir })
      const say = (_fields: object, line: string) => context.out.note(line)
      const overrides = server ? {} : { log: { debug() {}, info() {}, warn: say, error: say } }
      const { createApp } = await import('../src/app.ts')
      const complete = await withSecret(config, secret, context)
      if (secret) loaded = { ...loaded!, config: complete }
      app = await createApp(complete, overrides)
      return app
    },
    async close() {
      const opened = app
      app = undefined
      await opened?.close()
    },
  }
  return context
}

/** A command that has nothing to do with tokens leaves no secret behind: it works with one that nobody ever sees. */
async function withSecret(config: Config, secret: boolean, { out, say }: Context): Promise<Config> {
  const { ensureDataDir, ensureSecret, passingSecret } = await import('../src/config/secret.ts')
  if (!secret) {
    ensureDataDir(config)
    return passingSecret(config)
  }
  const { config: complete, made, path } = ensureSecret(config)
  if (made) out.note(say('secret_made', { path }))
  return complete
}

/** The language before the settings are read. */
export const localeOf = (env: Io['env']): Locale => (env.DIALOGD_LOCALE === 'ru' ? 'ru' : 'en')

const shellWord = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
