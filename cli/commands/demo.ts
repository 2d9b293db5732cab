import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { App } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'
import type { Context } from '../context.ts'
import { pageWith, tokenOf, urlWith } from '../mint.ts'
import { makers } from '../scenario-server.ts'
import { announce } from '../server-file.ts'
import { untilStopped } from '../stop.ts'
import { hasTerminal, openTester } from './tui.ts'

export function define(command: Command): void {
  command.option('--no-tui', 'only the server, without the tester')
}

export async function run(context: Context, { tui = true }: { tui?: boolean }): Promise<void> {
  const { out, say, io } = context
  const tester = tui && !out.json && hasTerminal(context)
  const data_dir = mkdtempSync(join(tmpdir(), 'dialogd-demo-'))
  const stopped = tester ? undefined : untilStopped(context)
  let code = 0
  try {
    const { ensureSecret } = await import('../../src/config/secret.ts')
    const { createApp } = await import('../../src/app.ts')
    const { config } = ensureSecret(defaultConfig({ data_dir, port: 0, log_level: 'warn', locale: context.locale() }))
    // What the server logs would be written over the tester's screen.
    const app = await createApp(config, tester ? { log: silent } : {})
    try {
      const { url } = await app.listen()
      announce(config, url)
      const demo = await populate(app, url)
      if (tester) {
        const { anna, boris } = demo
        const session = (name: string, user: string, { id, token }: { id: number; token: string }) => {
          const expired = app.tokens.mint({ user_id: id, ttl: -86_400_000 })
          return { name, user, url, token, expired }
        }
        code = await openTester(context, {
          sessions: [session('A', 'anna', anna), session('B', 'boris', boris)],
          server: { url, ...makers(app), mail: join(data_dir, 'mail'), close: async () => {} },
        })
        return
      }
      out.value(`listening on ${url}`, { event: 'listening', url, data_dir, ...demo })
      const { anna, boris, dialog } = demo
      const people = { anna: anna.id, boris: boris.id, anna_url: anna.url, boris_url: boris.url }
      const pages = { anna_page: anna.page, boris_page: boris.page }
      // This is not a remark that --quiet could leave out: it is what the command is for.
      if (!out.json) await out.text(say('demo', { ...people, ...pages, dialog, data_dir, program: io.program }))
      await stopped
    } finally {
      await app.close()
    }
  } finally {
    rmSync(data_dir, { recursive: true, force: true })
    out.note(say('demo_removed', { data_dir }))
    if (code !== 0) io.exit(code)
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** anna, who is a student, her reviewer boris, and their dialog. */
async function populate(app: App, url: string) {
  const { store, clock } = app
  const person = async (first_name: string, reviewer_id: number | null) => {
    const email = `${first_name.toLowerCase()}@example.com`
    const user = await store.users.add({ email, first_name, reviewer_id, at: clock.now() })
    const token = tokenOf(app, user, 86_400_000)
    return { id: user.id, email, token, url: urlWith(url, token), page: pageWith(url, token) }
  }
  const boris = await person('Boris', null)
  const anna = await person('Anna', boris.id)
  const { id: dialog } = await store.dialogs.create({ user_ids: [anna.id, boris.id], at: clock.now() })
  return { anna, boris, dialog }
}
