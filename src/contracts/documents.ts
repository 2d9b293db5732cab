import { stringify } from 'yaml'
import { asyncapi } from './asyncapi.ts'
import type { EventTable } from './frames.ts'
import { openapi } from './openapi.ts'

export const documentNames = ['asyncapi.json', 'asyncapi.yaml', 'openapi.json', 'openapi.yaml'] as const
export type DocumentName = (typeof documentNames)[number]

/** The published documents: what `npm run contracts` writes to docs/, and what the server answers at /docs. */
export function documents(events?: EventTable): Record<DocumentName, string> {
  const [socket, rest] = [asyncapi(events), openapi()]
  return {
    'asyncapi.json': json(socket),
    'asyncapi.yaml': yaml(socket),
    'openapi.json': json(rest),
    'openapi.yaml': yaml(rest),
  }
}

const json = (document: object): string => `${JSON.stringify(document, null, 2)}\n`
const yaml = (document: object): string => stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 })
