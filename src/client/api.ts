import type { Frame } from '../protocol/envelope.ts'
import type { DataOf, EventName, MetaOf, RequestOf } from '../protocol/index.ts'
import type { Ending, State } from './state.ts'

export interface CallOptions {
  /** How long to wait for the answer, in milliseconds, reconnects included. */
  timeout_ms?: number
  /**
   * Send it again after a reconnect instead of failing with `connection_lost`. A create gets a `uid` if it has none, so
   * that it is stored once however often it is sent (MC7); every other event may be repeated as it is.
   */
  retry?: boolean
}

/** The fields may be left out where an event needs none. */
export type CallArgs<Name extends EventName> =
  Record<never, never> extends RequestOf<Name>
    ? [fields?: RequestOf<Name>, options?: CallOptions]
    : [fields: RequestOf<Name>, options?: CallOptions]

export interface Reply<Name extends EventName> {
  data: DataOf<Name>
  meta: MetaOf<Name>
}

/** What can be listened to: the protocol's events with their data, and the client's own. */
export type Listenable = { [Name in EventName]: (data: DataOf<Name>, frame: Frame) => unknown } & OwnEvents

export interface OwnEvents {
  /** A connection opened; what was asked before is sent already. */
  open: () => unknown
  /** A connection that had opened ended; the state says whether there will be another. */
  close: (how: Ending) => unknown
  state: (state: State) => unknown
  /** Every frame, errors and extensions included, before anything else hears of it. */
  frame: (frame: Frame) => unknown
}
