import type { Locale } from '../../protocol/index.ts'

interface Words {
  one: (name: string) => string
  many: (count: number, name: string) => string
  more: (count: number) => string
  file: string
  open: string
  why: string
  unsubscribe: string
}

/** EM3: what mails say. */
export const words: Record<Locale, Words> = {
  en: {
    one: (name) => `New message from ${name}`,
    many: (count, name) => `${count} new messages, the last from ${name}`,
    more: (count) => `and ${count} earlier`,
    file: 'File',
    open: 'Open the dialog',
    why: 'You get this because somebody wrote to you.',
    unsubscribe: 'Stop these mails',
  },
  ru: {
    one: (name) => `Новое сообщение от ${name}`,
    many: (count, name) => `Новых сообщений: ${count}, последнее от ${name}`,
    more: (count) => `и ещё ранее: ${count}`,
    file: 'Файл',
    open: 'Открыть диалог',
    why: 'Вы получили это письмо, потому что вам написали.',
    unsubscribe: 'Больше не присылать',
  },
}
