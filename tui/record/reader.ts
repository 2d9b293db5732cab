import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { Entry } from '../wire/entry.ts'
import { EntryLine, type Header, HeaderLine, toEntry, VERSION } from './format.ts'

export interface Recording extends Header {
  entries: Entry[]
  /** Whether the last line is unfinished, because the recording program was killed; it is left out. */
  truncated: boolean
}

/** A file that is no recording: where and why, and what to do. */
export class RecordingError extends Error {
  readonly file: string
  readonly line: number
  constructor(file: string, line: number, problem: string) {
    super(`${file}:${line}: ${problem}`)
    this.name = 'RecordingError'
    this.file = file
    this.line = line
  }
}

export async function readRecordingFile(path: string): Promise<Recording> {
  return readRecording(await readFile(path, 'utf8'), path)
}

/** Throws `RecordingError`. */
export function readRecording(text: string, file: string): Recording {
  const lines = text.split('\n')
  const isWhole = lines.at(-1) === ''
  if (isWhole) lines.pop()
  if (lines.length === 0) throw new RecordingError(file, 1, 'the file is empty; a recording begins with a header line')
  const header = readHeader(lines[0]!, file)
  const entries: Entry[] = []
  let truncated = false
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue
    const json = parse(line)
    if (json === undefined && index === lines.length - 1 && !isWhole) {
      truncated = true
      continue
    }
    if (json === undefined)
      throw new RecordingError(file, index + 1, 'this is not JSON; the line is damaged, remove it')
    const parsed = EntryLine.safeParse(json)
    if (!parsed.success) throw new RecordingError(file, index + 1, `this is not an entry: ${reasonOf(parsed.error)}`)
    entries.push(toEntry(parsed.data))
  }
  return { ...header, entries, truncated }
}

function readHeader(line: string, file: string): Header {
  const json = parse(line)
  const version = (json as { dialogd_recording?: unknown } | null | undefined)?.dialogd_recording
  if (version === undefined)
    throw new RecordingError(
      file,
      1,
      'this is not a recording: the first line is not its header; make one with `tui`, key R',
    )
  if (typeof version === 'number' && version > VERSION)
    throw new RecordingError(
      file,
      1,
      `a recording of version ${version}; this program reads up to ${VERSION}, use a newer one`,
    )
  const parsed = HeaderLine.safeParse(json)
  if (!parsed.success) throw new RecordingError(file, 1, `the header is wrong: ${reasonOf(parsed.error)}`)
  const { sessions, ...header } = parsed.data
  return { ...header, sessions: sessions as Header['sessions'] }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function reasonOf({ issues: [first] }: z.ZodError): string {
  return `${first?.path.join('.') ?? ''} ${first?.message ?? ''}`.trim()
}
