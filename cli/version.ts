import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import manifest from '../package.json' with { type: 'json' }

/** What `npm run build` puts here: the commit it was made from, null outside of a repository. */
declare const DIALOGD_COMMIT: string | null | undefined

/** `0.1.0 (0123456789ab)`: the version and the commit, where it is known. */
export function version(): string {
  const commit = typeof DIALOGD_COMMIT === 'undefined' ? checkedOut() : DIALOGD_COMMIT
  return commit ? `${manifest.version} (${commit})` : manifest.version
}

function checkedOut(): string | null {
  try {
    const git = ['-C', join(import.meta.dirname, '..'), 'rev-parse', '--short=12', 'HEAD']
    return execFileSync('git', git, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
