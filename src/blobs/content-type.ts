import { fileTypeFromBuffer } from 'file-type'
import { HEAD_BYTES } from '../ports/blobs.ts'

/** What a browser might run, were it shown under this name. */
const active = /^(?:text\/(?!plain$|calendar$|vcard$)|application\/(?:xml|wasm|.*script|x-shockwave-flash)$|.*\+xml$)/

/**
 * FL1: a content type from a file's first bytes (up to `HEAD_BYTES`), never from what the client says: that of its
 * magic bytes, `text/plain` for text, else `application/octet-stream`. What may hold scripts counts as text or bytes.
 */
export async function contentTypeOf(head: Uint8Array): Promise<string> {
  const mime = (await fileTypeFromBuffer(head).catch(() => undefined))?.mime.split(';')[0]?.trim()
  // An animated PNG is a PNG, and no other name for it is known to every browser.
  if (mime === 'image/apng') return 'image/png'
  if (mime !== undefined && !active.test(mime)) return mime
  return isText(head) ? 'text/plain' : 'application/octet-stream'
}

/** UTF-8 without control characters but tab, line breaks and form feed; the last character may be cut off. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: head.length >= HEAD_BYTES })
    return !/[^\P{Cc}\t\n\f\r]/u.test(text)
  } catch {
    return false
  }
}
