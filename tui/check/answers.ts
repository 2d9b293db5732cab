import {
  type DataOf,
  type ErrorCode,
  events,
  type Frame,
  type PageMeta,
  type RequestOf,
} from '../../src/protocol/index.ts'
import type { Violation } from '../wire/entry.ts'
import type { Asked } from './requests.ts'

/** Codes that any request may meet (ER2). */
const anyRequest: ErrorCode[] = ['rate_limited', 'storage_unavailable', 'internal']

/** Whether an answer is one to its request. `frame` fits the schemas; `user` is who asked, where that is known. */
export function answerIs(asked: Asked, frame: Frame, user: number | undefined): Violation[] {
  const { request, wrong } = asked
  if (frame.exception) return refusal(asked, frame.code!)
  if (!request) return [{ rule: 'ER2', text: `answered, and it had to be refused as ${wrong}` }]
  switch (request.name) {
    case 'dialogs.load':
      return dialogsPage(request.fields, frame)
    case 'dialogs.messages.load':
      return messagesPage(request.fields, frame)
    case 'dialogs.messages.create':
      return created(request.fields, frame.data as DataOf<'dialogs.messages.create'>, user)
    case 'dialogs.messages.seen':
      return seen(request.fields, frame.data as DataOf<'dialogs.messages.seen'>, user)
    default:
      return []
  }
}

function refusal({ request, wrong }: Asked, code: string): Violation[] {
  if ((anyRequest as string[]).includes(code)) return []
  if (wrong !== undefined) return claims('ER2', code === wrong, `refused as ${code} instead of ${wrong}`)
  const possible: readonly string[] = events[request!.name].errors
  return claims('ER2', possible.includes(code), `${request!.name} is never refused as ${code} when it is like this`)
}

const limitOf = (limit: number | null | undefined) => Math.min(limit ?? 20, 100)

function pageMeta(meta: PageMeta, fields: { limit?: number | null; offset?: number | null }): Violation[] {
  const limit = limitOf(fields.limit)
  return [
    ...claims('DL1', meta.limit === limit, `meta.limit is ${meta.limit} instead of ${limit}`),
    ...claims(
      'DL1',
      meta.offset === (fields.offset ?? 0),
      `meta.offset is ${meta.offset} instead of ${fields.offset ?? 0}`,
    ),
  ]
}

function dialogsPage(fields: RequestOf<'dialogs.load'>, frame: Frame): Violation[] {
  const meta = frame.meta as PageMeta
  const { length } = frame.data as unknown[]
  const most = Math.min(meta.limit, Math.max(0, meta.total - meta.offset))
  return [
    ...pageMeta(meta, fields),
    ...claims('DL4', length <= most, `${length} dialogs, where meta.total leaves ${most} for this page`),
  ]
}

function messagesPage(fields: RequestOf<'dialogs.messages.load'>, frame: Frame): Violation[] {
  const meta = frame.meta as PageMeta
  const page = frame.data as DataOf<'dialogs.messages.load'>
  const [first, last] = [page[0]?.seq, page.at(-1)?.seq]
  const { before_seq, after_seq, dialog_id } = fields
  const foreign = page.find(({ dialog }) => dialog !== dialog_id)
  const violations = [
    ...pageMeta(meta, fields),
    ...claims('ML1', !foreign, `message ${foreign?.id} is of dialog ${foreign?.dialog}, not ${dialog_id}`),
    ...claims('ML1', page.length <= meta.limit, `${page.length} messages, above the limit`),
  ]
  if (before_seq != null || after_seq != null) {
    const below = before_seq == null || last === undefined || last < before_seq
    const above = after_seq == null || first === undefined || first > after_seq
    return [...violations, ...claims('ML4', below && above, `seq ${first} to ${last} is not what was asked for`)]
  }
  const newest = meta.total - meta.offset
  const length = Math.min(meta.limit, Math.max(0, newest))
  return [
    ...violations,
    ...claims('ML1', page.length === length, `${page.length} messages, where meta.total makes it ${length}`),
    ...claims('ML2', last === undefined || last === newest, `the page ends with seq ${last} instead of ${newest}`),
  ]
}

type Message = DataOf<'dialogs.messages.create'>

function created(
  fields: RequestOf<'dialogs.messages.create'>,
  message: Message,
  user: number | undefined,
): Violation[] {
  const body = (fields.body ?? '').toWellFormed()
  const same = (name: string, got: unknown, sent: unknown) =>
    claims('MC1', got === sent, `${name} is ${JSON.stringify(got)} instead of ${JSON.stringify(sent)}`)
  return [
    ...same('dialog', message.dialog, fields.dialog_id),
    ...same('markdown_body', message.markdown_body, body),
    ...same('file.id', message.file?.id ?? null, fields.file_id ?? null),
    ...same('reply.id', message.reply?.id ?? null, fields.reply_id ?? null),
    ...same('uid', message.uid, fields.uid?.toWellFormed() ?? null),
    ...same('lesson', message.lesson, fields.lesson_id ?? null),
    ...claims(
      'MC1',
      user === undefined || message.user.id === user,
      `its author is user ${message.user.id}, not ${user}`,
    ),
  ]
}

function seen(fields: RequestOf<'dialogs.messages.seen'>, message: Message, user: number | undefined): Violation[] {
  const { dialog_id, message_id } = fields
  const read = message.date_read !== null || user === undefined || message.user.id === user
  return [
    ...claims('MS1', message.id === message_id, `it is message ${message.id} instead of ${message_id}`),
    ...claims('MS4', message.dialog === dialog_id, `the message is of dialog ${message.dialog}, not ${dialog_id}`),
    ...claims('MS1', read, 'date_read is null after it was seen'),
  ]
}

/** Nothing where `holds`, else the violation. */
export const claims = (rule: string, holds: boolean, text: string): Violation[] => (holds ? [] : [{ rule, text }])
