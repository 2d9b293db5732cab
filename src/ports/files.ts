import type { File } from '../protocol/index.ts'

/** An uploaded file as the store keeps it; its bytes are the blob `key`. */
export interface FileRecord extends Pick<File, 'id' | 'file_name' | 'size' | 'type' | 'content_type'> {
  owner_id: number
  key: string
  /** Of its bytes, in hexadecimal digits. */
  sha256: string
  date_created: number
}

export type NewFile = Omit<FileRecord, 'id' | 'date_created'> & { at: number }

/** The blobs of rows that were removed, and where to go on; `next` is undefined at the end. */
export interface RemovedFiles {
  keys: string[]
  next: number | undefined
}

export interface Files {
  /** `admit` gets what the owner has, in the transaction of the row, and throws a `Refusal` where it is too much (FL3). */
  add(file: NewFile, admit: (owned: { files: number; bytes: number }) => void): Promise<File>
  owned(owner_id: number): Promise<{ files: number; bytes: number }>
  find(id: number): Promise<FileRecord | undefined>
  findByKey(key: string): Promise<FileRecord | undefined>
  /** Rows in ascending order of keys, from the first one above `after_key`. */
  page(page: { after_key: string; limit: number }): Promise<FileRecord[]>
  /** Of the next `limit` files uploaded earlier than `before`, removes those that no message carries. */
  removeUnsent(page: { before: number; after_id: number; limit: number }): Promise<RemovedFiles>
}
