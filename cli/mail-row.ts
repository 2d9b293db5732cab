import type { MailRecord } from '../src/ports/outbox.ts'

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString())

export const mailColumns = ['id', 'state', 'messages', 'recipient', 'tries', 'created', 'why']

export const mailRow = (mail: MailRecord) => [
  String(mail.id),
  mail.state,
  messagesOf(mail),
  String(mail.recipient_id),
  String(mail.attempts),
  iso(mail.date_created) ?? '',
  mail.last_error ?? '',
]

/** The ids that a mail tells of: `7`, `7-12`, or `7-` while it collects. */
const messagesOf = ({ first_message_id: first, last_message_id: last }: MailRecord) =>
  first === last ? String(first) : `${first}-${last ?? ''}`

/** A mail as `--json` gives it: the record with its times in ISO 8601. */
export const mailJson = (mail: MailRecord) => ({
  ...mail,
  due_at: iso(mail.due_at),
  date_created: iso(mail.date_created),
  date_sent: iso(mail.date_sent),
})
