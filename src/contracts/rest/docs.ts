import { exampleTag, header, ifNoneMatch, type Operation, type Paths, refusals } from './responses.ts'

export const documentNames = ['asyncapi.json', 'asyncapi.yaml', 'openapi.json', 'openapi.yaml'] as const
export type DocumentName = (typeof documentNames)[number]

const ETag = header('Names this version.', exampleTag)

const reading = (operationId: string, summary: string, type: string): Operation => ({
  operationId,
  tags: ['documents'],
  summary,
  security: [],
  parameters: [ifNoneMatch],
  responses: {
    200: { description: 'The document.', headers: { ETag }, content: { [type]: { schema: {} } } },
    304: { description: 'You have it.', headers: { ETag } },
    ...refusals(),
  },
})

/** The published documents. */
export const docsPaths = (): Paths => ({
  '/docs': { get: reading('docs', 'This description and that of the socket, for people.', 'text/html') },
  '/docs/asyncapi.json': { get: reading('asyncapiJson', 'The socket, as AsyncAPI 3.', 'application/json') },
  '/docs/asyncapi.yaml': { get: reading('asyncapiYaml', 'The same in YAML.', 'application/yaml') },
  '/docs/openapi.json': { get: reading('openapiJson', 'This document, OpenAPI 3.1.', 'application/json') },
  '/docs/openapi.yaml': { get: reading('openapiYaml', 'The same in YAML.', 'application/yaml') },
})
