import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { dialogColumns, dialogJson, dialogRow, findUsers } from '../people.ts'
import { ask } from '../values.ts'

export function define(command: Command): void {
  command.option('--users <id|email,…>', 'who takes part, comma-separated')
}

export async function run(context: Context, options: { users?: string }): Promise<void> {
  const users = options.users ?? (await ask(context, '--users', context.say('ask_users')))
  const { store, clock } = await context.open()
  const people = await findUsers(store, users)
  const dialog = await store.dialogs.create({ user_ids: people.map(({ id }) => id), at: clock.now() })
  const row = dialogRow(dialog)
  context.out.record(
    dialogColumns.map((name, column) => [name, row[column]!]),
    dialogJson(dialog),
  )
}
