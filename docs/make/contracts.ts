import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { documentText } from '../../src/contracts/documents.ts'
import { documentNames } from '../../src/contracts/rest/docs.ts'

// Writes docs/asyncapi.* and docs/openapi.*; test/contracts fails where they are not what the schemas say.
for (const name of documentNames) writeFileSync(join(import.meta.dirname, '..', name), documentText(name))
