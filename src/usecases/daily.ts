import type { Log } from '../ports/runtime.ts'

const DAY_MS = 86_400_000

/** Work that is done when the server starts and once a day from then on, beside everything else. */
export interface Daily {
  start(): void
  /** Tells work that is under way to stop, and resolves when it has. */
  stop(): Promise<void>
}

/** A failure is logged; the next day is another one. */
export function daily(work: (signal: AbortSignal) => Promise<unknown>, log: Log): Daily {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const once = () => {
    running = running
      .then(() => work(stopping.signal))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log.error({ err: error }, 'the daily work failed')
      })
      .then(() => {})
  }
  return {
    start() {
      once()
      timer = setInterval(once, DAY_MS).unref()
    },
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}
