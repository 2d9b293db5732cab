import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { type Locale, limits, Refusal } from '../protocol/index.ts'
import { Deadline, type Patience } from './deadline.ts'

/** The field that holds the file (FL1). */
const FIELD = 'content'
/** What a form may weigh beside its file: boundaries, headers, a long name. */
const FORM_BYTES = 32_768

const texts = {
  missing: { en: 'there is no file; send one in this field', ru: 'файла нет; отправьте его в этом поле' },
  empty: { en: 'the file is empty', ru: 'файл пуст' },
  no_file: { en: 'this must be a file', ru: 'здесь должен быть файл' },
  unknown: { en: 'there is no such field', ru: 'такого поля нет' },
  second: { en: 'one file at a time', ru: 'не больше одного файла за раз' },
}

/** A file out of a form. Its bytes can be read once; what is wrong with the form behind them is thrown at their end. */
export interface FormFile {
  file_name: string
  content: AsyncIterable<Uint8Array>
}

/**
 * The one file of a multipart form, read as it comes. Refuses `unsupported_media_type`, `file_too_large` where the
 * length that was announced already says so, `bad_form`, `upload_too_slow`, and `invalid_request` for other fields.
 */
export async function fileOf(request: FastifyRequest, locale: Locale, patience: Patience): Promise<FormFile> {
  if (!request.isMultipart()) throw new Refusal('unsupported_media_type')
  const announced = Number(request.headers['content-length'])
  if (announced > limits.file_bytes + FORM_BYTES) throw new Refusal('file_too_large')

  const deadline = new Deadline(patience)
  const parts = request.parts({
    limits: {
      fieldNameSize: 200,
      fieldSize: 1_000,
      fields: 1,
      files: 2,
      parts: 3,
      headerPairs: 20,
      fileSize: Infinity,
    },
  })
  const wrong = (path: string, text: keyof typeof texts) =>
    new Refusal('invalid_request', { errors: [{ path, message: texts[text][locale] }] })
  const nextPart = async () => (await deadline.within(parts.next().catch(asBadForm))).value

  const part = await nextPart()
  if (!part) throw wrong(FIELD, 'missing')
  if (part.fieldname !== FIELD) throw wrong(nameOf(part), 'unknown')
  if (part.type !== 'file') throw wrong(FIELD, 'no_file')
  return { file_name: part.filename ?? '', content: bytesOf(part) }

  async function* bytesOf({ file }: MultipartFile): AsyncIterable<Uint8Array> {
    let empty = true
    const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
    try {
      for (;;) {
        const { done, value } = await deadline.within(chunks.next().catch(asBadForm))
        if (done) break
        empty = false
        yield value
      }
      const more = await nextPart()
      if (empty) throw wrong(FIELD, 'empty')
      if (more) throw more.fieldname === FIELD ? wrong(FIELD, 'second') : wrong(nameOf(more), 'unknown')
    } finally {
      file.destroy()
    }
  }
}

/** A field may have no name at all, whatever its type says. */
const nameOf = ({ fieldname }: { fieldname?: string }): string => fieldname?.slice(0, 64) ?? ''

function asBadForm(error: unknown): never {
  throw error instanceof Refusal ? error : new Refusal('bad_form', { about: String(error) })
}
