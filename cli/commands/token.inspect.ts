import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Claims } from '../../src/ports/tokens.ts'
import { Refusal } from '../../src/protocol/errors.ts'
import type { Context } from '../context.ts'
import { ask, readStdin } from '../values.ts'

export function define(command: Command): void {
  command
    .argument('[token]', 'the token; - or a pipe reads it from stdin')
    .option('--secret-file <file>', 'file of the secret, instead of the one in the data folder')
}

export async function run(context: Context, options: { secretFile?: string }, given?: string): Promise<void> {
  const { io, out, say } = context
  const { config } = await context.settings({ jwt_secret_file: options.secretFile })
  const piped = given === '-' || (given === undefined && !io.stdin.isTTY)
  const token = (
    piped ? await readStdin(io.stdin) : (given ?? (await ask(context, 'TOKEN', say('ask_token'), true)))
  ).trim()
  // Where there is no secret yet, no token is valid; there is no reason to make one.
  const { tokens } = await context.open({ secret: existsSync(join(config.data_dir, 'jwt-secret')) })
  let claims: Claims | undefined
  let refusal: Refusal | undefined
  try {
    claims = tokens.verify(token)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refusal = error
  }
  const payload = claims ? { ...claims, expires_at: new Date(claims.expires_at).toISOString() } : decode(token)
  const fields = Object.entries(payload ?? {}).map(([name, value]): [string, string] => [name, textOf(value)])
  out.record([['valid', refusal ? 'no' : 'yes'], ...fields], { valid: !refusal, claims: payload })
  if (refusal) throw refusal
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))

/** What a token claims that did not verify; never its signature. */
function decode(token: string): Record<string, unknown> | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof payload === 'object' && !Array.isArray(payload) ? (payload as Record<string, unknown>) : null
  } catch {
    return null
  }
}
