import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { email } from '../values.ts'

export function define(command: Command): void {
  command.requiredOption('--to <address>', 'who gets the test mail', email)
}

export async function run({ open, out, settings }: Context, { to }: { to: string }): Promise<void> {
  const app = await open({ create: true })
  const { config } = await settings()
  try {
    await app.sendTestMail(to)
  } catch (error) {
    throw new Failure('failure', 'mail_refused', { reason: error instanceof Error ? error.message : String(error) })
  }
  const by = config.smtp_url === null ? 'files' : 'smtp'
  out.record(
    [
      ['to', to],
      ['by', by],
    ],
    { to, by },
  )
}
