import type { Mail } from '../ports/mailer.ts'
import { addressOf } from './compose.ts'

/** The mail by which an administrator sees whether mails arrive. */
export function probe(mail_from: string, to: string, id: string): Mail {
  const from = addressOf(mail_from)
  const text = 'This mail was sent by `dialogd mail test`. Mails leave this server.'
  return {
    message_id: `<${id}@${from.address.split('@')[1] ?? 'localhost'}>`,
    from,
    to: { name: '', address: to },
    subject: 'dialogd: a test mail',
    text: `${text}\n`,
    html: `<p>${text.replace(/`([^`]*)`/, '<code>$1</code>')}</p>`,
    references: '',
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}
