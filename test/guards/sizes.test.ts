import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, sources } from './sources.ts'

/** Files that are longer for a reason. */
const longer: Record<string, string> = {
  'src/web/client.d.ts': 'made by npm run build:client',
  'tui/keys.ts': 'one table of everything that can be done: keys, palette, help, footer and docs come from it',
}

test('no source file is longer than 250 lines, so that each fits into one mind', () => {
  const long = sources(['src', 'cli', 'tui'])
    .map((file) => ({ file, lines: readFileSync(join(projectRoot, file), 'utf8').split('\n').length - 1 }))
    .filter(({ file, lines }) => lines > 250 && !(file in longer))
  expect(long).toEqual([])
})
