import { pino } from 'pino'
import type { Log } from '../ports/runtime.ts'

export interface PinoOptions {
  log_level: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** Null: pretty on a terminal. */
  log_format: 'json' | 'pretty' | null
}

/** The log on stderr, one JSON object or one pretty line a fact. */
export async function createLog({ log_level, log_format }: PinoOptions): Promise<Log> {
  const pretty = log_format === 'pretty' || (log_format === null && process.stderr.isTTY)
  const base = { level: log_level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }
  const destination = pino.destination({ dest: 2, sync: true })
  // A log that cannot be written, because its own disk is full, must not end the server (D4).
  destination.on('error', () => {})
  let log: Log = pino(base, destination)
  if (!pretty) return log
  // In this thread: a worker's code would be a file beside the program, which the single binary has not.
  const { default: prettier } = await import('pino-pretty')
  log = pino(base, prettier({ destination, colorize: true, translateTime: 'HH:MM:ss.l' }))
  return log
}
