import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Gives back what starting has left behind: sources, the stripper of types, code that runs once. Without it an idle
 * server keeps twice the memory until its first busy hour (`npm run bench -- idle`).
 */
export function collectStartUpGarbage(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
