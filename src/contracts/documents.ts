import { stringify } from 'yaml'
import { asyncapi } from './asyncapi.ts'
import type { EventTable } from './frames.ts'
import { openapi } from './openapi.ts'
import type { DocumentName } from './rest/docs.ts'

/** A published document: what `npm run contracts` writes to docs/, and what the server answers at /docs. */
export function documentText(name: DocumentName, events?: EventTable): string {
  const document = name.startsWith('asyncapi') ? asyncapi(events) : openapi()
  return name.endsWith('.json')
    ? `${JSON.stringify(document, null, 2)}\n`
    : stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 })
}
