import type { Blobs } from '../ports/blobs.ts'
import type { Store } from '../ports/store.ts'

/** Where rows and files do not agree (FL3). */
export type FileFinding =
  /** Bytes that no row names; younger ones may belong to an upload that has not ended. */
  | { kind: 'orphan'; key: string; size: number; put_at: number }
  /** A row whose bytes are gone. */
  | { kind: 'missing'; id: number; key: string; size: number }
  /** A row whose file has another size. */
  | { kind: 'wrong_size'; id: number; key: string; size: number; found: number }

const PAGE = 500

/**
 * Compares rows with files: both come in the order of keys, so that neither is ever held as a whole. Everything found
 * is looked at once more, because uploads go on meanwhile.
 */
export async function* checkFiles({ files }: Store, blobs: Blobs): AsyncIterable<FileFinding> {
  const rows = inPages((after) => files.page({ after_key: after, limit: PAGE }))
  const all = blobs.list()[Symbol.asyncIterator]()
  let row = await rows.next()
  let blob = await all.next()
  while (!row.done || !blob.done) {
    if (!blob.done && (row.done || blob.value.key < row.value.key)) {
      if (!(await files.findByKey(blob.value.key))) yield { kind: 'orphan', ...blob.value }
      blob = await all.next()
    } else if (!row.done && (blob.done || row.value.key < blob.value.key)) {
      const { id, key, size } = row.value
      if (!(await blobs.find(key)) && (await files.findByKey(key))) yield { kind: 'missing', id, key, size }
      row = await rows.next()
    } else if (!row.done && !blob.done) {
      const { id, key, size } = row.value
      if (size !== blob.value.size) yield { kind: 'wrong_size', id, key, size, found: blob.value.size }
      row = await rows.next()
      blob = await all.next()
    }
  }
}

async function* inPages<Row extends { key: string }>(page: (after: string) => Promise<Row[]>) {
  for (let after = ''; ; ) {
    const rows = await page(after)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.key
  }
}
