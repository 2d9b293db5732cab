import type { Bus, BusEvent } from '../ports/bus.ts'
import { decode, encode } from './codec.ts'

/** The bus of a single process. Events cross a text, so that nothing works here that would not work over a network. */
export function localBus(): Bus {
  const listeners = new Set<(event: BusEvent) => void>()
  return {
    publish(event) {
      const text = encode(event)
      for (const listener of listeners) listener(decode(text))
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
