/*
 * `npm run test:binary`: the tests of the whole program, run against dist/dialogd in place of the checkout. The binary
 * lies alone in an empty folder, and where this user may (root), it runs as another one who has no part in the checkout.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './assets.ts'
import { inDist } from './bundle.ts'

const NOBODY = '65534'
const tests = ['test/e2e/wscat', 'test/e2e/crash', 'test/tui/tmux']

if (!existsSync(inDist('dialogd'))) {
  console.error('error: there is no dist/dialogd\nhint: npm run build')
  process.exit(2)
}
const folder = mkdtempSync(join(tmpdir(), 'dialogd-binary-'))
const program = join(folder, 'dialogd')
const env: Record<string, string | undefined> = { ...process.env, PROGRAM_UNDER_TEST: program }
try {
  chmodSync(folder, 0o755)
  if (process.getuid?.() === 0) {
    copyFileSync(inDist('dialogd'), join(folder, 'dialogd.bin'))
    const other = `exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups`
    writeFileSync(program, `#!/bin/sh\n${other} "${join(folder, 'dialogd.bin')}" "$@"\n`, { mode: 0o755 })
    env.PROGRAM_USER = NOBODY
  } else {
    console.log('as this user: only root can run it as another one')
    copyFileSync(inDist('dialogd'), program)
  }
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...tests, ...process.argv.slice(2)], {
    cwd: root,
    env,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
