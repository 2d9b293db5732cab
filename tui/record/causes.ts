import type { Entry } from '../wire/entry.ts'

/** Which request each frame comes from, as far as the recording tells. */
export class Causes {
  /** The direct answer to each request, by the number of the request's entry, and the other way round. */
  readonly answers = new Map<number, Entry>()
  readonly #requests = new Map<number, Entry>()
  /** Requests by what they did: `dialogs.messages.seen 91`. */
  readonly #deeds = new Map<string, Entry>()
  /** Requests without an id, which nothing ties to their answers. */
  readonly #loose: Entry[] = []
  readonly #entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
    const asked = new Map<string, Entry>()
    for (const entry of entries) {
      const { dir, session, frame } = entry
      if (!frame || dir === 'note') continue
      if (frame.request_id === undefined) {
        if (dir === 'out') this.#loose.push(entry)
        continue
      }
      const key = `${session} ${JSON.stringify(frame.request_id)}`
      const request = asked.get(key)
      if (dir === 'out') asked.set(key, entry)
      else if (request && !this.answers.has(request.n)) {
        this.answers.set(request.n, entry)
        this.#requests.set(entry.n, request)
        const deed = deedOf(entry)
        if (deed && !this.#deeds.has(deed)) this.#deeds.set(deed, request)
      }
    }
  }

  /** The request that led to a frame; undefined where none was recorded. */
  of(entry: Entry): Entry | undefined {
    const direct = this.#requests.get(entry.n)
    if (direct || entry.dir !== 'in') return direct
    const deed = deedOf(entry)
    return deed === undefined ? undefined : (this.#deeds.get(deed) ?? this.#loose.find((one) => isLike(one, entry)))
  }

  /** Whether somebody did it whom nobody watched. */
  isForeign(entry: Entry): boolean {
    return deedOf(entry) !== undefined && this.of(entry) === undefined
  }

  /** Chosen entries and what they come from: a frame by itself does not come. */
  closure(chosen: ReadonlySet<number>): Set<number> {
    const all = new Set(chosen)
    for (const [index, entry] of this.#entries.entries()) {
      if (!chosen.has(entry.n) || entry.dir !== 'in') continue
      const told = entry.event === 'notifications.dialogs.count' && !this.of(entry) ? this.#before(index) : entry
      if (!told) continue
      const cause = this.of(told)
      all.add((cause ?? told).n)
    }
    return all
  }

  /** What a count belongs to: the push before it on the same session. */
  #before(index: number): Entry | undefined {
    const { session } = this.#entries[index]!
    return this.#entries.slice(0, index).findLast((one) => one.session === session && deedOf(one) !== undefined)
  }
}

/** What a frame from the server tells that somebody did. */
function deedOf({ dir, event, frame }: Entry): string | undefined {
  if (dir !== 'in' || frame?.exception === true) return undefined
  if (event !== 'dialogs.messages.create' && event !== 'dialogs.messages.seen') return undefined
  const id = (frame?.data as { id?: unknown } | null | undefined)?.id
  return typeof id === 'number' ? `${event} ${id}` : undefined
}

function isLike({ event, frame }: Entry, told: Entry): boolean {
  const { id, dialog, markdown_body } = told.frame!.data as { id: number; dialog: number; markdown_body: string }
  if (event !== told.event || frame!.dialog_id !== dialog) return false
  return event === 'dialogs.messages.seen' ? frame!.message_id === id : (frame!.body ?? '') === markdown_body
}
