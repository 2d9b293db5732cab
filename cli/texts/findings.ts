import { fill } from '../../src/config/texts.ts'
import type { BrokenReference, StoreFinding } from '../../src/ports/store.ts'
import type { Locale } from '../../src/protocol/errors.ts'

type ByLocale = Record<Locale, string>

/** What doctor says of rows that refer to what is not there. */
const references: Record<BrokenReference, ByLocale> = {
  participants_dialog: { en: 'participants of no dialog: {rows}', ru: 'участники без диалога: {rows}' },
  participants_user: { en: 'participants who are no users: {rows}', ru: 'участники, которых нет среди людей: {rows}' },
  messages_dialog: { en: 'messages of no dialog: {rows}', ru: 'сообщения без диалога: {rows}' },
  messages_author: {
    en: 'messages by somebody who does not take part: {rows}',
    ru: 'сообщения тех, кто не участвует в диалоге: {rows}',
  },
  messages_file: {
    en: 'messages with a file that is not there or not the author’s: {rows}',
    ru: 'сообщения с файлом, которого нет или который не автора: {rows}',
  },
  messages_reply: {
    en: 'replies to no message of their dialog: {rows}',
    ru: 'ответы на сообщение, которого в их диалоге нет: {rows}',
  },
  messages_seq: {
    en: 'dialogs whose messages are not numbered 1, 2, 3…: {rows}',
    ru: 'диалоги, где сообщения пронумерованы не 1, 2, 3…: {rows}',
  },
  reads_message: {
    en: 'read marks of no message by others: {rows}',
    ru: 'отметки о прочтении без чужого сообщения: {rows}',
  },
  files_owner: { en: 'files of no user: {rows}', ru: 'файлы без владельца: {rows}' },
  mails_message: { en: 'mails about no message: {rows}', ru: 'письма без сообщения: {rows}' },
  mails_recipient: { en: 'mails to no user: {rows}', ru: 'письма без получателя: {rows}' },
  users_reviewer: { en: 'reviewers who are no users: {rows}', ru: 'ревьюеры, которых нет среди людей: {rows}' },
}

const counters = {
  of_user: {
    en: 'user {user_id}: {counter} is {kept} and should be {truth}',
    ru: 'пользователь {user_id}: {counter} = {kept}, а должно быть {truth}',
  },
  of_dialog: {
    en: 'dialog {dialog_id}, user {user_id}: {counter} is {kept} and should be {truth}',
    ru: 'диалог {dialog_id}, пользователь {user_id}: {counter} = {kept}, а должно быть {truth}',
  },
}

const integrity: ByLocale = { en: 'the database is damaged: {text}', ru: 'база данных повреждена: {text}' }

/** What the store found, in the reader's language; only the database's own words stay as they are. */
export function findingText(locale: Locale, finding: StoreFinding): string {
  const parts = Object.fromEntries(Object.entries(finding).map(([name, part]) => [name, String(part)]))
  if (finding.kind === 'reference') return fill(references[finding.reference][locale], parts)
  if (finding.kind === 'integrity') return fill(integrity[locale], parts)
  return fill(counters[finding.dialog_id === null ? 'of_user' : 'of_dialog'][locale], parts)
}
