import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'

/*
 * Times are integers, milliseconds since 1970. Counters (participants.unread, users.unread_dialogs, users.dialogs) are
 * kept in the transaction that changes what they count; `reads` and `messages` are the truth they are recounted from.
 */

/** One row: what belongs to the database as a whole. */
export const state = sqliteTable('state', {
  id: integer().primaryKey(),
  /** Changes when a backup is restored (SY3). */
  epoch: text().notNull(),
})

export const users = sqliteTable(
  'users',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    email: text(),
    username: text(),
    first_name: text().notNull().default(''),
    last_name: text().notNull().default(''),
    avatar: text(),
    thumbnail_avatar: text(),
    reviewer_id: integer(),
    email_notifications: integer({ mode: 'boolean' }).notNull().default(true),
    locale: text({ enum: ['en', 'ru'] }),
    disabled_at: integer(),
    date_created: integer().notNull(),
    /** How many dialogs the user takes part in (DL4). */
    dialogs: integer().notNull().default(0),
    /** How many of them hold something unseen (NC1). */
    unread_dialogs: integer().notNull().default(0),
  },
  (t) => [index('users_by_email').on(sql`lower(${t.email})`)],
)

export const dialogs = sqliteTable(
  'dialogs',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** The sorted user ids, `1,5`: a set of people has at most one dialog. */
    members: text().notNull(),
    date_created: integer().notNull(),
  },
  (t) => [uniqueIndex('dialogs_by_members').on(t.members)],
)

export const participants = sqliteTable(
  'participants',
  {
    dialog_id: integer().notNull(),
    user_id: integer().notNull(),
    /** How many messages by others this participant has not seen. */
    unread: integer().notNull().default(0),
    /** Everything by others up to this `seq` has been seen; later messages may have been, one by one (MS5). */
    read_to: integer().notNull().default(0),
    /** The last message's time, or the dialog's creation (DL3). */
    activity: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.dialog_id, t.user_id] }),
    index('participants_by_activity').on(t.user_id, t.activity, t.dialog_id),
  ],
)

export const messages = sqliteTable(
  'messages',
  {
    /** Messages are never deleted, so the next id was never in use. */
    id: integer().primaryKey(),
    dialog_id: integer().notNull(),
    /** 1, 2, 3… inside the dialog, without gaps. */
    seq: integer().notNull(),
    user_id: integer().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    markdown: text().notNull(),
    file_id: integer(),
    reply_id: integer(),
    lesson: integer(),
    uid: text(),
    date_created: integer().notNull(),
    date_read: integer(),
    /** The place of the last change of this message among all changes; `created_rev` that of the first. */
    rev: integer().notNull(),
    created_rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('messages_by_seq').on(t.dialog_id, t.seq),
    uniqueIndex('messages_by_rev').on(t.rev),
    uniqueIndex('messages_by_uid').on(t.user_id, t.uid).where(sql`${t.uid} is not null`),
    index('messages_by_file').on(t.file_id).where(sql`${t.file_id} is not null`),
  ],
)

/** Who has seen what: one row for a message and a reader other than its author. */
export const reads = sqliteTable(
  'reads',
  {
    dialog_id: integer().notNull(),
    user_id: integer().notNull(),
    seq: integer().notNull(),
    date_read: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.dialog_id, t.user_id, t.seq] })],
)

/** An uploaded file; its bytes are the blob `key`. */
export const files = sqliteTable(
  'files',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    owner_id: integer().notNull(),
    key: text().notNull(),
    sha256: text().notNull(),
    file_name: text().notNull(),
    size: integer().notNull(),
    /** FL1: 2 for an image, else 1. */
    type: integer().$type<1 | 2>().notNull(),
    content_type: text().notNull(),
    date_created: integer().notNull(),
  },
  (t) => [uniqueIndex('files_by_key').on(t.key), index('files_by_owner').on(t.owner_id)],
)

/** The mail outbox: one row for a mail, made in the transaction of the first message that it tells of (EM1). */
export const mails = sqliteTable(
  'mails',
  {
    id: integer().primaryKey(),
    recipient_id: integer().notNull(),
    first_message_id: integer().notNull(),
    /** It tells of every message by others up to this one; null while it collects: what comes will be in it (EM5). */
    last_message_id: integer(),
    state: text({ enum: ['queued', 'sent', 'failed', 'cancelled'] })
      .notNull()
      .default('queued'),
    /** EM2: the same on every try; null until the first. */
    message_key: text(),
    attempts: integer().notNull().default(0),
    /** Not to be tried before this time; a worker that took the row moves it ahead (the lease). */
    due_at: integer().notNull(),
    last_error: text(),
    date_created: integer().notNull(),
    date_sent: integer(),
  },
  (t) => [
    index('mails_by_due').on(t.due_at, t.id).where(sql`${t.state} = 'queued'`),
    index('mails_by_recipient').on(t.recipient_id).where(sql`${t.state} = 'queued'`),
    uniqueIndex('mails_collecting')
      .on(t.recipient_id)
      .where(sql`${t.state} = 'queued' and ${t.last_message_id} is null`),
    uniqueIndex('mails_by_key').on(t.message_key).where(sql`${t.message_key} is not null`),
    index('mails_by_sent').on(t.recipient_id, t.date_sent).where(sql`${t.date_sent} is not null`),
    index('mails_failed').on(t.id).where(sql`${t.state} = 'failed'`),
  ],
)
