import type { Command } from 'commander'
import type { MailState } from '../../src/ports/outbox.ts'
import type { Context } from '../context.ts'
import { mailColumns, mailJson, mailRow } from '../mail-row.ts'
import { choice, whole } from '../values.ts'

const states = ['queued', 'sent', 'failed', 'cancelled'] as const satisfies readonly MailState[]

export function define(command: Command): void {
  command
    .option('--state <state>', 'queued, sent, failed or cancelled', choice('--state', states))
    .option('--limit <number>', 'how many, newest first', whole('--limit'), 100)
}

export async function run({ open, out, say }: Context, options: { state?: MailState; limit: number }): Promise<void> {
  const { store } = await open()
  const mails = await store.outbox.list(options)
  if (mails.length === 0) out.note(say('nothing'))
  out.list(mailColumns, mails.map(mailRow), mails.map(mailJson))
}
