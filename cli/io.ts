import { basename, relative } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { environment } from '../src/config.ts'

type Signal = 'SIGINT' | 'SIGTERM'

/** The world outside of a command, so that tests can run one inside their own process. */
export interface Io {
  stdin: Readable & { isTTY?: boolean }
  stdout: Writable & { isTTY?: boolean; columns?: number }
  stderr: Writable & { isTTY?: boolean; columns?: number }
  env: Record<string, string | undefined>
  /** What relative paths start from. */
  cwd: string
  /** How this program is called, for lines to paste. */
  program: string
  onSignal(listener: (signal: Signal) => void): void
  /** Ends the process at once. */
  exit(code: number): void
}

/** The real world of this process. */
export function processIo(): Io {
  const { stdin, stdout, stderr } = process
  const env = environment()
  return {
    stdin,
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    program: programOf(env, process.argv[1]),
    onSignal: (listener) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
    },
    exit: (code) => process.exit(code),
  }
}

function programOf(env: Io['env'], script = 'dialogd'): string {
  if (env.npm_lifecycle_event) return 'npm run -s dialogd --'
  return basename(script).startsWith('dialogd') ? 'dialogd' : `node ${relative(process.cwd(), script) || script}`
}
