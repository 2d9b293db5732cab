import { z } from 'zod'
import { type ErrorCode, errors, Frame } from '../../protocol/index.ts'
import { sampleError } from '../errors.ts'
import { refTo } from '../schemas.ts'

/** HT2 */
export const problemOf = (code: z.ZodType): z.ZodType =>
  z
    .object({
      detail: z.string().describe('A text for a person, in English or Russian.'),
      code,
      errors: Frame.shape.errors,
      retry_after: Frame.shape.retry_after,
    })
    .meta({ title: 'Problem', description: 'A refusal.' })

/** One operation of the document, as far as anyone here looks into it. */
export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security?: object[]
  parameters?: object[]
  requestBody?: object
  responses: Record<string, Response>
}

export interface Response {
  description: string
  headers?: Record<string, object>
  content?: Record<string, { schema?: object; examples?: Record<string, { value: unknown }>; example?: unknown }>
}

export type Paths = Record<string, Record<string, Operation>>

/** AU1: what needs a token, in either form of the header. */
export const withToken = { security: [{ bearer: [] }, { jwt: [] }] }
export const tokenErrors = ['token_missing', 'token_invalid', 'token_expired', 'user_disabled'] as const

/** What any path may answer. */
const everywhere = ['shutting_down', 'internal'] as const satisfies ErrorCode[]

export const header = (description: string, example?: string | number) => ({
  description,
  schema: { type: typeof example === 'number' ? 'integer' : 'string' },
  ...(example !== undefined && { example }),
})

export const requestHeader = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
  example,
})

export const exampleTag = '"9f86d081884c7d659a2feaa0c55ad015"'
export const ifNoneMatch = requestHeader('If-None-Match', 'The ETag of what you have.', exampleTag)

const nameOf: Record<number, string> = {
  400: 'It cannot be read.',
  401: 'There is no good token.',
  403: 'It is not yours.',
  404: 'It is not there.',
  408: 'It came too slowly.',
  413: 'It is too large.',
  415: 'It is of the wrong type.',
  422: 'It is not valid.',
  429: 'Too many requests.',
  500: 'A bug of the server.',
  503: 'Not now.',
  507: 'There is no room.',
}

/** The responses to refusals, by status, each code an example; with those that any path may give. */
export function refusals(...codes: ErrorCode[]): Record<string, Response> {
  const responses: Record<string, Response> = {}
  for (const code of [...codes, ...everywhere]) {
    const { http } = errors[code]
    const { text, details } = sampleError(code)
    responses[http] ??= {
      description: nameOf[http]!,
      ...headersOf(http),
      content: { 'application/json': { schema: { $ref: refTo('Problem') }, examples: {} } },
    }
    responses[http].content!['application/json']!.examples![code] = { value: { detail: text, code, ...details } }
  }
  return responses
}

function headersOf(status: number): Pick<Response, 'headers'> {
  if (status === 401) return { headers: { 'WWW-Authenticate': header('The scheme of the token.', 'Bearer') } }
  if (status === 429 || status === 503) return { headers: { 'Retry-After': header('Seconds to wait.', 2) } }
  return {}
}

/** Every code that some path answers with. */
export function documentedErrors(paths: Paths): ErrorCode[] {
  const codes = Object.values(paths)
    .flatMap((operations) => Object.values(operations))
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content }) => Object.keys(content?.['application/json']?.examples ?? {}))
  return [...new Set(codes)].filter((code): code is ErrorCode => code in errors)
}
