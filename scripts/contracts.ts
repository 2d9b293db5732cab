import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentNames, documents } from '../src/contracts/documents.ts'

// Writes docs/asyncapi.* and docs/openapi.*; with --check it writes nothing and fails where they are not what the
// schemas say.
const folder = join(import.meta.dirname, '../docs')
const made = documents()

for (const name of documentNames) {
  const path = join(folder, name)
  if (!process.argv.includes('--check')) writeFileSync(path, made[name])
  else if (readFileSync(path, 'utf8') !== made[name]) {
    console.error(`docs/${name} is not what the schemas say: run \`npm run contracts\``)
    process.exitCode = 1
  }
}
