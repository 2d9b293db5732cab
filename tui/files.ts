import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

/** How many files a list offers, and how deep it looks for them. */
const OFFERED = 200
const DEPTH = 3

/** A path in `folder` that nothing is at yet: `dialogd-2026-11-23T08-23-15.jsonl`. */
export function freshPath(folder: string, extension: string, at: number = Date.now()): string {
  const name = `dialogd-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}`
  for (let n = 1; ; n += 1) {
    const path = join(folder, `${name}${n === 1 ? '' : `-${n}`}.${extension}`)
    if (!existsSync(path)) return path
  }
}

/** The files with one of these extensions in a folder and a few levels below, by name, as paths from the folder. */
export function filesIn(folder: string, extensions: readonly string[]): string[] {
  const found: string[] = []
  const look = (at: string, depth: number): void => {
    for (const entry of entriesOf(at)) {
      const path = join(at, entry.name)
      if (entry.isDirectory()) {
        if (depth > 1 && !/^\.|^node_modules$/.test(entry.name)) look(path, depth - 1)
      } else if (extensions.some((one) => entry.name.endsWith(`.${one}`))) found.push(relative(folder, path))
      if (found.length >= OFFERED) return
    }
  }
  look(folder, DEPTH)
  return found.sort()
}

/** A folder that cannot be read has nothing to offer. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** An error of the file system by its name, as people know it: `ENOSPC: no space left on device, write`. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
