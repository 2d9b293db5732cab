import type { Io } from './io.ts'

/** How long work must last before it is worth a bar, and the least time between two drawings, in milliseconds. */
const WORTH_MS = 500
const FRAME_MS = 80

export interface Progress {
  advance(done: number): void
  end(): void
}

/** A bar on stderr, where that is a terminal and the work lasts. */
export function progress({ stderr }: Io, label: string, total: number, quiet = false): Progress {
  const started = performance.now()
  let drawn = 0
  return {
    advance(done) {
      const now = performance.now()
      if (quiet || !stderr.isTTY || now - started < WORTH_MS || now - drawn < FRAME_MS) return
      drawn = now
      const filled = Math.round((done / total) * 20)
      stderr.write(`\r${label} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${done}/${total}`)
    },
    end() {
      if (drawn > 0) stderr.write('\r\x1b[K')
    },
  }
}
