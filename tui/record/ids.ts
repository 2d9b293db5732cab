/** What a number names; ids of one kind are mapped apart from those of another. */
export type Kind = 'dialog' | 'message' | 'user' | 'file'

/** Recorded ids and those they are on the server that a recording is replayed against. */
export class Ids {
  #live = new Map<string, number>()

  set(kind: Kind, recorded: number, live: number): void {
    this.#live.set(`${kind} ${recorded}`, live)
  }

  /** The live id; undefined where nothing has told it. */
  get(kind: Kind, recorded: number): number | undefined {
    return this.#live.get(`${kind} ${recorded}`)
  }

  /** A recorded request with its ids replaced; what is not known stays as it is. */
  request(text: string): string {
    const fields = parse(text)
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return text
    let changed = false
    const mapped = Object.entries(fields).map(([name, value]) => {
      const kind = requestIds[name]
      const live = kind && typeof value === 'number' ? this.get(kind, value) : undefined
      changed ||= live !== undefined && live !== value
      return [name, live ?? value]
    })
    return changed ? JSON.stringify(Object.fromEntries(mapped)) : text
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
