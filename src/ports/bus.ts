import type { RequestId } from '../protocol/index.ts'

/** What one participant's numbers are after a change; absolute, so that a lost or repeated one does no harm (NC2). */
export interface Counts {
  user_id: number
  /** How many of their dialogs hold something unseen (NC1). */
  dialogs: number
  /** How many messages of this dialog they have not seen. */
  messages: number
}

/** The socket that asked for a change; its copy of the push is the reply (FR3). */
export interface Origin {
  connection: string
  /** Which of that socket's requests it was, counted from 1. */
  n: number
  request_id?: RequestId | undefined
}

/** A message was created or read: everyone in `counts` hears of it. */
export interface MessageChanged {
  kind: 'message'
  event: 'dialogs.messages.create' | 'dialogs.messages.seen'
  /** The place of this change among all changes (PROTOCOL SY). */
  rev: number
  /** The message as JSON text: written once, whoever hears it. */
  message: string
  /** Every participant of the dialog. */
  counts: Counts[]
  /** MS5: the earlier messages of the dialog were marked read as well. */
  up_to?: boolean
  origin?: Origin | undefined
}

/** A user was disabled: their sockets are closed (AU5). */
export interface UserDisabled {
  kind: 'user_disabled'
  user_id: number
}

export type BusEvent = MessageChanged | UserDisabled

/**
 * Carries what happened to every node that has sockets.
 *
 * Events of one publisher arrive in the order they were published. An event may be lost, repeated or late between
 * nodes, so it is a hint and the store is the truth. What arrives is a copy that crossed a text: a subscriber cannot
 * change what another one sees.
 */
export interface Bus {
  publish(event: BusEvent): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: BusEvent) => void): () => void
}
