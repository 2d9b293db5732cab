import type { Command } from 'commander'
import type { Message } from '../../src/protocol/index.ts'
import type { Context } from '../context.ts'
import { findDialog, nameOf } from '../people.ts'
import { choice, whole } from '../values.ts'

const formats = ['jsonl', 'md'] as const

export function define(command: Command): void {
  command
    .argument('<id>', '', whole('ID'))
    .option('--format <format>', 'jsonl: one message a line; md: to read', choice('--format', formats), 'jsonl')
}

export async function run(
  { open, out }: Context,
  options: { format: (typeof formats)[number] },
  id: number,
): Promise<void> {
  const { store } = await open()
  await findDialog(store, id)
  let after_seq = 0
  for (;;) {
    const page = { dialog_id: id, user_id: undefined, limit: 100, offset: 0, after_seq }
    const { messages } = await store.messages.page(page)
    for (const message of messages)
      await (options.format === 'md' && !out.json ? out.text(markdownOf(message)) : out.stream(JSON.stringify(message)))
    const last = messages.at(-1)
    if (!last) return
    after_seq = last.seq
  }
}

function markdownOf({ seq, user, date_created, markdown_body, file }: Message): string {
  const who = nameOf(user) || user.email || `user ${user.id}`
  const attached = file ? `\n\n*${file.file_name}*` : ''
  return `**${seq}. ${who}** · ${date_created}\n\n${markdown_body}${attached}\n`
}
