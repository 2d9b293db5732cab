import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { findDialog, findUser } from '../people.ts'
import { ask, readStdin, whole } from '../values.ts'

export function define(command: Command): void {
  command
    .argument('[text]', 'markdown; - reads it from stdin')
    .requiredOption('--dialog <id>', 'which dialog', whole('--dialog'))
    .requiredOption('--as <id|email>', 'who writes')
}

export async function run(context: Context, options: { dialog: number; as: string }, text?: string): Promise<void> {
  const body =
    text === '-' ? await readStdin(context.io.stdin) : (text ?? (await ask(context, 'TEXT', context.say('ask_text'))))
  const app = await context.open()
  const author = await findUser(app.store, options.as)
  const { user_ids } = await findDialog(app.store, options.dialog)
  if (!user_ids.includes(author.id))
    throw new Failure('authorisation', 'not_participant', { user: author.id, dialog: options.dialog })
  const message = await app.createMessage(author.id, { dialog_id: options.dialog, body })
  context.out.record(
    [
      ['id', String(message.id)],
      ['seq', String(message.seq)],
      ['text', message.text_body],
    ],
    message,
  )
}
