import type { Message } from '../../src/protocol/index.ts'
import type { Violation } from '../wire/entry.ts'
import { claims } from './answers.ts'

interface Place {
  /** `seq` of the last message that was certainly pushed. */
  seq: number | undefined
  /** The same, with those that may have been answers to a repeat. */
  seqPerhaps: number
  rev: number
}

/** The order in which one connection hears of each dialog: `seq` without gaps (MC3), `rev` growing, nothing twice. */
export class Order {
  #dialogs = new Map<number, Place>()

  /**
   * A push: it was made by a change, for certain. One that tells of all messages up to this one bears this one as it is,
   * which may be one's own and so as it was (MS5).
   */
  pushed({ id, dialog, seq, rev }: Message, { created, up_to }: { created: boolean; up_to: boolean }): Violation[] {
    const place = this.#of(dialog)
    const of = `of dialog ${dialog}`
    const violations: Violation[] = []
    if (created && place.seq !== undefined) {
      const most = Math.max(place.seq, place.seqPerhaps) + 1
      violations.push(
        ...claims('MC3', seq !== place.seq, `message ${id} (seq ${seq} ${of}) came before`),
        ...claims('MC3', seq >= place.seq, `seq ${seq} ${of} after ${place.seq}: it goes backwards`),
        ...claims('MC3', seq <= most, `seq ${seq} ${of} after ${place.seq}: something is missing`),
      )
    }
    if (violations.length === 0 && !up_to)
      violations.push(
        ...claims(
          'MC3',
          rev > place.rev,
          `rev ${rev} ${of} after ${place.rev}: it ${rev === place.rev ? 'came before' : 'goes backwards'}`,
        ),
      )
    if (created) place.seq = Math.max(place.seq ?? 0, seq)
    place.rev = Math.max(place.rev, rev)
    return violations
  }

  /** An answer that was made by a change, or repeats an older one. True where it is the next message of its dialog. */
  perhaps({ dialog, seq }: Message): boolean {
    const place = this.#of(dialog)
    const next = place.seq !== undefined && seq === Math.max(place.seq, place.seqPerhaps) + 1
    if (next) place.seqPerhaps = seq
    return next
  }

  #of(dialog: number): Place {
    const place = this.#dialogs.get(dialog) ?? { seq: undefined, seqPerhaps: 0, rev: 0 }
    this.#dialogs.set(dialog, place)
    return place
  }
}
