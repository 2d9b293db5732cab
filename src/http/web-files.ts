import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { asset } from '../assets.ts'

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

/** Reads a file by its name below `src/web`. */
export function webFile(name: string): WebFile {
  const plain = asset(`src/web/${name}`)
  return {
    content_type: `${types[name.split('.').at(-1)!]}; charset=utf-8`,
    etag: `W/"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"`,
    plain,
    gzip: gzipSync(plain, { level: 9 }),
  }
}
