import manifest from '../../package.json' with { type: 'json' }
import { NewMessage } from '../protocol/index.ts'
import { describeErrors } from './errors.ts'
import { codesOf } from './frames.ts'
import { docsPaths } from './rest/docs.ts'
import { filesPaths } from './rest/files.ts'
import { healthPaths } from './rest/health.ts'
import { messagesPaths } from './rest/messages.ts'
import { documentedErrors, problemOf } from './rest/responses.ts'
import { unsubscribePaths } from './rest/unsubscribe.ts'
import { jsonSchemas, sharedSchemas, usedBy } from './schemas.ts'

/** OpenAPI 3.1: everything that is asked by HTTP. */
export function openapi() {
  const paths = { ...messagesPaths(), ...filesPaths(), ...unsubscribePaths(), ...healthPaths(), ...docsPaths() }
  const codes = documentedErrors(paths)
  const ErrorCode = codesOf(codes)
  const schemas = {
    ...jsonSchemas({ NewMessage }, 'input'),
    ...jsonSchemas({ Problem: problemOf(ErrorCode), ErrorCode }, 'output'),
    ...sharedSchemas(),
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'dialogd: REST',
      version: manifest.version,
      description:
        'What is asked by HTTP; the dialogs themselves are on the socket, see the AsyncAPI document. Paths work with and without the trailing slash. An error is `{detail, code}` in English or Russian, by `Accept-Language`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [
      { url: 'http://127.0.0.1:8000', description: '`npm start` on this machine.' },
      { url: 'https://{host}', description: 'Behind a proxy.', variables: { host: { default: 'dialogd.example' } } },
    ],
    tags: [
      { name: 'messages', description: 'Writing to your reviewer.' },
      { name: 'files', description: 'Uploading, and fetching by signed URL.' },
      { name: 'mail', description: 'Links in mails.' },
      { name: 'operation', description: 'For those who run the server.' },
      { name: 'documents', description: 'This description and that of the socket.' },
    ],
    paths,
    components: {
      schemas: usedBy(paths, schemas),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: '`Authorization: Bearer <jwt>`' },
        jwt: { type: 'apiKey', in: 'header', name: 'Authorization', description: '`Authorization: JWT <jwt>`' },
      },
    },
    'x-error-codes': describeErrors(codes),
  }
}
