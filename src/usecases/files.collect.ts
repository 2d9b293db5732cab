import type { Blobs } from '../ports/blobs.ts'
import type { RemovedFiles } from '../ports/files.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { Store } from '../ports/store.ts'
import { checkFiles } from './files.check.ts'

/** How old bytes without a row must be to be nobody's: an upload has its row within moments of its last byte. */
const ORPHAN_MS = 3_600_000
/** How long an uploaded file may wait for its message. */
const UNSENT_MS = 7 * 86_400_000
const BATCH = 200

export interface Collected {
  /** Files without a row that were removed. */
  orphans: number
  /** Files that were never sent, removed with their rows. */
  unsent: number
  /** Rows whose file is gone or has another size; they stay, and are logged. */
  damaged: number
}

/** FL3: removes what nobody can reach: half-written files, files without rows, files never sent within a week. */
export async function collectFiles(
  { store, blobs, clock, log }: { store: Store; blobs: Blobs; clock: Clock; log: Log },
  signal?: AbortSignal,
): Promise<Collected> {
  const collected = { orphans: 0, unsent: 0, damaged: 0 }
  await blobs.sweep()
  const before = clock.now() - UNSENT_MS
  for (let after_id: number | undefined = 0; after_id !== undefined; ) {
    signal?.throwIfAborted()
    // The row goes first: bytes without a row are found again, a row without bytes would be a lie.
    const { keys, next }: RemovedFiles = await store.files.removeUnsent({ before, after_id, limit: BATCH })
    for (const key of keys) await blobs.remove(key)
    collected.unsent += keys.length
    after_id = next
  }
  for await (const finding of checkFiles(store, blobs)) {
    signal?.throwIfAborted()
    if (finding.kind === 'orphan') {
      if (clock.now() - finding.put_at < ORPHAN_MS) continue
      await blobs.remove(finding.key)
      collected.orphans += 1
    } else {
      collected.damaged += 1
      if (collected.damaged <= 10) log.error({ file: finding.id, kind: finding.kind }, 'a file is damaged')
    }
  }
  if (collected.damaged > 0) log.error(collected, 'files are damaged: run `dialogd doctor`')
  if (collected.orphans + collected.unsent > 0) log.info(collected, 'files collected')
  return collected
}
