import type { Entry } from '../wire/entry.ts'
import type { Suggests } from './form.ts'

/** How many ids of a kind are suggested. */
const RECENT = 8

/** The ids that frames spoke of, the newest first, for forms to suggest. */
export class SeenIds {
  readonly #seen: Record<Suggests, number[]> = { dialog: [], message: [], file: [] }

  of = (kind: Suggests): readonly number[] => this.#seen[kind]

  apply({ dir, event, frame }: Entry) {
    if (!frame) return
    if (dir === 'out') return this.#note('dialog', frame.dialog_id)
    const { data } = frame
    if (event === 'dialogs.load' && Array.isArray(data))
      for (const one of data.slice(0, RECENT).reverse()) this.#note('dialog', one?.id)
    if (event === 'dialogs.messages.load' && Array.isArray(data))
      for (const one of data.slice(-RECENT)) this.#message(one)
    if (event === 'dialogs.messages.create' || event === 'dialogs.messages.seen') this.#message(data)
  }

  #message(data: unknown): void {
    const { id, dialog, file } = (data ?? {}) as { id?: unknown; dialog?: unknown; file?: { id?: unknown } | null }
    this.#note('message', id)
    this.#note('dialog', dialog)
    this.#note('file', file?.id)
  }

  #note(kind: Suggests, id: unknown): void {
    const seen = this.#seen[kind]
    if (typeof id !== 'number' || seen[0] === id) return
    this.#seen[kind] = [id, ...seen.filter((one) => one !== id)].slice(0, RECENT)
  }
}
