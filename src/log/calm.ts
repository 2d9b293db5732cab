import type { Log } from '../ports/runtime.ts'
import { Refusal } from '../protocol/index.ts'

/** How often a store that cannot be written is told of, in milliseconds. */
const EVERY_MS = 1_000

/**
 * The log, calm about storage: while a disk is full every request fails for the same reason, and a line for each would
 * fill what is left. One line a second stands for all; `unsaid` is how many it stands for beside itself (D4).
 */
export function calm(log: Log, now: () => number = () => performance.now()): Log {
  let last = Number.NEGATIVE_INFINITY
  let unsaid = 0
  return {
    debug: (fields, line) => log.debug(fields, line),
    info: (fields, line) => log.info(fields, line),
    warn: (fields, line) => log.warn(fields, line),
    error(fields, line) {
      if (!isAboutStorage(fields)) return log.error(fields, line)
      if (now() - last < EVERY_MS) {
        unsaid += 1
        return
      }
      last = now()
      log.error(unsaid > 0 ? { ...fields, unsaid } : fields, line)
      unsaid = 0
    },
  }
}

/** Either the refusal itself, or what `about` says of it. */
function isAboutStorage(fields: { err?: unknown; code?: unknown }): boolean {
  const { err, code } = fields
  return code === 'storage_unavailable' || (err instanceof Refusal && err.code === 'storage_unavailable')
}
