import type { MailRecord } from '../src/ports/outbox.ts'

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString())

export const mailColumns = ['id', 'state', 'message', 'recipient', 'tries', 'created', 'why']

export const mailRow = ({ id, state, message_id, recipient_id, attempts, date_created, last_error }: MailRecord) => [
  String(id),
  state,
  String(message_id),
  String(recipient_id),
  String(attempts),
  iso(date_created) ?? '',
  last_error ?? '',
]

/** A mail as `--json` gives it: the record with its times in ISO 8601. */
export const mailJson = (mail: MailRecord) => ({
  ...mail,
  due_at: iso(mail.due_at),
  date_created: iso(mail.date_created),
  date_sent: iso(mail.date_sent),
})
