import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { Command } from 'commander'
import type { PersonSpec, TesterOptions } from '../../tui/main.tsx'
import { themeNames } from '../../tui/theme-names.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { understandJsx } from '../jsx.ts'
import { tokenOf } from '../mint.ts'
import { nameOf } from '../people.ts'
import { type SessionChoice, sessionOptions, sessionsOf, TOKEN_TTL } from '../sessions.ts'
import { choice } from '../values.ts'

interface Options extends SessionChoice {
  theme?: NonNullable<TesterOptions['theme']>
  record?: string
  screenReader?: boolean
  scenarios?: string
}

export function define(command: Command): void {
  // What stands after `run` or `replay` is theirs.
  sessionOptions(command.enablePositionalOptions(), 'a list to pick from by default')
    .option('--record <file>', 'record everything into this new file, as R does')
    .option('--scenarios <path>', 'a scenario, or a folder of them, for the screen Scenarios; this folder by default')
    .option('--theme <name>', themeNames.join(', '), choice('--theme', themeNames))
    .option('--screen-reader', 'line under line, for a screen reader')
}

export async function run(context: Context, options: Options): Promise<void> {
  needTerminal(context)
  const { url, sessions } = await sessionsOf(context, options)
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
      token: tokenOf(app, user, TOKEN_TTL),
      expired: tokenOf(app, user, -TOKEN_TTL),
      user: name,
      about: `${user.id}  ${user.email ?? ''}`,
    }
  })
}
