import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { ADDON } from '../../src/store/sqlite/addon.ts'

export const root = join(import.meta.dirname, '../..')

/** The platforms that better-sqlite3 has an addon for: `linux-x64`, `linuxmusl-arm64`, `darwin-arm64` … */
export const platforms = (): string[] =>
  globSync('*.node', { cwd: join(root, 'node_modules/better-sqlite3/prebuilds') }).map((name) => name.slice(0, -5))

/** This machine's; musl is told by the absence of glibc. */
export function thisPlatform(): string {
  const { glibcVersionRuntime } = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header
  const musl = process.platform === 'linux' && glibcVersionRuntime === undefined
  return `${process.platform}${musl ? 'musl' : ''}-${process.arch}`
}

/** Every file that a packed program carries (src/assets.ts): its name in there, and where it is here. */
export function assets(platform: string): Record<string, string> {
  const beside = globSync(
    [
      'src/web/client.js',
      'src/web/example/*',
      'src/store/sqlite/migrations/*.sql',
      'src/store/sqlite/migrations/meta/_journal.json',
    ],
    { cwd: root },
  )
  const addon = join(root, 'node_modules/better-sqlite3/prebuilds', `${platform}.node`)
  if (!existsSync(addon))
    throw new Error(`there is no addon for ${platform}; there is one for ${platforms().join(', ')}`)
  return { ...Object.fromEntries(beside.sort().map((name) => [name, join(root, name)])), [ADDON]: addon }
}
