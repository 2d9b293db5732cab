import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keysTable } from '../../tui/keys-table.ts'
import { projectRoot } from '../guards/sources.ts'

test('the table of keys in docs/tui.md is the table of actions', () => {
  const docs = readFileSync(join(projectRoot, 'docs/tui.md'), 'utf8')
  expect(docs).toContain(keysTable())
})
