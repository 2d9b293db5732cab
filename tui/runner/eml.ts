/** A mail as it lies in an `.eml` file, decoded. */
export interface Mail {
  to: string
  from: string
  subject: string
  text: string
  html: string
  /** By their names in small letters. */
  headers: Record<string, string>
}

/** Reads a mail as programs write them: folded headers, encoded words, parts in quoted-printable or base64. */
export function readMail(bytes: Buffer): Mail {
  const { headers, parts } = readPart(bytes.toString('latin1'))
  const { to = '', from = '', subject = '' } = headers
  const textOf = (type: string) => parts.find((part) => part.type === type)?.text ?? ''
  return { to, from, subject, text: textOf('text/plain'), html: textOf('text/html'), headers }
}

interface Part {
  type: string
  text: string
}

function readPart(source: string): { headers: Record<string, string>; parts: Part[] } {
  const end = /\r?\n\r?\n/.exec(source)
  const head = end ? source.slice(0, end.index) : source
  const body = end ? source.slice(end.index + end[0].length) : ''
  const headers = headersOf(head)
  const type = headers['content-type'] ?? 'text/plain'
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) ?? []
  const boundary = quoted ?? bare
  if (!/^multipart\//i.test(type) || boundary === undefined)
    return { headers, parts: [{ type: type.split(';')[0]!.trim().toLowerCase(), text: decoded(body, headers) }] }
  const inner = body.split(new RegExp(`\\r?\\n?--${RegExp.escape(boundary)}(?:--)?[ \\t]*(?:\\r?\\n|$)`)).slice(1, -1)
  return { headers, parts: inner.flatMap((one) => readPart(one).parts) }
}

function headersOf(head: string): Record<string, string> {
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1)])
  return Object.fromEntries(pairs.map(([name, value]) => [name, words(value!.trim())]))
}

/** `=?UTF-8?B?…?=`, `=?UTF-8?Q?…?=`; white space between two of them is none of the text. */
const words = (value: string): string =>
  Buffer.from(value.replaceAll(/(\?=)\s+(=\?)/g, '$1$2'), 'latin1')
    .toString()
    .replaceAll(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
      const bytes = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind, text]) =>
        kind!.toLowerCase() === 'b' ? Buffer.from(text!, 'base64') : quotedPrintable(text!.replaceAll('_', ' ')),
      )
      return Buffer.concat(bytes).toString()
    })

function decoded(body: string, headers: Record<string, string>): string {
  const encoding = headers['content-transfer-encoding']?.toLowerCase()
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? quotedPrintable(body.replaceAll(/=\r?\n/g, ''))
        : Buffer.from(body, 'latin1')
  return bytes.toString().replaceAll('\r\n', '\n')
}

const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
