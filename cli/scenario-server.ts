import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '../src/app.ts'
import { defaultConfig } from '../src/config.ts'
import type { User } from '../src/protocol/index.ts'
import { tokenOf } from './mint.ts'

/** A server of its own for a run of scenarios, on a free port, in a folder that goes when it is closed. */
export async function startScenarioServer() {
  const { ensureSecret } = await import('../src/config/secret.ts')
  const { createApp } = await import('../src/app.ts')
  const data_dir = mkdtempSync(join(tmpdir(), 'dialogd-scenarios-'))
  const remove = () => rmSync(data_dir, { recursive: true, force: true })
  try {
    // Scenarios send as fast as they can, which is not what the rate limit is for.
    const own = { data_dir, port: 0, log_level: 'error', rate_limit: null } as const
    const app = await createApp(ensureSecret(defaultConfig(own)).config)
    const { url } = await app.listen()
    return {
      url,
      ...makers(app),
      mail: join(data_dir, 'mail'),
      async close() {
        await app.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** Makes people and dialogs on a server of ours. */
export function makers(app: App) {
  let people = 0
  return {
    async person(_session: string, first_name: string, profile: Partial<User> = {}) {
      people += 1
      const own = { first_name, email: `person-${people}@scenario.example` }
      const user = await app.store.users.add({ ...own, ...profile, at: app.clock.now() })
      return { token: tokenOf(app, user, 86_400_000) }
    },
    async dialog(user_ids: number[]) {
      const { id } = await app.store.dialogs.create({ user_ids, at: app.clock.now() })
      return id
    },
  }
}
