import { and, asc, desc, eq, gt, lt, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import type { ForeignChange, MessagePage } from '../../ports/store.ts'
import type { Message } from '../../protocol/index.ts'
import type { Db } from './open.ts'
import { prepareParticipants } from './participants.ts'
import { type FileUrl, messageColumns, toFile, toMessage, toUser, userColumns } from './rows.ts'
import { files, messages, users } from './schema.ts'

/** How messages are read back whole: with their author and what they reply to. */
export function prepareMessageReads(db: Db, fileUrl: FileUrl) {
  const replied = alias(messages, 'replied')
  const repliedAuthor = alias(users, 'replied_author')
  const people = prepareParticipants(db)

  const whole = (where: SQL | undefined, order: SQL) =>
    db
      .select({
        message: messageColumns,
        author: userColumns,
        reply: { id: replied.id, text: replied.text },
        reply_author: repliedAuthor,
        file: files,
      })
      .from(messages)
      .innerJoin(users, eq(users.id, messages.user_id))
      .leftJoin(replied, eq(replied.id, messages.reply_id))
      .leftJoin(repliedAuthor, eq(repliedAuthor.id, replied.user_id))
      .leftJoin(files, eq(files.id, messages.file_id))
      .where(where)
      .orderBy(order)
      .limit(sql.placeholder('limit'))
      .prepare()
  type Row = ReturnType<ReturnType<typeof whole>['all']>[number]

  const inDialog = eq(messages.dialog_id, sql.placeholder('dialog_id'))
  const byId = whole(eq(messages.id, sql.placeholder('id')), asc(messages.id))
  const before = whole(and(inDialog, lt(messages.seq, sql.placeholder('seq'))), desc(messages.seq))
  const after = whole(and(inDialog, gt(messages.seq, sql.placeholder('seq'))), asc(messages.seq))
  const changed = whole(gt(messages.rev, sql.placeholder('rev')), asc(messages.rev))

  const hydrate = ({ message, author, reply, reply_author, file }: Row): Message =>
    toMessage(message, {
      author,
      reply: reply && reply_author ? { id: reply.id, user: toUser(reply_author), text_body: reply.text } : null,
      file: file && toFile(file, fileUrl),
    })

  return {
    byId(id: number): Message | undefined {
      const row = byId.get({ id, limit: 1 })
      return row && hydrate(row)
    },
    last(dialog_id: number): Message | undefined {
      const row = before.get({ dialog_id, seq: Number.MAX_SAFE_INTEGER, limit: 1 })
      return row && hydrate(row)
    },
    /** ML2, ML4. `seq` has no gaps, so an offset from the newest is a place in the sequence: nothing is skipped over. */
    page({ dialog_id, limit, offset, before_seq, after_seq }: MessagePage): { messages: Message[]; total: number } {
      const total = people.lastSeq(dialog_id)
      if (after_seq != null) {
        return { messages: after.all({ dialog_id, seq: after_seq, limit }).map(hydrate), total }
      }
      const seq = (before_seq ?? total + 1) - offset
      return { messages: before.all({ dialog_id, seq, limit }).map(hydrate).reverse(), total }
    },
    /** Every message that changed after `rev`, each once, with its participants' numbers of now. */
    changedAfter: (rev: number): ForeignChange[] =>
      changed.all({ rev, limit: -1 }).map((row) => ({
        kind: 'message',
        created: row.message.created_rev === row.message.rev,
        message: hydrate(row),
        counts: people.counts(row.message.dialog_id),
      })),
  }
}
