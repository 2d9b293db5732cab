/**
 * Listeners by name. What is told reaches everybody in the order it happened, also where a listener causes the next
 * thing; a listener that fails neither stops the others nor breaks whoever tells.
 */
export class Listeners<Map extends Record<keyof Map, (...args: never[]) => unknown>> {
  readonly #all = new globalThis.Map<keyof Map, Set<{ listener: (...args: never[]) => unknown }>>()
  readonly #onError: (error: unknown) => void
  #untold: (() => void)[] = []
  #telling = false

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Returns the function that takes the listener away again. */
  add<Name extends keyof Map>(name: Name, listener: Map[Name]): () => void {
    const entries = this.#all.get(name) ?? new Set()
    this.#all.set(name, entries)
    const entry = { listener }
    entries.add(entry)
    return () => {
      entries.delete(entry)
    }
  }

  tell<Name extends keyof Map>(name: Name, ...args: Parameters<Map[Name]>): void {
    this.#untold.push(() => this.#tellNow(name, args))
    if (this.#telling) return
    this.#telling = true
    for (let next = this.#untold.shift(); next; next = this.#untold.shift()) next()
    this.#telling = false
  }

  #tellNow(name: keyof Map, args: never[]): void {
    const entries = this.#all.get(name)
    // A copy: who begins to listen because of this one hears the next one first.
    for (const entry of [...(entries ?? [])]) if (entries?.has(entry)) this.#call(entry.listener, args)
  }

  #call(listener: (...args: never[]) => unknown, args: never[]): void {
    try {
      const result = listener(...args)
      if (result instanceof Promise) result.catch((error) => this.#report(error))
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown): void {
    try {
      this.#onError(error)
    } catch (worse) {
      console.error(worse)
    }
  }
}
