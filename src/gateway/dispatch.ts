import type { Log } from '../ports/runtime.ts'
import {
  dataFrame,
  type Envelope,
  type ErrorCode,
  errorFrame,
  events,
  limits,
  Refusal,
  type RefusalDetails,
  readEnvelope,
  withRequestId,
} from '../protocol/index.ts'
import { useCases } from '../usecases/by-event.ts'
import type { RateLimits } from '../usecases/rate-limits.ts'
import { type Deps, run } from '../usecases/run.ts'
import type { Connection, Request } from './connection.ts'
import { outgoing } from './outgoing.ts'

export interface Dispatch {
  deps: Deps
  rates: RateLimits
  log: Log
  /** Counts what became of requests (HT4). */
  onAnswered: (event: string, code: ErrorCode | 'ok') => void
}

/** Reads one frame of a client. Whatever it is, answering it never throws and the socket stays open (ER1, ER6). */
export function readRequest(dispatch: Dispatch, connection: Connection, text: string, n: number): Request {
  const envelope = readEnvelope(text)
  if (typeof envelope === 'string') {
    return {
      isWrite: false,
      async answer() {
        refuse(dispatch, connection, undefined, n, envelope)
        connection.badFrames += 1
        if (connection.badFrames >= limits.bad_frames) connection.close(4400)
      },
    }
  }
  connection.badFrames = 0
  const isWrite = writes.has(envelope.event)
  return { isWrite, answer: (earlier) => answer(dispatch, connection, envelope, n, earlier) }
}

/** The events that change something and so are pushed to others. */
const writes = new Set<string>(
  Object.values(events)
    .filter(({ pushes }) => pushes.length > 0)
    .map(({ name }) => name),
)

async function answer(
  dispatch: Dispatch,
  connection: Connection,
  envelope: Envelope,
  n: number,
  earlier: Promise<unknown>,
): Promise<void> {
  const { event, request_id, fields } = envelope
  try {
    const verdict = dispatch.rates.take(connection.user.id, event === 'dialogs.messages.create')
    if (!verdict.ok) {
      const { retry_after, far_above } = verdict
      await earlier
      refuse(dispatch, connection, envelope, n, 'rate_limited', { retry_after })
      if (far_above) connection.close(4429, `retry_after=${retry_after}`)
      return
    }
    const useCase = useCases.get(event)
    if (!useCase) throw new Refusal('unknown_event')
    const origin = { connection: connection.id, n, request_id }
    const { data, meta, published } = await run(dispatch.deps, useCase, connection, fields, origin)
    if (!published) {
      await earlier
      connection.send(outgoing(withRequestId(dataFrame(event, data, meta), request_id)), n)
    }
    dispatch.onAnswered(event, 'ok')
  } catch (error) {
    const { code, details } = asRefusal(dispatch.log, error, event)
    await earlier
    refuse(dispatch, connection, envelope, n, code, details)
  }
}

/** What a client is told of a failure: an expected one as it is, any other as `internal`, which is logged and not shown. */
export function asRefusal(log: Log, error: unknown, during: string): Refusal {
  if (error instanceof Refusal) {
    const { code, details } = error
    if (code === 'storage_unavailable') log.error({ during, code, about: details.about }, 'storage unavailable')
    return error
  }
  log.error({ during, err: error }, 'a bug: please report it')
  return new Refusal('internal')
}

function refuse(
  { onAnswered }: Dispatch,
  connection: Connection,
  envelope: Envelope | undefined,
  n: number,
  code: ErrorCode,
  details: RefusalDetails = {},
): void {
  // A name of an event is short; what is longer is not one, and is not sent back.
  const named = envelope && envelope.event.length <= limits.uid_characters ? envelope.event : 'error'
  const frame = errorFrame(named, code, connection.locale, details)
  connection.send(outgoing(withRequestId(frame, envelope?.request_id)), n)
  onAnswered(code === 'unknown_event' ? 'unknown' : named, code)
}
