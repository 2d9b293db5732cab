import type { Command } from 'commander'
import { MailFailure } from '../../src/ports/mailer.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { mailFaultText } from '../texts/mail-faults.ts'
import { email } from '../values.ts'

export function define(command: Command): void {
  command.requiredOption('--to <address>', 'who gets the test mail', email)
}

export async function run({ open, out, settings, locale }: Context, { to }: { to: string }): Promise<void> {
  const app = await open({ create: true })
  const { config } = await settings()
  try {
    await app.sendTestMail(to)
  } catch (error) {
    if (!(error instanceof MailFailure)) throw error
    const { fault, reason } = error
    throw new Failure('failure', 'mail_fault', { code: fault, ...mailFaultText(locale(), fault, reason) })
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
