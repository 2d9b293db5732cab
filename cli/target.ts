import type { Command } from 'commander'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { mintFor } from './mint.ts'
import { findServer } from './server-file.ts'
import { readFile } from './values.ts'

export interface TargetOptions {
  url?: string
  tokenFile?: string
  as?: string
}

/** Which server a command connects to, and as whom. */
export const targetOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'ws://host:port/ws/; the server of the data folder by default')
    .option('--as <id|email>', 'a user of the data folder')
    .option('--token-file <file>', 'file that holds a token; or DIALOGD_TOKEN')

export async function findTarget(context: Context, options: TargetOptions): Promise<{ url: string; token: string }> {
  if (options.as !== undefined && options.tokenFile !== undefined) throw new Failure('usage', 'two_tokens')
  const url = options.url === undefined ? await localUrl(context) : checkUrl(options.url)
  return { url, token: await findToken(context, options) }
}

async function findToken(context: Context, { as, tokenFile }: TargetOptions): Promise<string> {
  if (as !== undefined) {
    const { token } = await mintFor(context, as, 86_400_000)
    // The database has no part in what follows, which may take days.
    await context.close()
    return token
  }
  const token = (tokenFile === undefined ? context.io.env.DIALOGD_TOKEN : readFile(tokenFile, context.io))?.trim()
  if (!token) throw new Failure('usage', 'no_token')
  return token
}

/** The server that runs on the data folder. */
export async function localUrl(context: Context): Promise<string> {
  const { config } = await context.settings()
  const server = findServer(config.data_dir)
  if (!server) throw new Failure('cannot_connect', 'no_server', { path: config.data_dir })
  return server.url
}

/** The address of a server; without a token in it, because that would be seen by others. */
export function checkUrl(value: string): string {
  const url = URL.parse(value.replace(/^http/, 'ws'))
  // The value is not repeated where it may hold a token.
  if (url?.searchParams.has('token') || /token\?=/.test(value)) throw new Failure('usage', 'token_in_url')
  if (!url || !/^wss?:$/.test(url.protocol) || url.username || url.password)
    throw new Failure('usage', 'bad_url', { value })
  if (url.pathname === '/') url.pathname = '/ws/'
  url.hash = ''
  return url.href
}
