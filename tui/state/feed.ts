import type { Entry } from '../wire/entry.ts'
import { Delays } from './delays.ts'
import { SeenIds } from './ids.ts'
import { Log } from './log.ts'
import { Ring } from './ring.ts'
import { Stats } from './stats.ts'

/** Entries taken in, as the screens show them: live ones, or those of a recording. */
export class Feed {
  readonly log = new Log()
  readonly ids = new SeenIds()
  readonly delays = new Delays()
  readonly stats = new Stats()
  readonly violations = new Ring<Entry>({ items: 1_000, weight: 2 * 1024 * 1024 }, ({ text }) => text.length)

  apply(entry: Entry): void {
    const kept = this.log.push(entry)
    this.stats.apply(entry)
    this.ids.apply(entry)
    this.delays.apply(entry)
    if (entry.violations.length > 0) this.violations.push(kept)
  }
}
