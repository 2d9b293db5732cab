import { readdir } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { File } from '../../src/protocol/index.ts'
import { answered as held } from './rest-contract.ts'
import type { World } from './world.ts'

export const MIB = 1_048_576
const BOUNDARY = 'a-boundary-of-the-tests'

/** An answer of the upload route: a file, or an error. */
export interface Answer {
  status: number
  body: File & { code?: string; detail?: string; errors?: { path: string; message: string }[] }
}

type Content = Uint8Array | string

/** Uploads by the platform's own client. */
export async function upload(http: string, token: string, content: Content, name = 'file.bin'): Promise<Answer> {
  const form = new FormData()
  form.append('content', new Blob([content as BlobPart]), name)
  return answered(await fetch(`${http}/api/files/`, { method: 'POST', body: form, headers: auth(token) }))
}

export const auth = (token: string) => ({ authorization: `JWT ${token}` })

export async function answered(response: Response): Promise<Answer> {
  await held('POST', response)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

/** One part of a form, byte for byte; headers that a well-behaved client would never send included. */
export function part(
  content: Content,
  disposition = 'form-data; name="content"; filename="file.bin"',
  more = '',
): Buffer {
  const head = `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n${more}\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(content as Uint8Array), Buffer.from('\r\n')])
}

export const formEnd = Buffer.from(`--${BOUNDARY}--\r\n`)

/** An upload on a bare socket, which can lie, stall and break off. */
export class RawUpload {
  readonly socket: Socket
  /** Status and code of the answer; undefined where the connection ended without one. */
  readonly answer: Promise<{ status: number; code: string | undefined } | undefined>
  readonly closed: Promise<void>
  broken = false

  constructor(http: string, token: string, length: number | 'chunked', headers: Record<string, string> = {}) {
    const { hostname, port, host } = new URL(http)
    this.socket = connect(Number(port), hostname).setNoDelay(true)
    const size = length === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`
    const type = `multipart/form-data; boundary=${BOUNDARY}`
    const lines = { Host: host, 'Content-Type': type, Authorization: `JWT ${token}`, ...headers }
    const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`)
    this.socket.write(`POST /api/files/ HTTP/1.1\r\n${text.join('')}${size}\r\n\r\n`)
    let received = ''
    const { promise, resolve } = Promise.withResolvers<{ status: number; code: string | undefined } | undefined>()
    this.answer = promise
    const answer = () => {
      const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(received) ?? []
      if (status) resolve({ status: Number(status), code: /"code":"(\w+)"/.exec(received)?.[1] })
      else if (this.broken) resolve(undefined)
    }
    this.socket.setEncoding('utf8').on('data', (text) => {
      received += text
      if (received.includes('}')) answer()
    })
    this.socket.on('error', () => {})
    this.closed = new Promise((done) =>
      this.socket.on('close', () => {
        this.broken = true
        answer()
        done()
      }),
    )
  }

  /** Resolves when the system has taken the bytes, or the connection is gone. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.socket.destroyed) return
    await Promise.race([new Promise((done) => this.socket.write(bytes, done)), this.closed])
  }

  /** One chunk of a chunked body. */
  writeChunk(bytes: Uint8Array): Promise<void> {
    return this.write(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]))
  }
}

/** How many files are half-written, and how many are whole. */
export async function onDisk({ config }: Pick<World, 'config'>): Promise<{ unfinished: number; whole: number }> {
  const folder = join(config.data_dir, 'files')
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = all.filter((entry) => entry.isFile())
  const unfinished = files.filter((entry) => entry.parentPath.endsWith('tmp')).length
  return { unfinished, whole: files.length - unfinished }
}

/** Where rows and files do not agree. */
export async function disagreements({ app }: World) {
  const found = []
  for await (const finding of app.checkFiles()) found.push(finding)
  return found
}
