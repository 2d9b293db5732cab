import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { mintFor, pageWith, urlWith } from '../mint.ts'
import { findServer } from '../server-file.ts'
import { choice, duration } from '../values.ts'

const prints = ['token', 'url', 'page'] as const

interface Options {
  user: string
  ttl?: number
  print: (typeof prints)[number]
  secretFile?: string
}

export function define(command: Command): void {
  command
    .requiredOption('--user <id|email>', 'whose token')
    .option('--ttl <time>', 'how long it is valid: 30s, 10m, 1h, 1d; 1d by default', duration('--ttl'))
    .option('--print <what>', 'token, the url to connect to, or the page to open', choice('--print', prints), 'token')
    .option('--secret-file <file>', 'file of the secret, instead of the one in the data folder')
}

export async function run(
  context: Context,
  { user: ref, ttl = 86_400_000, print, secretFile }: Options,
): Promise<void> {
  const { config } = await context.settings({ jwt_secret_file: secretFile })
  const { token, user } = await mintFor(context, ref, ttl)
  const { public_url, host, port, data_dir } = config
  const own = public_url === null ? `ws://${host}:${port}` : public_url.replace(/^http/, 'ws')
  const server = public_url === null ? findServer(data_dir)?.url : undefined
  const at = server ?? `${own}/ws/`
  const [url, page] = [urlWith(at, token), pageWith(at, token)]
  context.out.value({ token, url, page }[print], { token, url, page, user_id: user.id })
}
