import { limits } from '../../protocol/index.ts'
import { file } from '../samples.ts'
import { refTo } from '../schemas.ts'
import {
  exampleTag,
  header,
  ifNoneMatch,
  type Operation,
  type Paths,
  type Response,
  refusals,
  requestHeader,
  tokenErrors,
  withToken,
} from './responses.ts'

/** FL1, FL2, FL4 */
export const filesPaths = (): Paths => ({
  '/api/files/': { post: uploading() },
  '/files/{id}': { get: fetching('get'), head: fetching('head') },
})

const uploading = (): Operation => ({
  operationId: 'uploadFile',
  tags: ['files'],
  summary: 'Upload a file, to be sent with a message as `file_id`.',
  description: `Up to ${limits.file_bytes} bytes a file; ${limits.user_files_bytes} bytes and ${limits.user_files} files a user.`,
  ...withToken,
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          properties: {
            content: { type: 'string', format: 'binary', description: 'The file. There is no other field.' },
          },
          required: ['content'],
          additionalProperties: false,
        },
      },
    },
  },
  responses: {
    201: {
      description: 'The file, which would survive a power cut.',
      content: { 'application/json': { schema: { $ref: refTo('File') }, examples: { file: { value: file } } } },
    },
    ...refusals(
      'bad_form',
      ...tokenErrors,
      'upload_too_slow',
      'file_too_large',
      'unsupported_media_type',
      'invalid_request',
      'rate_limited',
      'storage_unavailable',
      'quota_exceeded',
    ),
  },
})

const lasting = {
  ETag: header('Names these bytes.', exampleTag),
  'Cache-Control': header('They never change, and the URL works for so long.', 'private, max-age=90061, immutable'),
}

const whole = {
  ...lasting,
  'Accept-Ranges': header('Parts can be asked for.', 'bytes'),
  'Content-Length': header('Bytes of what is sent.', file.size),
  'Content-Disposition': header('`inline` for images, else `attachment`.', `attachment; filename="${file.file_name}"`),
  'Content-Security-Policy': header('Whatever it is, it runs nothing.', "sandbox; default-src 'none'"),
  'X-Content-Type-Options': header('It is what its type says.', 'nosniff'),
  'Referrer-Policy': header('The URL is told to nobody.', 'no-referrer'),
  'Cross-Origin-Resource-Policy': header('`cross-origin` for images, else `same-origin`.', 'same-origin'),
}
const part = { 'Content-Range': header('Which bytes of how many.', 'bytes 0-1023/48211') }

function fetching(method: 'get' | 'head'): Operation {
  const bytes = (description: string, headers: Response['headers'] = {}): Response => ({
    description,
    headers,
    ...(method === 'get' && { content: { '*/*': { schema: { type: 'string', format: 'binary' } } } }),
  })
  return {
    operationId: method === 'get' ? 'fetchFile' : 'lookAtFile',
    tags: ['files'],
    summary: method === 'get' ? 'The bytes of a file, by the `url` of its description.' : 'The same without the bytes.',
    description: 'The URL is all it takes: it needs no token and is not to be composed by hand.',
    security: [],
    parameters: [
      { name: 'id', in: 'path', required: true, schema: { $ref: refTo('Id') } },
      {
        name: 'e',
        in: 'query',
        required: true,
        description: 'When the URL expires, seconds since 1970.',
        schema: { type: 'string' },
      },
      { name: 's', in: 'query', required: true, description: 'The signature.', schema: { type: 'string' } },
      requestHeader('Range', 'One range of bytes; several ranges give the whole.', 'bytes=0-1023'),
      requestHeader('If-Range', 'The ETag for which `Range` holds.', exampleTag),
      ifNoneMatch,
    ],
    responses: {
      200: bytes('The whole file.', whole),
      206: bytes('The range.', { ...whole, ...part }),
      304: { description: 'You have it.', headers: lasting },
      416: {
        description: 'Nothing lies in the range.',
        headers: { 'Content-Range': header('How many bytes there are.', 'bytes */48211') },
      },
      ...(method === 'get' ? refusals('file_not_found') : withoutBodies(refusals('file_not_found'))),
    },
  }
}

/** HEAD gets the headers alone. */
const withoutBodies = (responses: Record<string, Response>): Record<string, Response> =>
  Object.fromEntries(Object.entries(responses).map(([status, { content: _bytes, ...response }]) => [status, response]))
