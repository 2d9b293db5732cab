import { type Mail, MailFailure } from '../ports/mailer.ts'
import type { MailJob } from '../ports/outbox.ts'
import type { Locale, Message, User } from '../protocol/index.ts'
import { html } from './templates/html.ts'
import { text } from './templates/text.ts'
import { words } from './templates/words.ts'

export interface ComposeOptions {
  /** `dialogd@example.com` or `Support <dialogd@example.com>`. */
  mail_from: string
  /** The language of those who chose none. */
  locale: Locale
  /** Where people open their dialogs; null where none is configured, and then no mail has a button. */
  public_url: string | null
  /** The one-click address that ends the mails of a user. */
  unsubscribeUrl: (user_id: number) => string
}

/** What the two templates show. */
export interface MailContent {
  locale: Locale
  subject: string
  messages: Message[]
  /** How many messages are told of but not shown. */
  more: number
  open_url: string | null
  unsubscribe_url: string
}

/** EM3, EM6: the mail of a job, in its recipient's language. */
export function compose({ key, recipient, messages, total }: MailJob, options: ComposeOptions): Mail {
  const locale = recipient.locale ?? options.locale
  const from = addressOf(options.mail_from)
  const host = from.address.split('@')[1] ?? 'localhost'
  const newest = messages.at(-1)!
  const names = nameOf(newest.user)
  const subject = total === 1 ? words[locale].one(names) : words[locale].many(total, names)
  const unsubscribe_url = options.unsubscribeUrl(recipient.id)
  const content = {
    locale,
    subject,
    messages,
    more: total - messages.length,
    open_url: options.public_url,
    unsubscribe_url,
  }
  return {
    message_id: `<${key}@${host}>`,
    from,
    to: { name: nameOf(recipient, ''), address: oneAddress(recipient.email ?? '') },
    subject,
    text: text(content),
    html: html(content),
    references: `<dialog.${newest.dialog}@${host}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<${unsubscribe_url}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}

/**
 * A person's name in one line; their address, or their number, or what is given, where they have none. What looks like an encoded word
 * is broken up: a mail program would show what it encodes, line breaks included (EM6).
 */
export function nameOf(
  { id, first_name, last_name, email }: Pick<User, 'id' | 'first_name' | 'last_name' | 'email'>,
  fallback = email ?? `#${id}`,
) {
  const name = `${first_name} ${last_name}`
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replaceAll('=?', '= ?')
    .trim()
  return name || fallback
}

/**
 * An address that is one to every mail program and server: a comma or a bracket in it would make it two, or another
 * (EM6). It may come from a token, so nobody has looked at it before.
 */
function oneAddress(text: string): string {
  if (/^[^\s\p{C}<>@,;:"()[\]\\]+@[^\s\p{C}<>@,;:"()[\]\\]+$/u.test(text)) return text
  throw new MailFailure('mail_refused', 'the address of the recipient is not a mail address')
}

/** `Name <address>`, or an address alone, as its two parts. */
export function addressOf(text: string): { name: string; address: string } {
  const [, name, address] = /^(.*)<([^<>]+)>$/.exec(text) ?? []
  return address === undefined ? { name: '', address: text } : { name: name!.trim(), address }
}
