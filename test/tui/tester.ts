import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createTester } from '../../tui/main.tsx'
import type { SessionSpec, Tester } from '../../tui/tester.ts'
import { startWorld, type World } from '../support/world.ts'

/** How long a test waits for something that must come, milliseconds. */
const PATIENCE = 8_000

/** A folder of a test's own. */
export function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dialogd-tui-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The tester without a screen, as anna (A) and boris (B) on a real server, both connected. */
export async function testing({ url, world: own, more = {} }: Prepared = {}) {
  const world = own ?? (await startWorld())
  if (!own) onTestFinished(() => world[Symbol.asyncDispose]())
  const anna = await world.person('anna')
  const boris = await world.person('boris')
  const dialog = await world.dialog(anna, boris)
  const sessions = [anna, boris].map(({ token, first_name }, at) => ({
    name: 'AB'[at]!,
    user: first_name,
    url: url?.(world) ?? world.url,
    token,
    ...more,
  }))
  const folder = folderOf()
  const tester = createTester({ sessions, theme: 'mono', folder })
  onTestFinished(() => tester.end())
  await until(tester, () => tester.sessions.every(({ session }) => session.state.phase === 'open'))
  return { world, tester, folder, anna, boris, dialog }
}

interface Prepared {
  url?: (world: World) => string
  world?: World
  more?: Partial<SessionSpec>
}

/** Resolves with what `found` finds once the tester has taken it in. */
export async function until<T>(tester: Tester, found: () => T | undefined | false): Promise<T> {
  const deadline = Date.now() + PATIENCE
  for (;;) {
    const result = found()
    if (result) return result
    const left = deadline - Date.now()
    if (left <= 0) throw new Error(`it never came; toast: ${tester.ui.toast?.text}\n${textOf(tester)}`)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(left, 500))
      const off = tester.subscribe(() => {
        clearTimeout(timer)
        off()
        resolve()
      })
    })
  }
}

/** Sends a request as a session and resolves with its answer. */
export async function ask(tester: Tester, name: string, event: string, fields: Record<string, unknown> = {}) {
  const { session } = tester.sessions.find(({ spec }) => spec.name === name)!
  const id = session.request(event, fields)
  return until(tester, () => entriesOf(tester).find(({ dir, text }) => dir === 'in' && text.includes(`"${id}"`)))
}

export const entriesOf = (tester: Tester) => {
  const { all } = tester.log
  return all.slice(all.first, all.next)
}

const textOf = (tester: Tester) =>
  entriesOf(tester)
    .map(({ n, session, dir, text }) => `${n} ${session} ${dir} ${text}`)
    .join('\n')
