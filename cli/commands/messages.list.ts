import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { messageColumns, messageRow } from '../message-row.ts'
import { findDialog } from '../people.ts'
import { whole } from '../values.ts'

export function define(command: Command): void {
  command
    .requiredOption('--dialog <id>', 'which dialog', whole('--dialog'))
    .option('--limit <number>', 'how many, the newest ones', whole('--limit'), 20)
    .option('--offset <number>', 'how many newer ones to leave out', whole('--offset', 0), 0)
}

export async function run(
  { open, out, say }: Context,
  { dialog, limit, offset }: { dialog: number; limit: number; offset: number },
): Promise<void> {
  const { store } = await open()
  await findDialog(store, dialog)
  const { messages } = await store.messages.page({ dialog_id: dialog, user_id: undefined, limit, offset })
  if (messages.length === 0) out.note(say('nothing'))
  out.list(messageColumns, messages.map(messageRow), messages)
}
