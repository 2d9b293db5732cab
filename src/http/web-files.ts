import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getAsset, isSea } from 'node:sea'
import { gzipSync } from 'node:zlib'

const types: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
}

/** A file of the folder `web`, ready to be sent. */
export interface WebFile {
  content_type: string
  /** Weak: the same for both encodings. */
  etag: string
  plain: Buffer
  gzip: Buffer
}

/** Reads a file by its name below `web`; the single binary carries it under the same name. */
export function webFile(name: string): WebFile {
  const path = `web/${name}`
  const plain = isSea() ? Buffer.from(getAsset(path)) : readFileSync(join(import.meta.dirname, '../..', path))
  return {
    content_type: `${types[name.split('.').at(-1)!]}; charset=utf-8`,
    etag: `W/"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"`,
    plain,
    gzip: gzipSync(plain, { level: 9 }),
  }
}
