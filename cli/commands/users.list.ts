import type { Context } from '../context.ts'
import { userColumns, userJson, userRow } from '../people.ts'

export function define(): void {}

export async function run({ open, out, say }: Context): Promise<void> {
  const { store } = await open()
  const users = await store.users.list()
  if (users.length === 0) out.note(say('nobody'))
  out.list(userColumns, users.map(userRow), users.map(userJson))
}
