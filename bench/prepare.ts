import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import { loadConfig } from '../src/config.ts'
import { settingsOf } from './server.ts'

/** Two people and their dialog; each opens one socket. */
export interface Pair {
  dialog_id: number
  sender: { id: number; token: string }
  recipient: { id: number; token: string }
}

/** Makes the secret that the server and `preparePairs` share. */
export function prepareFolder(folder: string): void {
  writeFileSync(join(folder, 'secret'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
}

/** Fills a prepared folder, before its server starts, with pairs of people who have a dialog. */
export async function preparePairs(folder: string, count: number): Promise<Pair[]> {
  const { config } = await loadConfig({ env: settingsOf(folder) })
  const app = await createApp(config)
  const at = app.clock.now()
  const person = async (first_name: string, number: number) => {
    const email = `${first_name}.${number}@example.com`.toLowerCase()
    const { id } = await app.store.users.add({ email, first_name, last_name: `Number ${number}`, at })
    return { id, token: app.tokens.mint({ user_id: id, ttl: 3_600_000 }) }
  }
  const pairs = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const [sender, recipient] = await Promise.all([person('Anna', number), person('Boris', number)])
      const { id: dialog_id } = await app.store.dialogs.create({ user_ids: [sender.id, recipient.id], at })
      return { dialog_id, sender, recipient }
    }),
  )
  await app.close()
  return pairs
}
