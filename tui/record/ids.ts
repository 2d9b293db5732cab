import { randomUUID } from 'node:crypto'
import { parseFrame } from '../wire/entry.ts'

/** What a number names; ids of one kind are mapped apart from those of another. */
export type Kind = 'dialog' | 'message' | 'user' | 'file'

/** Recorded ids and those they are on the server that a recording is replayed against. */
export class Ids {
  #live = new Map<string, number>()
  #taken = new Set<string>()
  #seqs = new Map<number, number>()
  #uids = new Map<string, string>()

  set(kind: Kind, recorded: number, live: number): void {
    this.#live.set(`${kind} ${recorded}`, live)
    this.#taken.add(`${kind} ${live}`)
  }

  /** The live id; undefined where nothing has told it. */
  get(kind: Kind, recorded: number): number | undefined {
    return this.#live.get(`${kind} ${recorded}`)
  }

  /** Whether two ids may name the same thing: they do already, or neither is known. */
  mayBe(kind: Kind, recorded: number, live: number): boolean {
    return (
      (this.get(kind, recorded) ?? live) === live && (this.get(kind, recorded) === live || !this.#isTaken(kind, live))
    )
  }

  /** What a recorded `seq` must be there: messages that were there before move all of a dialog by the same number. */
  seq(dialog: number, recorded: number, live?: number): number | undefined {
    if (live !== undefined && !this.#seqs.has(dialog)) this.#seqs.set(dialog, live - recorded)
    const moved = this.#seqs.get(dialog)
    return moved === undefined ? undefined : recorded + moved
  }

  /** What a recorded `uid` is there: another one for each replay, so that an old message does not answer a new create. */
  uid(recorded: string): string {
    const known = this.#uids.get(recorded) ?? randomUUID()
    this.#uids.set(recorded, known)
    return known
  }

  /** A recorded request with its ids replaced; what is not known stays as it is. */
  request(text: string): string {
    const fields = parseFrame(text)
    if (!fields) return text
    let changed = false
    const mapped = Object.entries(fields).map(([name, value]) => {
      const live = this.#field(name, value)
      changed ||= live !== undefined && live !== value
      return [name, live ?? value]
    })
    return changed ? JSON.stringify(Object.fromEntries(mapped)) : text
  }

  #isTaken(kind: Kind, live: number): boolean {
    return this.#taken.has(`${kind} ${live}`)
  }

  #field(name: string, value: unknown): string | number | undefined {
    const kind = requestIds[name]
    if (kind && typeof value === 'number') return this.get(kind, value)
    // What is too long is sent as it is, so that it is refused as it was.
    return name === 'uid' && typeof value === 'string' && value !== '' && [...value].length <= 64
      ? this.uid(value)
      : undefined
  }
}

const requestIds: Record<string, Kind> = {
  dialog_id: 'dialog',
  message_id: 'message',
  reply_id: 'message',
  file_id: 'file',
}

/** What the field at `path` of a frame's data names, where it is an id. */
export function kindOf(event: string, path: readonly (string | number)[]): Kind | undefined {
  const names = path.filter((part) => typeof part === 'string')
  const [last, parent] = [names.at(-1), names.at(-2)]
  if (last === 'dialog' || last === 'dialog_id') return 'dialog'
  if (last !== 'id') return undefined
  if (parent === 'user' || parent === 'users') return 'user'
  if (parent === 'file') return 'file'
  if (parent === 'reply' || parent === 'last_message') return 'message'
  return event === 'dialogs.load' ? 'dialog' : 'message'
}
