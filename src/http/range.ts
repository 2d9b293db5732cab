import type { ByteRange } from '../ports/blobs.ts'

/**
 * What a `Range` header asks of `size` bytes (RFC 9110): one range, or undefined for the whole where there is no such
 * header, one of another unit, several ranges or nonsense; `unsatisfiable` (416) where nothing lies in it.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}

/** Whether an `If-None-Match` or `If-Range` header names this entity tag; `*` names any. */
export const names = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((given) => given.trim() === '*' || given.trim().replace(/^W\//, '') === etag)
