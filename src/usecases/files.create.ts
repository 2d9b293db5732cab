import { z } from 'zod'
import { admitFile, displayName, roomFor, typeOf } from '../domain/file.ts'
import { HEAD_BYTES } from '../ports/blobs.ts'
import { type File, limits, Refusal } from '../protocol/index.ts'
import type { UseCase } from './run.ts'

/** FL1: a file as it comes in; its bytes are read once, chunk by chunk. */
export const FileUpload = z.object({
  file_name: z.string(),
  content: z.custom<AsyncIterable<Uint8Array>>((content) => typeof content === 'object' && content !== null),
})

/** FL1, FL3: keeps the bytes and then the row, so that no row is without a file; without a row the bytes go again. */
export const createFile: UseCase<typeof FileUpload, File> = {
  request: FileUpload,
  async handle({ store, blobs, contentTypeOf, clock }, { user }, { file_name, content }) {
    const room = roomFor(await store.files.owned(user.id))
    const head: Uint8Array[] = []
    const { key, size, sha256 } = await blobs.put(keepingHead(content, head), room).catch((error: unknown) => {
      const isQuota = room < limits.file_bytes && error instanceof Refusal && error.code === 'file_too_large'
      throw isQuota ? new Refusal('quota_exceeded') : error
    })
    try {
      const content_type = await contentTypeOf(Buffer.concat(head).subarray(0, HEAD_BYTES))
      const row = { owner_id: user.id, key, sha256, size, content_type, type: typeOf(content_type) }
      const file = { ...row, file_name: displayName(file_name), at: clock.now() }
      return { data: await store.files.add(file, admitFile(size)) }
    } catch (error) {
      // Should this fail as well, the blob is collected as one without a row.
      await blobs.remove(key).catch(() => {})
      throw error
    }
  },
}

/** Passes the bytes on and keeps the first ones in `head`. */
async function* keepingHead(content: AsyncIterable<Uint8Array>, head: Uint8Array[]): AsyncIterable<Uint8Array> {
  let kept = 0
  for await (const chunk of content) {
    if (kept < HEAD_BYTES) {
      // A copy: a slice would hold the whole chunk in memory.
      head.push(Uint8Array.from(chunk.subarray(0, HEAD_BYTES - kept)))
      kept += head.at(-1)!.length
    }
    yield chunk
  }
}
