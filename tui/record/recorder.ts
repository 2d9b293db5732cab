import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import type { Entry } from '../wire/entry.ts'
import { entryLine, headerLine, type RecordedSession } from './format.ts'

/** How much of a recording there is so far, and why no more can be, where that is so. */
export interface RecorderState {
  bytes: number
  entries: number
  failure: NodeJS.ErrnoException | undefined
}

/**
 * Writes entries to a file of JSON Lines as they come; a file that is there already is never overwritten. Each line is
 * with the operating system when `write` returns, so that nothing is lost and no line is cut when the program is killed.
 */
export class Recorder {
  readonly path: string
  readonly #file: number
  #bytes = 0
  #entries = 0
  #failure: NodeJS.ErrnoException | undefined
  #closed = false

  private constructor(path: string, file: number) {
    this.path = path
    this.#file = file
  }

  /** Begins a recording. Throws where the file cannot be made (`EEXIST`, `EACCES`, …). */
  static start(path: string, sessions: readonly RecordedSession[], at: number = Date.now()): Recorder {
    // What people wrote to each other is nobody else's business.
    const recorder = new Recorder(path, openSync(path, 'wx', 0o600))
    recorder.#put(headerLine(sessions, at))
    return recorder
  }

  get state(): RecorderState {
    return { bytes: this.#bytes, entries: this.#entries, failure: this.#failure }
  }

  /** Never throws: what cannot be written, such as on a full disk, is told by `state.failure` and ends the recording. */
  write(entry: Entry): void {
    if (this.#failure || this.#closed) return
    if (this.#put(entryLine(entry))) this.#entries += 1
  }

  /** Throws what kept it from being written to its end. */
  close(): void {
    if (!this.#closed) closeSync(this.#file)
    this.#closed = true
    if (this.#failure) throw this.#failure
  }

  #put(line: string): boolean {
    const bytes = Buffer.from(line)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
      this.#bytes += bytes.length
      return true
    } catch (error) {
      this.#failure = error as NodeJS.ErrnoException
      this.#cutBack()
      return false
    }
  }

  /** A full disk may take half a line. */
  #cutBack(): void {
    try {
      if (fstatSync(this.#file).isFile()) ftruncateSync(this.#file, this.#bytes)
    } catch {
      // The reader leaves an unfinished last line out.
    }
  }
}
