import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import type { PersonSpec, SessionSpec, TesterOptions } from '../../tui/main.tsx'
import { themeNames } from '../../tui/theme-names.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { understandJsx } from '../jsx.ts'
import { mintFor, tokenOf } from '../mint.ts'
import { nameOf } from '../people.ts'
import { checkUrl, localUrl } from '../target.ts'
import { choice, readFile } from '../values.ts'

interface Options {
  url?: string
  as?: string[]
  tokenFile?: string[]
  theme?: NonNullable<TesterOptions['theme']>
  record?: string
  screenReader?: boolean
  scenarios?: string
}

/** Long enough for a working day; the tester asks for another one with every connection. */
const TTL = 86_400_000

const several = (value: string, before: string[] = []) => [...before, value]

export function define(command: Command): void {
  command
    // What stands after `run` or `replay` is theirs.
    .enablePositionalOptions()
    .option('--url <url>', 'ws://host:port/ws/; the server of the data folder by default')
    .option('--as <id|email>', 'a user of the data folder (repeatable); a list to pick from by default', several)
    .option('--token-file <file>', 'file that holds a token (repeatable); or DIALOGD_TOKEN', several)
    .option('--record <file>', 'record everything into this new file, as R does')
    .option('--scenarios <path>', 'a scenario, or a folder of them, for the screen Scenarios; this folder by default')
    .option('--theme <name>', themeNames.join(', '), choice('--theme', themeNames))
    .option('--screen-reader', 'line under line, for a screen reader')
}

export async function run(context: Context, options: Options): Promise<void> {
  needTerminal(context)
  const url = options.url === undefined ? await localUrl(context) : checkUrl(options.url)
  const tokens = tokensOf(context, options)
  const sessions = [...(await minted(context, options.as ?? [])), ...tokens].map((person, index) => ({
    ...person,
    url,
    name: letter(index),
  }))
  const people = sessions.length === 0 ? await everyone(context, url) : []
  // The database has no part in what follows, which may take hours.
  await context.close()
  const { theme, record, screenReader = false } = options
  const scenarios = options.scenarios && { scenarios: resolve(context.io.cwd, options.scenarios) }
  const more = { ...(theme && { theme }), ...(record && { record }), ...scenarios }
  const code = await openTester(context, { sessions, people, screenReader, ...more })
  if (code !== 0) context.io.exit(code)
}

/**
 * Shows the tester until somebody quits, and resolves with the exit code: 0, or 128 and the number of the signal that
 * ended it. `demo` calls it too, with its own server.
 */
export async function openTester(
  context: Context,
  options: Omit<TesterOptions, 'env' | 'folder' | 'stdin' | 'stdout'>,
): Promise<number> {
  needTerminal(context)
  const { io } = context
  // Little of what a frame or a screen allocates lives on; unasked, V8 lets much of it pile up before it looks.
  setFlagsFromString('--heap-growing-percent=30')
  // React is several times slower without it.
  io.env.NODE_ENV ??= 'production'
  // All that is plain JavaScript or TypeScript first: what is loaded through tsx takes several times as long.
  await import('ink')
  // The space for what is new is some 10 MB now. That is enough; without this it grows to 64.
  setFlagsFromString('--semi-space-growth-factor=1')
  await import('../../tui/commands.ts')
  await understandJsx()
  const { runTester } = await import('../../tui/main.tsx')
  return runTester({ ...options, env: io.env, folder: io.cwd })
}

/** Whether there is somebody to show the tester to. */
export const hasTerminal = ({ io }: Context): boolean => io.stdin.isTTY === true && io.stdout.isTTY === true

function needTerminal(context: Context): void {
  if (!hasTerminal(context)) throw new Failure('usage', 'no_terminal')
}

const letter = (index: number) => String.fromCharCode(65 + index)

type Somebody = Pick<SessionSpec, 'user' | 'token' | 'expired'>

function tokensOf({ io }: Context, { tokenFile, as, url }: Options): Somebody[] {
  const texts = tokenFile?.map((path) => readFile(path, io)) ?? []
  if (texts.length === 0 && as === undefined && io.env.DIALOGD_TOKEN) texts.push(io.env.DIALOGD_TOKEN)
  if (texts.length === 0 && as === undefined && url !== undefined) throw new Failure('usage', 'no_token')
  return texts.map((text) => ({ token: text.trim(), user: claimedName(text.trim()) }))
}

/** How a token calls its user, unverified: only for the screen. */
function claimedName(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return String(claims.first_name || claims.email || `user ${claims.user_id}`)
  } catch {
    return 'token'
  }
}

async function minted(context: Context, refs: readonly string[]): Promise<Somebody[]> {
  const all: Somebody[] = []
  for (const ref of refs) {
    const { token, expired, user } = await mintFor(context, ref, TTL)
    all.push({ token, expired, user: user.first_name || user.email || `user ${user.id}` })
  }
  return all
}

/** Everyone who may connect, to be picked from a list. */
async function everyone(context: Context, url: string): Promise<PersonSpec[]> {
  const app = await context.open({ secret: true })
  const { config } = await context.settings()
  const { jwt_algorithm, data_dir } = config
  if (jwt_algorithm !== 'HS256') throw new Failure('usage', 'cannot_mint', { algorithm: jwt_algorithm })
  const users = (await app.store.users.list()).filter(({ disabled_at }) => disabled_at === null)
  if (users.length === 0) throw new Failure('not_found', 'nobody_to_be', { path: data_dir })
  return users.map((user) => {
    const name = nameOf(user) || user.email || `user ${user.id}`
    return {
      url,
      token: tokenOf(app, user, TTL),
      expired: tokenOf(app, user, -TTL),
      user: name,
      about: `${user.id}  ${user.email ?? ''}`,
    }
  })
}
