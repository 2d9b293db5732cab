import type { Context } from './context.ts'

/** ^C under npm arrives twice: from the terminal and, a moment later, forwarded by npm. */
const NPM_ECHO_MS = 500

/** How often to look whether npm is still there, in milliseconds. */
const ORPHAN_MS = 250

/** Resolves at the first SIGINT or SIGTERM (CN5); a second one ends the process at once with 128 and the signal's number. */
export function untilStopped({ io, out, say }: Context): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined
    const begin = () => {
      first = performance.now()
      out.note(say('stopping'))
      resolve()
    }
    if (io.env.npm_lifecycle_event) whenOrphaned(() => first ?? begin())
    io.onSignal((signal) => {
      const now = performance.now()
      if (first === undefined) begin()
      else if (!io.env.npm_lifecycle_event || now - first > NPM_ECHO_MS) io.exit(signal === 'SIGINT' ? 130 : 143)
    })
  })
}

/** npm passes SIGTERM to its shell, which dies of it and tells nobody: the process only sees that its parent is another. */
function whenOrphaned(act: () => void): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    act()
  }, ORPHAN_MS)
  watch.unref()
}
