import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { ServerOptions } from './server-process.ts'
import { SECRET } from './world.ts'

/** A real server in a process of its own. */
export interface Served extends AsyncDisposable {
  child: ChildProcess
  http: string
  tokens: string[]
  data_dir: string
  kill(): Promise<void>
}

/** Starts one, with users 1 to `users` and a token for each. Its folder goes when it goes. */
export async function serve(
  data_dir = mkdtempSync(join(tmpdir(), 'dialogd-test-')),
  users = 4,
  options: ServerOptions = {},
): Promise<Served> {
  const script = join(import.meta.dirname, 'server-process.ts')
  const child = spawn(process.execPath, [script, data_dir, SECRET, String(users), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const [line] = await once(createInterface(child.stdout!), 'line')
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  return {
    child,
    data_dir,
    kill,
    ...JSON.parse(line),
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(data_dir, { recursive: true, force: true })
    },
  }
}

/** A server whose folder outlives it. */
export async function serveAgain(data_dir: string, users: number, options?: ServerOptions): Promise<Served> {
  const server = await serve(data_dir, users, options)
  return { ...server, [Symbol.asyncDispose]: server.kill }
}
