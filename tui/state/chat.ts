import type { Dialog, Message, User } from '../../src/protocol/index.ts'
import type { Entry } from '../wire/entry.ts'

/** How many messages of one dialog are kept, and of all; beyond, dialogs that were long silent keep only a few. */
const KEPT = 200
const KEPT_OF_ALL = 2_000
const KEPT_OF_SILENT = 10
/** How much of a text is kept and shown; the Inspector has all of it. */
const LONGEST = 2_000
/** How many unread messages of one dialog are known by id; more are only counted. */
const KNOWN = 1_000

/** A dialog as its session has heard of it. */
export interface ChatDialog {
  id: number
  title: string
  /** The ids of the other participants. */
  others: readonly number[]
  /** By `seq`, the oldest first. */
  messages: Message[]
  /** Unread messages that are known by id, with their `seq`. */
  unread: Map<number, number>
  /** Unread messages that a load only counted. */
  uncounted: number
  /** When it was last written to, ISO 8601. */
  activity: string
}

/** What one user sees: built from frames alone, so that it can be held against what the server counts. */
export class ChatModel {
  user: number | undefined
  /** How the user is called, where a frame has told. */
  name: string | undefined
  /** What the server pushed or answered last. */
  pushed: number | undefined
  /** Whether the dialogs were loaded on this connection. */
  loaded = false
  /** Counts that were pushed, in order, for the eye: `0 → 1 → 0`. */
  trail: number[] = []
  readonly dialogs = new Map<number, ChatDialog>()
  #kept = 0

  /** Dialogs with something unread, as the frames tell. */
  get derived(): number {
    return [...this.dialogs.values()].filter((dialog) => unreadOf(dialog) > 0).length
  }

  /** The newest activity first (DL3). */
  get list(): ChatDialog[] {
    return [...this.dialogs.values()].sort((a, b) =>
      a.activity < b.activity ? 1 : a.activity > b.activity ? -1 : b.id - a.id,
    )
  }

  apply({ dir, event, frame, kind, user }: Entry): void {
    if (dir === 'note') {
      if (kind === 'open') {
        this.user = user ?? this.user
        this.loaded = false
      }
      return
    }
    if (dir !== 'in' || !frame || frame.exception === true) return
    const { data } = frame
    if (event === 'notifications.dialogs.count' && typeof data === 'number') this.#count(data)
    else if (event === 'dialogs.load' && Array.isArray(data)) for (const one of data) this.#dialog(one as Dialog)
    else if (event === 'dialogs.messages.load' && Array.isArray(data)) for (const one of data) this.#message(one, false)
    else if (event === 'dialogs.messages.create') this.#message(data, true)
    else if (event === 'dialogs.messages.seen') this.#seen(data, (frame.meta as { up_to?: unknown })?.up_to === true)
    if (event === 'dialogs.load') this.loaded = true
  }

  #count(count: number): void {
    this.pushed = count
    if (this.trail.at(-1) !== count) this.trail = [...this.trail.slice(-4), count]
  }

  #dialog(data: Dialog): void {
    if (typeof data?.id !== 'number' || !Array.isArray(data.users)) return
    const dialog = this.#of(data.id)
    dialog.others = data.users.map(({ id }) => id)
    dialog.title = data.users.map(nameOf).join(', ') || `dialog ${data.id}`
    dialog.activity = data.last_message?.date_created ?? data.date_created
    if (data.last_message) this.#message(data.last_message, false)
    const unread = Number(data.unread_messages_count) || 0
    if (unread < dialog.unread.size) dialog.unread.clear()
    dialog.uncounted = unread - dialog.unread.size
  }

  #message(data: unknown, isNew: boolean): void {
    if (!isMessage(data)) return
    const dialog = this.#of(data.dialog)
    const known = this.#put(dialog, data)
    if (data.user.id === this.user) this.name = nameOf(data.user)
    else if (dialog.title === '') dialog.title = nameOf(data.user)
    if (data.date_created > dialog.activity) dialog.activity = data.date_created
    if (data.user.id === this.user || data.date_read !== null || dialog.unread.has(data.id)) return
    if (isNew && !known) {
      if (dialog.unread.size < KNOWN) dialog.unread.set(data.id, data.seq)
      else dialog.uncounted += 1
    } else if (!isNew && dialog.uncounted > 0) {
      dialog.uncounted -= 1
      dialog.unread.set(data.id, data.seq)
    }
  }

  #seen(data: unknown, upTo: boolean): void {
    if (!isMessage(data)) return
    const dialog = this.#of(data.dialog)
    this.#put(dialog, data)
    // With more than two people nobody tells who has read; the next load will.
    if (data.user.id === this.user || dialog.others.length > 1) return
    if (!dialog.unread.delete(data.id) && dialog.uncounted > 0) dialog.uncounted -= 1
    if (!upTo) return
    for (const [id, seq] of dialog.unread) if (seq <= data.seq) dialog.unread.delete(id)
    for (const message of dialog.messages) if (message.seq <= data.seq) message.date_read ??= data.date_read
    dialog.uncounted = 0
  }

  /** Keeps a message; true where it was there before. */
  #put(dialog: ChatDialog, message: Message): boolean {
    if (put(dialog, message)) return true
    // The dialogs stand in the order of their last message.
    this.dialogs.delete(dialog.id)
    this.dialogs.set(dialog.id, dialog)
    this.#kept += 1
    if (dialog.messages.length > KEPT) {
      dialog.messages.shift()
      this.#kept -= 1
    }
    if (this.#kept > KEPT_OF_ALL) this.#trim()
    return false
  }

  #trim(): void {
    for (const { messages } of this.dialogs.values()) {
      this.#kept -= messages.splice(0, messages.length - KEPT_OF_SILENT).length
      if (this.#kept <= KEPT_OF_ALL / 2) return
    }
  }

  #of(id: number): ChatDialog {
    let dialog = this.dialogs.get(id)
    if (!dialog) {
      dialog = { id, title: '', others: [], messages: [], unread: new Map(), uncounted: 0, activity: '' }
      this.dialogs.set(id, dialog)
    }
    return dialog
  }
}

export const unreadOf = ({ unread, uncounted }: ChatDialog): number => unread.size + uncounted

export const nameOf = ({ first_name, last_name, id }: User): string =>
  `${first_name} ${last_name}`.trim() || `user ${id}`

/** Puts a message where its `seq` belongs; true where it was there before. */
function put({ messages }: ChatDialog, message: Message): boolean {
  const text_body = message.text_body.slice(0, LONGEST)
  const copy = { ...message, text_body, body: '', markdown_body: '', reply: null }
  const last = messages.at(-1)
  if (!last || last.seq < message.seq) {
    messages.push(copy)
    return false
  }
  const at = messages.findIndex(({ seq }) => seq >= message.seq)
  const known = messages[at]?.id === message.id
  if (known && messages[at]!.rev > message.rev) return true
  messages.splice(at, known ? 1 : 0, copy)
  return known
}

function isMessage(data: unknown): data is Message {
  const message = data as Message | null | undefined
  return (
    typeof message?.id === 'number' &&
    typeof message.dialog === 'number' &&
    typeof message.seq === 'number' &&
    typeof message.text_body === 'string' &&
    typeof message.date_created === 'string' &&
    typeof message.user?.id === 'number'
  )
}
