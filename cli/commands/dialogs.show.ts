import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { dialogColumns, dialogJson, dialogRow, findDialog, nameOf, userJson } from '../people.ts'
import { whole } from '../values.ts'

export function define(command: Command): void {
  command.argument('<id>', '', whole('ID'))
}

export async function run({ open, out }: Context, _options: object, id: number): Promise<void> {
  const { store } = await open()
  const dialog = await findDialog(store, id)
  const found = await Promise.all(dialog.user_ids.map((user_id) => store.users.find(user_id)))
  const users = found.filter((user) => user !== undefined)
  const row = dialogRow(dialog)
  const fields = dialogColumns.slice(0, -1).map((name, column): [string, string] => [name, row[column]!])
  const people = users.map((user): [string, string] => [
    `user ${user.id}`,
    `${user.email ?? ''} ${nameOf(user)}`.trim(),
  ])
  out.record([...fields, ...people], { ...dialogJson(dialog), users: users.map(userJson) })
}
