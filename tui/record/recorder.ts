import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import type { Entry } from '../wire/entry.ts'
import { entryLine, headerLine, type RecordedSession } from './format.ts'

/** Writes entries to a file of JSON Lines as they come; a file that is there already is never overwritten. */
export class Recorder {
  readonly path: string
  readonly #stream: WriteStream
  #bytes = 0
  #entries = 0
  #failure: Error | undefined

  private constructor(path: string, stream: WriteStream) {
    this.path = path
    this.#stream = stream
    stream.on('error', (error) => {
      this.#failure = error
    })
  }

  /** Begins a recording. Rejects where the file cannot be made (`EEXIST`, `EACCES`, …). */
  static async start(path: string, sessions: readonly RecordedSession[], at: number = Date.now()): Promise<Recorder> {
    // What people wrote to each other is nobody else's business.
    const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 })
    await once(stream, 'open')
    const recorder = new Recorder(path, stream)
    recorder.#put(headerLine(sessions, at))
    return recorder
  }

  /** How much was recorded so far, and why no more can be, where that is so. */
  get state(): { bytes: number; entries: number; failure: Error | undefined } {
    return { bytes: this.#bytes, entries: this.#entries, failure: this.#failure }
  }

  write(entry: Entry): void {
    this.#entries += 1
    this.#put(entryLine(entry))
  }

  /** Resolves when everything is in the file. Rejects where something could not be written. */
  async close(): Promise<void> {
    if (!this.#failure) await new Promise<void>((resolve) => this.#stream.end(resolve))
    if (this.#failure) throw this.#failure
  }

  #put(line: string): void {
    if (this.#failure) return
    this.#bytes += Buffer.byteLength(line)
    this.#stream.write(line)
  }
}
