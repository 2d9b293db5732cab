import { z } from 'zod'
import { jsonSafe } from '../../cli/term-safe.ts'
import { type Entry, parseFrame } from '../wire/entry.ts'

/** The version of the format; a reader refuses what is newer. */
export const VERSION = 1

/** A session of a recording: an address and a user, never a token (AU7). */
export interface RecordedSession {
  name: string
  url: string
  user?: number
}

/** The first line. */
export interface Header {
  dialogd_recording: number
  /** ISO 8601. */
  started: string
  sessions: RecordedSession[]
}

export const HeaderLine = z.object({
  dialogd_recording: z.int().positive(),
  started: z.string(),
  sessions: z.array(z.object({ name: z.string(), url: z.string(), user: z.int().optional() })),
})

export const EntryLine = z.object({
  n: z.int().positive(),
  at: z.number(),
  tick: z.number(),
  session: z.string().min(1),
  dir: z.enum(['out', 'in', 'note']),
  text: z.string(),
  bytes: z.int().nonnegative(),
  binary: z.literal(true).optional(),
  asText: z.literal(true).optional(),
  latency: z.number().optional(),
  violations: z.array(z.object({ rule: z.string(), text: z.string() })).default([]),
  kind: z.enum(['open', 'close', 'reconnect', 'fault', 'error']).optional(),
  fault: z.enum(['drop', 'stall', 'resume']).optional(),
  user: z.int().optional(),
  close: z.object({ code: z.number(), reason: z.string(), meaning: z.string() }).optional(),
})

/** The header; an address loses its query and its user, where a token might be (AU7). */
export function headerLine(sessions: readonly RecordedSession[], at: number): string {
  const header: Header = {
    dialogd_recording: VERSION,
    started: new Date(at).toISOString(),
    sessions: sessions.map(({ name, url, user }) => ({
      name,
      url: bare(url),
      ...(user === undefined ? {} : { user }),
    })),
  }
  return `${jsonSafe(JSON.stringify(header))}\n`
}

/** One entry; what can be read from its text again is left out, and no terminal obeys what is in it. */
export function entryLine(entry: Entry): string {
  const { frame: _frame, event: _event, violations, ...kept } = entry
  return `${jsonSafe(JSON.stringify(violations.length === 0 ? kept : { ...kept, violations }))}\n`
}

/** The entry of a line that `EntryLine` accepts. */
export function toEntry(line: z.output<typeof EntryLine>): Entry {
  const frame = line.dir === 'note' || line.binary ? undefined : parseFrame(line.text)
  const framed = frame ? { frame, ...(typeof frame.event === 'string' ? { event: frame.event } : {}) } : {}
  return { ...line, ...framed } as Entry
}

function bare(url: string): string {
  const address = new URL(url)
  address.search = address.hash = address.username = address.password = ''
  return address.href
}
