import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, sources } from './sources.ts'

const spec = readFileSync(join(projectRoot, 'src/protocol/SPEC.md'), 'utf8')
/** Rules are list items that begin with their id in bold: `- **CN1** …`. */
const rules = [...spec.matchAll(/^- \*\*([A-Z]{2}\d+)\*\*/gm)].map(([, id]) => id!)
const tests = sources(['test']).filter((file) => file.includes('.test.'))
const titles = tests.flatMap((file) =>
  [...readFileSync(join(projectRoot, file), 'utf8').matchAll(/\[([A-Z]{1,2}\d*)\]/g)].map(([, id]) => id!),
)

test('every rule of the SPEC is cited by a test', () => {
  expect(rules.length).toBeGreaterThan(50)
  expect(rules.filter((id) => !titles.includes(id))).toEqual([])
})

test('no rule of the SPEC has two meanings', () => {
  expect(rules.filter((id, n) => rules.indexOf(id) !== n)).toEqual([])
})
