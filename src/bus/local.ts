import type { Bus, BusEvent } from '../ports/bus.ts'

/** The bus of a single process. Events cross JSON, so that nothing works here that would not work over a network. */
export function localBus(): Bus {
  const listeners = new Set<(event: BusEvent) => void>()
  return {
    publish(event) {
      const text = JSON.stringify(event)
      for (const listener of listeners) listener(JSON.parse(text) as BusEvent)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
