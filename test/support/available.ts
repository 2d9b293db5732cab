import { execFileSync } from 'node:child_process'

/** Whether a program is there; where it is not, says what its tests need, in one line. */
export function available(program: string, from = program): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' })
    return true
  } catch {
    console.warn(`skipped: these tests need ${program} (apt-get install ${from})`)
    return false
  }
}
