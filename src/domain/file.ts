import { limits, Refusal } from '../protocol/index.ts'

/** The content types that are shown in place (FL4); everything else is saved. */
const images: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

/** FL1: 2 for an image that may be shown, else 1. */
export const typeOf = (content_type: string): 1 | 2 => (images.has(content_type) ? 2 : 1)

/** What a user's files amount to. */
export interface Owned {
  files: number
  bytes: number
}

/** FL3: how many bytes the next file of this user may have; refuses `quota_exceeded` where there is no room left. */
export function roomFor({ files, bytes }: Owned): number {
  const room = limits.user_files_bytes - bytes
  if (room <= 0 || files >= limits.user_files) throw new Refusal('quota_exceeded')
  return Math.min(room, limits.file_bytes)
}

/** FL3: refuses `quota_exceeded` for a file of `size` bytes that is too much; decided in the transaction of its row. */
export function admitFile(size: number): (owned: Owned) => void {
  return (owned) => {
    if (size > roomFor(owned)) throw new Refusal('quota_exceeded')
  }
}

/** Control characters, and those that change the direction of a line: `gpj.exe` must not read as `exe.jpg`. */
const unseemly = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu
const NAME_CHARACTERS = 255

/**
 * FL4: a name as it is kept for display: what follows the last slash or backslash, without control and bidi characters,
 * cut to 255 characters before its ending. `file` where nothing is left.
 */
export function displayName(given: string): string {
  const last = given.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1)!
  const name = last.replace(unseemly, '').trim()
  if (/^\.*$/.test(name)) return 'file'
  const characters = [...name]
  if (characters.length <= NAME_CHARACTERS) return name
  const ending = /\.[^.\s]{1,20}$/u.exec(name)?.[0] ?? ''
  return characters.slice(0, NAME_CHARACTERS - [...ending].length).join('') + ending
}
