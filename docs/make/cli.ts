/* `npm run docs:cli`: writes what the commands say of themselves into docs/cli.md. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { processIo } from '../../cli/io.ts'
import { wholeProgram } from '../../cli/program.ts'
import { reference } from '../../cli/reference.ts'

const page = join(import.meta.dirname, '../cli.md')
const [before] = readFileSync(page, 'utf8').split(/(?<=^## Commands\n)/m) as [string]
writeFileSync(page, `${before}\n${reference(await wholeProgram(processIo()))}`)
