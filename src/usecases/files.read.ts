import type { Blobs, ByteRange } from '../ports/blobs.ts'
import type { FileUrls } from '../ports/file-urls.ts'
import type { FileRecord } from '../ports/files.ts'
import type { Clock, Log } from '../ports/runtime.ts'
import type { Store } from '../ports/store.ts'
import { Refusal } from '../protocol/index.ts'

export interface FileReading {
  store: Store
  blobs: Blobs
  file_urls: FileUrls
  clock: Clock
  log: Log
}

/** What a URL opens, and for how long, in milliseconds. */
export interface OpenedFile {
  file: FileRecord
  expires_in: number
  /** Refuses `file_not_found` where the bytes are gone, which is logged. */
  content(range?: ByteRange): Promise<AsyncIterable<Uint8Array>>
}

/** FL2: the file of a URL. What is missing, forged or expired is one and the same `file_not_found` (ER3). */
export async function openFile(
  { store, blobs, file_urls, clock, log }: FileReading,
  { id, expires, signature }: { id: string; expires: string; signature: string },
): Promise<OpenedFile> {
  const file = /^[1-9]\d{0,14}$/.test(id) ? await store.files.find(Number(id)) : undefined
  const expires_at = file && file_urls.check(file, { expires, signature })
  if (!file || expires_at === undefined) throw new Refusal('file_not_found')
  return {
    file,
    expires_in: expires_at - clock.now(),
    async content(range) {
      const content = await blobs.get(file.key, range)
      if (content) return content
      log.error({ file: file.id }, 'a file is missing on disk: run `dialogd doctor`')
      throw new Refusal('file_not_found')
    },
  }
}
