import { setTimeout as wait } from 'node:timers/promises'
import { prepareFolder } from '../prepare.ts'
import { residentBytes } from '../process-cpu.ts'
import { freshFolder } from '../processes.ts'
import { startServer } from '../server.ts'
import type { Workload } from '../workload.ts'

const SETTLE_MS = 3_000

/** What the server takes while nobody is there. */
export const idle: Workload = {
  about: `memory, ${SETTLE_MS / 1_000} s after it listens, on an empty database`,
  async run({ profile }) {
    const folder = freshFolder()
    prepareFolder(folder)
    const server = await startServer(folder, profile)
    await wait(SETTLE_MS)
    const rss_mb = residentBytes(server.pid) / 1e6
    await server.end()
    return {
      rows: [{ workload: 'idle', subject: 'dialogd', rss_mb }],
      bars: [{ what: 'MB of the idle server', value: rss_mb, at_most: 120 }],
      notes: [],
    }
  },
}
