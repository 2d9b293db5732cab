import { execFileSync } from 'node:child_process'
import { root } from './assets.ts'

/** The commit that is built, `+` behind it where files differ from it; null outside of a repository. */
export function checkedOut(): string | null {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim()
    const clean = git('status', '--porcelain', '--untracked-files=no') === ''
    return git('rev-parse', '--short=12', 'HEAD') + (clean ? '' : '+')
  } catch {
    return null
  }
}
