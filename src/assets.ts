import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getRawAsset, isSea } from 'node:sea'

/**
 * Whether the program is one file (`npm run build`): then it carries its assets, the SQLite addon among them. The build
 * puts another module in this one's place for `dialogd.mjs`.
 */
export const packed: boolean = isSea()

/** A file that belongs to the program, by its path in the project. Reads nothing else. */
export function asset(path: string): Buffer {
  return packed ? Buffer.from(getRawAsset(path)) : readFileSync(join(import.meta.dirname, '..', path))
}
