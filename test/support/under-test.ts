import { chownSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/**
 * What the tests of the whole program run: the checkout, or the build that `npm run test:binary` names, alone in a folder
 * of its own and as another user.
 */
const { PROGRAM_UNDER_TEST: built, PROGRAM_USER: user } = process.env

export const programUnderTest = {
  /** The words that run the program itself, before its arguments. */
  direct: built ? [built] : [process.execPath, join(root, 'cli/main.mjs')],
  /** The same as users write them: a checkout is run by npm. */
  usual: built ? [built] : ['npm', 'run', '-s', 'dialogd', '--'],
  demo: built ? `${built} demo` : `cd ${root} && npm run demo`,
  /** Where it is run; undefined for any folder. */
  cwd: built ? undefined : root,
}

/** Lets the program's user have a file or folder that the test has made. */
export function give(path: string): string {
  if (user) chownSync(path, Number(user), Number(user))
  return path
}
