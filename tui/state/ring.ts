/** What a ring may hold: how many items, and how much they may weigh together. */
export interface RingLimits {
  items: number
  weight: number
}

/**
 * The newest items of an endless row, outside of React. Items have running numbers from 0; what was pushed out by newer
 * ones is counted, so that the screen can tell.
 */
export class Ring<T> {
  readonly #limits: RingLimits
  readonly #weigh: (item: T) => number
  #items: T[] = []
  /** Index in `#items` of the oldest kept item; moved instead of shifting a long array. */
  #head = 0
  #weight = 0
  #pushed = 0

  constructor(limits: RingLimits, weigh: (item: T) => number = () => 0) {
    this.#limits = limits
    this.#weigh = weigh
  }

  push(item: T): void {
    this.#items.push(item)
    this.#pushed += 1
    this.#weight += this.#weigh(item)
    while (this.size > 1 && (this.size > this.#limits.items || this.#weight > this.#limits.weight)) this.#drop()
  }

  /** How many are kept. */
  get size(): number {
    return this.#items.length - this.#head
  }

  /** The number of the oldest kept item, which is also how many were let go. */
  get first(): number {
    return this.#pushed - this.size
  }

  /** The number that the next item will have. */
  get next(): number {
    return this.#pushed
  }

  /** The item with this number, if it is still kept. */
  at(number: number): T | undefined {
    return number < this.first ? undefined : this.#items[this.#head + number - this.first]
  }

  /** Items from `from` up to, without, `to`; fewer where they are gone or have not come. */
  slice(from: number, to: number): T[] {
    const start = Math.max(from, this.first)
    return this.#items.slice(this.#head + start - this.first, Math.max(0, this.#head + to - this.first))
  }

  /** From the newest to the oldest. */
  *backwards(): Generator<T> {
    for (let index = this.#items.length - 1; index >= this.#head; index--) yield this.#items[index]!
  }

  #drop(): void {
    this.#weight -= this.#weigh(this.#items[this.#head]!)
    this.#items[this.#head] = undefined as T
    this.#head += 1
    if (this.#head > 1024 && this.#head > this.#items.length / 2) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
  }
}
