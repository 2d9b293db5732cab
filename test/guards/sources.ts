import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'

export const projectRoot = join(import.meta.dirname, '..', '..')

/** The TypeScript files below some folders, as paths from the project's root. */
export function sources(folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs)$/.test(entry.name))
      .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name))),
  )
}
