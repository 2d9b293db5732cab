import type { MailFault } from '../../src/ports/mailer.ts'
import type { Locale } from '../../src/protocol/errors.ts'

type Said = Record<Locale, { text: string; hint: string }>

const said = (en: [text: string, hint: string], ru: [text: string, hint: string]): Said => ({
  en: { text: en[0], hint: en[1] },
  ru: { text: ru[0], hint: ru[1] },
})

/** Why a mail did not leave, and what to do about it; `{reason}` is what the mail server said. */
const mailFaultTexts: Record<MailFault, Said> = {
  mail_refused: said(
    ['The mail server refuses this mail: {reason}.', 'Check the address of the recipient, and DIALOGD_MAIL_FROM.'],
    ['Почтовый сервер не принимает это письмо: {reason}.', 'Проверьте адрес получателя и DIALOGD_MAIL_FROM.'],
  ),
  mail_deferred: said(
    ['The mail server puts this mail off: {reason}.', 'Nothing needs to be done; it is tried again.'],
    ['Почтовый сервер откладывает это письмо: {reason}.', 'Делать ничего не нужно; отправка повторится.'],
  ),
  smtp_silent: said(
    ['The mail server stopped answering: {reason}.', 'If it goes on, ask whoever runs the mail server.'],
    ['Почтовый сервер перестал отвечать: {reason}.', 'Если это не пройдёт, спросите тех, кто им управляет.'],
  ),
  smtp_cut: said(
    ['The connection to the mail server broke off: {reason}.', 'If it goes on, ask whoever runs the mail server.'],
    ['Связь с почтовым сервером оборвалась: {reason}.', 'Если это не пройдёт, спросите тех, кто им управляет.'],
  ),
  smtp_unreachable: said(
    [
      'The mail server cannot be reached: {reason}.',
      'Check host and port in DIALOGD_SMTP_URL, the network and the firewall.',
    ],
    [
      'До почтового сервера не достучаться: {reason}.',
      'Проверьте хост и порт в DIALOGD_SMTP_URL, сеть и межсетевой экран.',
    ],
  ),
  smtp_closed: said(
    [
      'The mail server turns everyone away: {reason}.',
      'Ask whoever runs it whether this machine may send mails there.',
    ],
    [
      'Почтовый сервер никого не принимает: {reason}.',
      'Спросите тех, кто им управляет, можно ли этой машине слать через него письма.',
    ],
  ),
  smtp_tls: said(
    [
      'There is no safe connection to the mail server: {reason}.',
      'Use the host name that its certificate is for; give a private authority by NODE_EXTRA_CA_CERTS.',
    ],
    [
      'Безопасного соединения с почтовым сервером нет: {reason}.',
      'Укажите имя хоста из его сертификата; свой удостоверяющий центр задаёт NODE_EXTRA_CA_CERTS.',
    ],
  ),
  smtp_login: said(
    [
      'The mail server does not let us in: {reason}.',
      'Correct name and password in DIALOGD_SMTP_URL (percent-encoded) and start again; nothing is lost meanwhile.',
    ],
    [
      'Почтовый сервер нас не впускает: {reason}.',
      'Исправьте имя и пароль в DIALOGD_SMTP_URL (с процентным кодированием) и запустите снова; письма не пропадут.',
    ],
  ),
  mail_folder: said(
    ['The mail cannot be put into the data folder: {reason}.', 'Check space and permissions of its folder `mail`.'],
    ['Письмо не записать в папку данных: {reason}.', 'Проверьте место и права её папки `mail`.'],
  ),
  mail_bug: said(
    ['This mail cannot be made: {reason}.', 'This is a bug; please report it to the makers of dialogd.'],
    ['Это письмо не составить: {reason}.', 'Это ошибка в dialogd; пожалуйста, сообщите о ней авторам.'],
  ),
}

export const isMailFault = (fault: string): fault is MailFault => Object.hasOwn(mailFaultTexts, fault)

/** Says what a fault means, in the reader's language. */
export function mailFaultText(locale: Locale, fault: MailFault, reason: string): { text: string; hint: string } {
  const { text, hint } = mailFaultTexts[fault][locale]
  return { text: text.replace('{reason}', () => reason), hint }
}
