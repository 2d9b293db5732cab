import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FileRecord } from '../../ports/files.ts'
import { createFile } from '../../usecases/files.create.ts'
import { type FileReading, openFile } from '../../usecases/files.read.ts'
import { type Caller, type Deps, run } from '../../usecases/run.ts'
import { Uploads } from '../../usecases/uploads.ts'
import { contentDisposition } from '../content-disposition.ts'
import type { Patience } from '../deadline.ts'
import { fileOf } from '../form.ts'
import { names, rangeOf } from '../range.ts'

/** How long a client that fetches a file may stop reading. */
const STALL_MS = 60_000

/** FL1: `POST /api/files/`. */
export function uploadRoute(
  server: FastifyInstance,
  deps: Deps,
  callerOf: (request: FastifyRequest, is_create: boolean) => Promise<Caller>,
  patience: Patience,
): void {
  const uploads = new Uploads()
  // In a scope of its own: nowhere else is a form understood, and here nothing else is.
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart)
    scope.addHook('onClose', () => uploads.idle())
    scope.post('/api/files', async (request, reply) => {
      const caller = await callerOf(request, true)
      const { data } = await uploads.run(caller.user.id, async () =>
        run(deps, createFile, caller, await fileOf(request, caller.locale, patience)),
      )
      return reply.code(201).send(data)
    })
  })
}

/** FL2, FL4: `GET` and `HEAD` of `/files/<id>?e=…&s=…`. */
export function fileRoute(server: FastifyInstance, reading: FileReading): void {
  server.route<{ Params: { id: string }; Querystring: Record<string, unknown> }>({
    method: ['GET', 'HEAD'],
    url: '/files/:id',
    async handler({ params, query, headers, method }, reply) {
      const given = { id: params.id, expires: text(query.e), signature: text(query.s) }
      const { file, expires_in, content } = await openFile(reading, given)
      const etag = `"${file.sha256.slice(0, 32)}"`
      const lasting = { etag, 'cache-control': `private, max-age=${Math.floor(expires_in / 1_000)}, immutable` }
      if (names(headers['if-none-match'], etag)) return reply.code(304).headers(lasting).send()

      const range = [undefined, etag].includes(headers['if-range']?.toString())
        ? rangeOf(headers.range, file.size)
        : undefined
      if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${file.size}`).send()
      // Opened before any header is set: a refusal must not be kept by a cache.
      const bytes = method === 'HEAD' ? undefined : await content(range)
      reply.headers({ ...lasting, ...headersOf(file) })
      reply.header('content-length', range ? range.end - range.start + 1 : file.size)
      if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`)
      return bytes ? send(reply, bytes) : reply.send()
    },
  })
}

/** FL4: what keeps a file from being more than a picture or a download. */
function headersOf({ content_type, file_name, type }: FileRecord) {
  const is_image = type === 2
  return {
    'accept-ranges': 'bytes',
    'content-type': content_type === 'text/plain' ? 'text/plain; charset=utf-8' : content_type,
    'content-disposition': contentDisposition(is_image ? 'inline' : 'attachment', file_name),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // Pages elsewhere may show an image whose URL they were given; nothing else may become a part of any page.
    'cross-origin-resource-policy': is_image ? 'cross-origin' : 'same-origin',
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function send(reply: FastifyReply, bytes: AsyncIterable<Uint8Array>) {
  // A reader that has stopped would hold the file open.
  reply.raw.setTimeout(STALL_MS, () => reply.raw.destroy())
  return reply.send(bytes instanceof Readable ? bytes : Readable.from(bytes, { objectMode: false }))
}
