import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { mintFor, urlWith } from '../mint.ts'
import { findServer } from '../server-file.ts'
import { choice, duration } from '../values.ts'

interface Options {
  user: string
  ttl?: number
  print: 'token' | 'url'
  secretFile?: string
}

export function define(command: Command): void {
  command
    .requiredOption('--user <id|email>', 'whose token')
    .option('--ttl <time>', 'how long it is valid: 30s, 10m, 1h, 1d; 1d by default', duration('--ttl'))
    .option('--print <what>', 'token, or the url to connect to', choice('--print', ['token', 'url'] as const), 'token')
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
  const url = urlWith(server ?? `${own}/ws/`, token)
  context.out.value(print === 'url' ? url : token, { token, url, user_id: user.id })
}
