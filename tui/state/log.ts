import { type Entry, parseFrame } from '../wire/entry.ts'
import { type Filter, noFilter } from './filter.ts'
import { Ring } from './ring.ts'

const LIMITS = { items: 50_000, weight: 10 * 1024 * 1024 }
/** How many parsed frames are kept: a screen or two. Parsed, frames take several times as much memory as their text. */
const PARSED = 256
const weigh = ({ text }: Entry) => text.length + 200
const newRing = () => new Ring<Entry>(LIMITS, weigh)

/** The rows of a window into the log. */
export interface LogWindow {
  rows: Entry[]
  /** Index in `rows` of the selected one; -1 where there is none. */
  selected: number
}

/** Everything that crossed the wire, a filtered view of it, and what of that is looked at. It knows of no socket. */
export class Log {
  readonly all = newRing()
  filter: Filter = noFilter
  follow = true
  /** Rows on the screen; the screen tells. */
  height = 10
  #parsed = new Map<number, Entry>()
  #view = this.all
  #top = 0
  #selected = 0
  #pausedAt = 0

  /** Keeps an entry, without its frame, and returns what is kept. */
  push(entry: Entry): Entry {
    const { frame: _frame, ...kept } = entry
    this.all.push(kept)
    if (this.#view !== this.all && this.filter.test(entry)) this.#view.push(kept)
    return kept
  }

  /** How many rows fit the filter, among those still kept. */
  get matching(): number {
    return this.#view.size
  }

  /** Rows that came since the log was paused. */
  get fresh(): number {
    return this.follow ? 0 : this.#view.next - this.#pausedAt
  }

  get selected(): Entry | undefined {
    const kept = this.#view.at(this.#position)
    return kept && this.#whole(kept)
  }

  window(): LogWindow {
    const top = this.#visibleTop()
    const rows = this.#view.slice(top, top + this.height).map((kept) => this.#whole(kept))
    return { rows, selected: rows.length === 0 ? -1 : this.#position - top }
  }

  /** Moves the selection; up from the tail pauses, down to the tail follows again. */
  move(by: number) {
    const last = this.#view.next - 1
    const to = Math.max(this.#view.first, Math.min(last, this.#position + by))
    if (to === last && by > 0) return this.toEnd()
    this.#goTo(to)
  }

  toTop(): void {
    this.#goTo(this.#view.first)
  }

  toEnd(): void {
    this.follow = true
  }

  toggleFollow(): void {
    if (this.follow) this.#goTo(this.#position)
    else this.toEnd()
  }

  setFilter(filter: Filter) {
    const { selected } = this
    this.filter = filter
    if (filter.text.trim() === '') this.#view = this.all
    else {
      this.#view = newRing()
      for (const kept of this.all.slice(this.all.first, this.all.next))
        if (filter.test(whole(kept))) this.#view.push(kept)
    }
    if (!this.follow && selected) this.select(selected)
  }

  /** Selects an entry, or the first one after it that is shown. */
  select({ n }: Entry) {
    for (let at = this.#view.first; at < this.#view.next; at += 1) if (this.#view.at(at)!.n >= n) return this.#goTo(at)
    this.toEnd()
  }

  /** Selects the next (1) or previous (-1) entry with a violation; false where there is none. */
  toViolation(step: 1 | -1): boolean {
    for (let at = this.#position + step; at >= this.#view.first && at < this.#view.next; at += step) {
      if (this.#view.at(at)!.violations.length === 0) continue
      this.#goTo(at)
      return true
    }
    return false
  }

  /** Everything that is kept, with its frames. */
  entries(): Entry[] {
    return this.all.slice(this.all.first, this.all.next).map(whole)
  }

  /** The entry with its frame; the same object while it is looked at. */
  #whole(kept: Entry): Entry {
    const known = this.#parsed.get(kept.n)
    if (known) return known
    const entry = whole(kept)
    this.#parsed.set(kept.n, entry)
    if (this.#parsed.size > PARSED) this.#parsed.delete(this.#parsed.keys().next().value!)
    return entry
  }

  get #position(): number {
    const last = this.#view.next - 1
    return this.follow ? last : Math.max(this.#view.first, Math.min(last, this.#selected))
  }

  #goTo(position: number): void {
    if (this.follow) {
      this.#top = Math.max(this.#view.first, this.#view.next - this.height)
      this.#pausedAt = this.#view.next
    }
    this.follow = false
    this.#selected = position
  }

  #visibleTop(): number {
    const { first, next } = this.#view
    if (this.follow) return Math.max(first, next - this.height)
    const position = this.#position
    const lowest = Math.max(first, position - this.height + 1)
    this.#top = Math.max(lowest, Math.min(this.#top, position))
    return this.#top
  }
}

function whole(kept: Entry): Entry {
  const frame = kept.dir === 'note' || kept.binary ? undefined : parseFrame(kept.text)
  return frame ? { ...kept, frame } : kept
}
