/** How many of a file's first bytes its content type is told from. */
export const HEAD_BYTES = 4_100

/** FL1: the content type of a file by its first bytes, up to `HEAD_BYTES`; never one that a browser might run. */
export type ContentTypeOf = (head: Uint8Array) => Promise<string>

/** A blob as it lies in the store. */
export interface BlobInfo {
  /** Chosen by the store: unguessable, never repeated, safe in a path and a URL. */
  key: string
  /** Bytes. */
  size: number
}

/** A blob that was just put; `sha256` is of its bytes, in hexadecimal digits. */
export interface NewBlob extends BlobInfo {
  sha256: string
}

/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * Keeps the bytes of uploaded files. A blob is whole and never changes; its name, type and owner are the business of
 * whoever put it. Anything may be refused `storage_unavailable`.
 */
export interface Blobs {
  /**
   * Takes the bytes one chunk at a time (the next is asked for when the last has been written) and resolves when the
   * blob is whole and would survive power loss. More than `limit` bytes are refused `file_too_large` at the first byte
   * too many; an error of `content` is passed on. Whatever is refused or thrown leaves nothing behind.
   */
  put(content: AsyncIterable<Uint8Array>, limit: number): Promise<NewBlob>
  /**
   * The bytes of a blob, or of the `range` in it, read as they are asked for; undefined where there is none, whatever
   * the key looks like. Iterate or destroy what you get: it holds a file open.
   */
  get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>
  /** Undefined where there is no such blob. */
  find(key: string): Promise<BlobInfo | undefined>
  /** Repeating it changes nothing. */
  remove(key: string): Promise<void>
  /** Every blob, in ascending order of keys, with when it was put (milliseconds since 1970). */
  list(): AsyncIterable<BlobInfo & { put_at: number }>
  /** Removes what processes that were killed have left half-written; what is being written is left alone. */
  sweep(): Promise<void>
}
