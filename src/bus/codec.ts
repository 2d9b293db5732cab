import type { BusEvent, MessageChanged } from '../ports/bus.ts'

/**
 * An event as it travels: JSON, and after a line break the message, which is JSON text already. Written into the JSON
 * as a string, every quote of it would be escaped and read back, which costs more than all the rest.
 */
export function encode(event: BusEvent): string {
  if (event.kind !== 'message') return JSON.stringify(event)
  const { message, ...rest } = event
  return `${JSON.stringify(rest)}\n${message}`
}

/** The copy that a subscriber hears. */
export function decode(text: string): BusEvent {
  // JSON has no line break of its own.
  const end = text.indexOf('\n')
  if (end < 0) return JSON.parse(text) as BusEvent
  const event = JSON.parse(text.slice(0, end)) as MessageChanged
  event.message = text.slice(end + 1)
  return event
}
