import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { findUser, userFields, userJson } from '../people.ts'

export function define(command: Command): void {
  command.argument('<id|email>')
}

export async function run({ open, out }: Context, _options: object, ref: string): Promise<void> {
  const { store } = await open()
  const { id } = await findUser(store, ref)
  const user = await store.users.setDisabled(id, null)
  out.record(userFields(user), userJson(user))
}
