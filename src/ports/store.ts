import type { Dialog, Locale, Message } from '../protocol/index.ts'
import type { Counts } from './bus.ts'
import type { Files } from './files.ts'
import type { Outbox } from './outbox.ts'

/** A user as the store keeps them; times in milliseconds since 1970. */
export interface UserRecord {
  id: number
  email: string | null
  username: string | null
  first_name: string
  last_name: string
  avatar: string | null
  thumbnail_avatar: string | null
  reviewer_id: number | null
  email_notifications: boolean
  locale: Locale | null
  disabled_at: number | null
  date_created: number
}

export type NewUser = Partial<Omit<UserRecord, 'disabled_at' | 'date_created'>> & { at: number }
export type UserPatch = Partial<Omit<UserRecord, 'id' | 'disabled_at' | 'date_created'>>

export interface Users {
  find(id: number): Promise<UserRecord | undefined>
  /** Everyone with this address, ignoring case; addresses of users that tokens created need not be unique. */
  findByEmail(email: string): Promise<UserRecord[]>
  /** By id. */
  list(): Promise<UserRecord[]>
  /** Refuses `user_exists` for a taken id or address, `user_not_found` for an unknown reviewer. */
  add(user: NewUser): Promise<UserRecord>
  /** Many at once, each kept or refused on its own, in order. */
  addMany(users: NewUser[]): Promise<PromiseSettledResult<UserRecord>[]>
  /** AU6: the user with this id, created from the claims if there is none; never changes one that exists. */
  provision(user: NewUser & { id: number }): Promise<UserRecord>
  /** Refuses `user_not_found` for the user or the reviewer, `user_exists` for a taken address. */
  update(id: number, patch: UserPatch): Promise<UserRecord>
  /** Sets or clears `disabled_at`; `at` null enables. Repeating it changes nothing. Refuses `user_not_found`. */
  setDisabled(id: number, at: number | null): Promise<UserRecord>
}

export interface Page {
  limit: number
  offset: number
}

export interface DialogRecord {
  id: number
  user_ids: number[]
  messages: number
  last_activity: number
  date_created: number
}

export interface Dialogs {
  /** Refuses `user_not_found`, and `dialog_exists` where exactly these people have one already. */
  create(input: { user_ids: number[]; at: number }): Promise<DialogRecord>
  /** DL1–DL4: a page of the caller's dialogs as they see them, newest activity first. */
  page(user_id: number, page: Page): Promise<{ dialogs: Dialog[]; total: number }>
  /** NC1: how many of the user's dialogs hold a message by someone else that they have not seen. */
  unreadCount(user_id: number): Promise<number>
  /** For administrators: whoever takes part. */
  find(id: number): Promise<DialogRecord | undefined>
  list(filter: { user_id?: number | undefined }): Promise<DialogRecord[]>
}

/** Where a new message goes: a dialog by its id, or the dialog with one's reviewer, made when there is none (HT1). */
export type Destination = { dialog_id: number } | { with_reviewer: true }

export interface NewMessage {
  to: Destination
  author_id: number
  markdown: string
  html: string
  text: string
  file_id: number | null
  reply_id: number | null
  lesson: number | null
  uid: string | null
  at: number
  /** When the mails about it may leave (EM5: the digest window), milliseconds since 1970. */
  mail_at: number
}

/** What a create is decided on, read in its own transaction. */
export interface CreateRows {
  /** Everyone in the dialog; undefined where there is no such dialog. */
  participants: { id: number }[] | undefined
  /** HT1: undefined unless the destination is the reviewer's dialog; null where the author has none. */
  reviewer?: UserRecord | null
  file: { owner_id: number } | undefined
  /** MC6: whether `reply_id` is a message of this dialog; true where none was named. */
  reply_found: boolean
  /** MC7: the author's earlier message with this uid. */
  earlier:
    | { dialog_id: number; markdown: string; file_id: number | null; reply_id: number | null; lesson: number | null }
    | undefined
}

/** Says what happens to a create, or throws a `Refusal`; pure. `repeat` answers with the earlier message (MC7). */
export type Admission = (rows: CreateRows) => 'store' | 'repeat'

/** A message after a write. `counts` holds every participant. */
export interface Change {
  changed: boolean
  /** The place of this change among all changes; the message bears it only where it is itself what changed. */
  rev: number
  message: Message
  counts: Counts[]
}

export interface MarkSeen {
  dialog_id: number
  message_id: number
  reader_id: number
  up_to: boolean
  at: number
}

export interface MessagePage {
  dialog_id: number
  /** The participant who asks; anyone else is refused `dialog_forbidden` (ML3). Undefined for administrators. */
  user_id: number | undefined
  limit: number
  offset: number
  before_seq?: number | null | undefined
  after_seq?: number | null | undefined
}

export interface Messages {
  /**
   * Numbers the message (`seq` is the next of its dialog, `rev` the next of all), stores it and counts it as unread
   * for the others, with a mail queued for each who is to have one (EM1), all or nothing. Resolves once it would survive power loss (MC3), in `rev` order.
   */
  create(message: NewMessage, admit: Admission): Promise<Change>
  /** MS1, MS3–MS5. `changed` is false where the reader had seen it, or wrote it. Refuses `dialog_forbidden`, `message_not_found`. */
  markSeen(seen: MarkSeen): Promise<Change>
  /** ML1–ML4: oldest first; `total` is the number of the dialog's messages. */
  page(page: MessagePage): Promise<{ messages: Message[]; total: number }>
}

/** What rows may refer to that is not there. */
export type BrokenReference =
  | 'participants_dialog'
  | 'participants_user'
  | 'messages_dialog'
  | 'messages_author'
  | 'messages_file'
  | 'messages_reply'
  | 'messages_seq'
  | 'reads_message'
  | 'files_owner'
  | 'mails_message'
  | 'mails_recipient'
  | 'users_reviewer'

/** Something that is not as it must be. `integrity` is told in the words of the database itself. */
export type StoreFinding = { fixed: boolean } & (
  | { kind: 'integrity'; text: string }
  | { kind: 'reference'; reference: BrokenReference; rows: number }
  | {
      kind: 'counter'
      counter: 'unread' | 'unread_dialogs' | 'dialogs'
      user_id: number
      /** Null for a counter of the user. */
      dialog_id: number | null
      kept: number
      truth: number
    }
)

/** Something another process wrote to the same store. */
export type ForeignChange =
  | { kind: 'message'; created: boolean; message: Message; counts: Counts[] }
  | { kind: 'user_disabled'; user_id: number }

/**
 * What is kept. Every write is one transaction and durable, power loss included, when its promise resolves; a write
 * that rejects left nothing. Writes resolve in the order of their `rev`. Reads see what was committed and nothing
 * else. Any write may be refused `storage_unavailable`.
 */
export interface Store {
  users: Users
  dialogs: Dialogs
  messages: Messages
  files: Files
  outbox: Outbox
  /** Looks through everything that is kept: the file itself, what rows refer to, counters against a recount; `fix` sets the counters right. Slow. */
  check(options: { fix: boolean }): Promise<StoreFinding[]>
  /** Calls back with what other processes wrote, in `rev` order, before any later write of this process resolves. */
  onForeignChanges(listener: (changes: ForeignChange[]) => void): () => void
  /** HT4: rejects `storage_unavailable` unless a write would succeed now. */
  ping(): Promise<void>
  /** Finishes what was accepted, then closes; later calls are refused `storage_unavailable`. */
  close(): Promise<void>
}
