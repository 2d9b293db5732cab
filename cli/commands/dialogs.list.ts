import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { dialogColumns, dialogJson, dialogRow, findUser } from '../people.ts'

export function define(command: Command): void {
  command.option('--user <id|email>', 'only those of this person')
}

export async function run({ open, out, say }: Context, options: { user?: string }): Promise<void> {
  const { store } = await open()
  const user = options.user === undefined ? undefined : await findUser(store, options.user)
  const dialogs = await store.dialogs.list({ user_id: user?.id })
  if (dialogs.length === 0) out.note(say('nothing'))
  out.list(dialogColumns, dialogs.map(dialogRow), dialogs.map(dialogJson))
}
