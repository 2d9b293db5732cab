import type { Log } from '../ports/runtime.ts'
import {
  dataFrame,
  type Envelope,
  type ErrorCode,
  errorFrame,
  limits,
  Refusal,
  type RefusalDetails,
  readEnvelope,
  withRequestId,
} from '../protocol/index.ts'
import { useCases } from '../usecases/by-event.ts'
import type { RateLimits } from '../usecases/rate-limits.ts'
import { type Deps, run } from '../usecases/run.ts'
import type { Connection } from './connection.ts'

export interface Dispatch {
  deps: Deps
  rates: RateLimits
  log: Log
  /** Counts what became of requests (HT4). */
  onAnswered: (event: string, code: ErrorCode | 'ok') => void
}

/** Answers one frame of a client; whatever it is, it never throws and the socket stays open (ER1, ER6). */
export async function answer(dispatch: Dispatch, connection: Connection, text: string): Promise<void> {
  const envelope = readEnvelope(text)
  if (typeof envelope === 'string') {
    refuse(dispatch, connection, undefined, envelope, {})
    connection.badFrames += 1
    if (connection.badFrames >= limits.bad_frames) connection.close(4400)
    return
  }
  connection.badFrames = 0
  const { event, request_id, fields } = envelope
  const verdict = dispatch.rates.take(connection.user.id, event === 'dialogs.messages.create')
  if (!verdict.ok) {
    const { retry_after } = verdict
    refuse(dispatch, connection, envelope, 'rate_limited', { retry_after })
    if (verdict.far_above) connection.close(4429, `retry_after=${retry_after}`)
    return
  }
  const useCase = useCases.get(event)
  if (!useCase) {
    refuse(dispatch, connection, envelope, 'unknown_event', {})
    return
  }
  try {
    const origin = { connection: connection.id, request_id }
    const { data, meta, published } = await run(dispatch.deps, useCase, connection, fields, origin)
    if (!published) connection.send(withRequestId(dataFrame(event, data, meta), request_id))
    dispatch.onAnswered(event, 'ok')
  } catch (error) {
    const { code, details } = asRefusal(dispatch.log, error, event)
    refuse(dispatch, connection, envelope, code, details)
  }
}

/** What a client is told of a failure: an expected one as it is, any other as `internal`, which is logged and not shown. */
export function asRefusal(log: Log, error: unknown, during: string): Refusal {
  if (error instanceof Refusal) {
    if (error.code === 'storage_unavailable') log.error({ during, about: error.details.about }, 'storage unavailable')
    return error
  }
  log.error({ during, err: error }, 'a bug: please report it')
  return new Refusal('internal')
}

function refuse(
  { onAnswered }: Dispatch,
  connection: Connection,
  envelope: Envelope | undefined,
  code: ErrorCode,
  details: RefusalDetails,
): void {
  // A name of an event is short; what is longer is not one, and is not sent back.
  const named = envelope && envelope.event.length <= limits.uid_characters ? envelope.event : 'error'
  const frame = errorFrame(named, code, connection.locale, details)
  connection.send(withRequestId(frame, envelope?.request_id))
  onAnswered(code === 'unknown_event' ? 'unknown' : named, code)
}
