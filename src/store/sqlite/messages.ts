import { and, eq, sql } from 'drizzle-orm'
import type { Admission, Change, CreateRows, Messages, NewMessage, UserRecord } from '../../ports/store.ts'
import { Refusal } from '../../protocol/index.ts'
import { hot } from './hot.ts'
import { prepareMessageReads } from './message-reads.ts'
import type { Connections } from './open.ts'
import { countsOf, prepareOpening, prepareParticipants } from './participants.ts'
import { type FileUrl, toFile, toMessage } from './rows.ts'
import { files, mails, messages, participants, users } from './schema.ts'
import { prepareSeen } from './seen.ts'
import type { Writes } from './writes.ts'

/** The messages part of the store. */
export function sqliteMessages({ read, write }: Connections, writes: Writes, fileUrl: FileUrl): Messages {
  const reads = prepareMessageReads(read, fileUrl)
  const readPeople = prepareParticipants(read)
  const create = prepareCreate(write, writes, fileUrl)
  const markSeen = prepareSeen(write, writes, fileUrl)
  return {
    create: (message, admit) => writes.write(() => create(message, admit)),
    markSeen: (seen) => writes.write(() => markSeen(seen)),
    async page(page) {
      const people = readPeople.users(page.dialog_id)
      if (page.user_id === undefined ? people.length === 0 : !people.some(({ id }) => id === page.user_id)) {
        throw new Refusal(page.user_id === undefined ? 'dialog_not_found' : 'dialog_forbidden')
      }
      return reads.page(page)
    },
  }
}

function prepareCreate(db: Connections['write'], writes: Writes, fileUrl: FileUrl) {
  const people = prepareParticipants(db)
  const opening = prepareOpening(db)
  const reads = prepareMessageReads(db, fileUrl)
  const place = sql.placeholder
  const insert = hot(
    db,
    db.insert(messages).values({
      dialog_id: place('dialog_id'),
      seq: place('seq'),
      user_id: place('author_id'),
      html: place('html'),
      text: place('text'),
      markdown: place('markdown'),
      file_id: place('file_id'),
      reply_id: place('reply_id'),
      lesson: place('lesson'),
      uid: place('uid'),
      date_created: place('at'),
      rev: place('rev'),
      created_rev: place('rev'),
    }),
  )
  const touch = hot(
    db,
    db
      .update(participants)
      .set({
        activity: sql`${place('at')}`,
        unread: sql`${participants.unread} + (${participants.user_id} <> ${place('author_id')})`,
      })
      .where(eq(participants.dialog_id, place('dialog_id'))),
  )
  const oneMoreDialog = hot(
    db,
    db
      .update(users)
      .set({ unread_dialogs: sql`${users.unread_dialogs} + 1` })
      .where(eq(users.id, place('user_id'))),
  )
  const byUid = db
    .select()
    .from(messages)
    .where(and(eq(messages.user_id, place('author_id')), eq(messages.uid, place('uid'))))
    .prepare()
  const fileById = db
    .select()
    .from(files)
    .where(eq(files.id, place('id')))
    .prepare()
  const queueMail = hot(
    db,
    db.insert(mails).values({
      recipient_id: place('recipient_id'),
      first_message_id: place('id'),
      last_message_id: place('last'),
      due_at: place('due_at'),
      date_created: place('at'),
    }),
  )
  const userById = db
    .select()
    .from(users)
    .where(eq(users.id, place('id')))
    .prepare()

  /** HT1: the author's reviewer; null where there is none. */
  const reviewerOf = (author_id: number): UserRecord | null => {
    const id = userById.get({ id: author_id })?.reviewer_id
    return (id && userById.get({ id })) || null
  }

  return (message: NewMessage, admit: Admission): Change => {
    const { author_id, at, mail_at } = message
    const reviewer = 'with_reviewer' in message.to ? reviewerOf(author_id) : undefined
    const pair = reviewer ? [author_id, reviewer.id] : undefined
    const dialog_id =
      'dialog_id' in message.to ? message.to.dialog_id : pair && (opening.find(pair) ?? opening.create(pair, at))

    const dialog = dialog_id === undefined ? undefined : people.open(dialog_id, writes.recall)
    const replied = message.reply_id === null ? undefined : reads.byId(message.reply_id)
    const earlier = message.uid === null ? undefined : byUid.get({ author_id, uid: message.uid })
    const file = message.file_id === null ? undefined : fileById.get({ id: message.file_id })
    const rows: CreateRows = {
      participants: dialog?.places.map(({ person }) => person.profile),
      file: file && { owner_id: file.owner_id },
      reply_found: message.reply_id === null || (replied !== undefined && replied.dialog === dialog_id),
      earlier,
    }
    if ('with_reviewer' in message.to) rows.reviewer = reviewer ?? null
    if (admit(rows) === 'repeat') {
      return { changed: false, rev: writes.nextRev(0), message: reads.byId(earlier!.id)!, counts: countsOf(dialog!) }
    }

    const { to: _to, author_id: user_id, at: date_created, mail_at: _mail_at, ...content } = message
    const { places } = dialog!
    const seq = ++dialog!.last_seq
    const rev = writes.nextRev()
    const inserted = insert.run({ ...message, dialog_id, seq, rev })
    const id = Number(inserted.lastInsertRowid)
    touch.run({ at, author_id, dialog_id })
    for (const place of places) {
      const { person } = place
      if (person.profile.id === author_id) continue
      if (place.unread === 0) {
        oneMoreDialog.run({ user_id: person.profile.id })
        person.unread_dialogs += 1
      }
      place.unread += 1
      if (!person.mailed || person.collecting) continue
      person.collecting = mail_at > at
      queueMail.run({ recipient_id: person.profile.id, id, last: person.collecting ? null : id, due_at: mail_at, at })
    }
    const row = {
      ...content,
      id,
      dialog_id: dialog_id!,
      seq,
      user_id,
      date_created,
      date_read: null,
      rev,
      created_rev: rev,
    }
    return {
      changed: true,
      rev,
      message: toMessage(row, {
        author: places.find(({ person }) => person.profile.id === author_id)!.person.profile,
        reply: replied ? { id: replied.id, user: replied.user, text_body: replied.text_body } : null,
        file: file ? toFile(file, fileUrl) : null,
      }),
      counts: countsOf(dialog!),
    }
  }
}
