import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { processIo } from '../../cli/io.ts'
import { wholeProgram } from '../../cli/program.ts'
import { reference } from '../../cli/reference.ts'
import { projectRoot } from '../guards/sources.ts'

test('docs/cli.md ends with what the commands say of themselves (npm run docs:cli writes it)', async () => {
  const docs = readFileSync(join(projectRoot, 'docs/cli.md'), 'utf8')
  expect(docs.split(/^## Commands\n\n/m)[1]).toBe(reference(await wholeProgram(processIo())))
})
