import type { Locale } from '../protocol/errors.ts'
import type { Kind } from './settings.ts'

type ByLocale = Record<Locale, string>

/** What a setting of this kind must be, as the end of "… is not". */
export const expected: Record<Kind, ByLocale> = {
  host: { en: 'a host name or address such as 127.0.0.1', ru: 'имя хоста или адрес, например 127.0.0.1' },
  port: { en: 'a port from 0 to 65535', ru: 'порт от 0 до 65535' },
  folder: { en: 'the path of a folder', ru: 'путь к папке' },
  secret: { en: 'a secret of 32 bytes or more', ru: 'секрет не короче 32 байт' },
  pem: { en: 'a public key in PEM, -----BEGIN PUBLIC KEY-----', ru: 'открытый ключ в PEM, -----BEGIN PUBLIC KEY-----' },
  algorithm: { en: 'one of HS256, RS256, ES256', ru: 'одно из HS256, RS256, ES256' },
  text: { en: 'text; quote numbers in the config file', ru: 'текст; числа в файле настроек берутся в кавычки' },
  provision: { en: 'one of token, off', ru: 'одно из token, off' },
  origins: {
    en: 'a comma-separated list of origins such as https://example.com (no path, no final slash)',
    ru: 'список источников через запятую, например https://example.com (без пути и косой черты в конце)',
  },
  locale: { en: 'one of en, ru', ru: 'одно из en, ru' },
  http_url: { en: 'a URL such as https://example.com', ru: 'URL, например https://example.com' },
  smtp_url: { en: 'a URL such as smtp://user:pass@host:587', ru: 'URL, например smtp://user:pass@host:587' },
  mail_address: { en: 'an address such as Name <name@example.com>', ru: 'адрес, например Имя <name@example.com>' },
  duration: { en: 'a time such as 30s, 10m, 1h, or off', ru: 'время, например 30s, 10m, 1h, либо off' },
  count: { en: 'a whole number from 1 to 1000000', ru: 'целое число от 1 до 1000000' },
  rate_limit: { en: 'a limit such as 50/s:200,20/s:60, or off', ru: 'предел, например 50/s:200,20/s:60, либо off' },
  log_level: { en: 'one of debug, info, warn, error, silent', ru: 'одно из debug, info, warn, error, silent' },
  log_format: { en: 'one of json, pretty', ru: 'одно из json, pretty' },
  switch: { en: 'on or off', ru: 'on или off' },
}

const text = (en: string, ru: string): ByLocale => ({ en, ru })

/** What can be wrong, `problem` and `hint`; `{…}` is filled in. A value of a secret setting is never among the parts. */
export const problems = {
  not_expected: {
    problem: text('{value} is not {expected}', '{value} — это не {expected}'),
    hint: text(
      'Correct it, or leave it out for the default.',
      'Исправьте или уберите, тогда возьмётся значение по умолчанию.',
    ),
  },
  not_expected_secret: {
    problem: text('the value (not shown) is not {expected}', 'значение (скрыто) — это не {expected}'),
    hint: text(
      'Correct it, or leave it out for the default.',
      'Исправьте или уберите, тогда возьмётся значение по умолчанию.',
    ),
  },
  empty: {
    problem: text('it is set, but empty', 'задано, но пусто'),
    hint: text('Give it a value or unset it.', 'Задайте значение или уберите совсем.'),
  },
  secret_short: {
    problem: text('the secret is shorter than 32 bytes', 'секрет короче 32 байт'),
    hint: text(
      'Make one with `openssl rand -hex 32`, or leave it out: one is made in the data folder.',
      'Создайте его командой `openssl rand -hex 32` или не задавайте: он появится в папке данных.',
    ),
  },
  unknown: {
    problem: text('there is no such setting', 'такой настройки нет'),
    hint: text(
      'Remove it; `dialogd config show` lists what there is.',
      'Уберите; весь список — `dialogd config show`.',
    ),
  },
  unknown_near: {
    problem: text('there is no such setting', 'такой настройки нет'),
    hint: text('Did you mean {near}?', 'Может быть, {near}?'),
  },
  both: {
    problem: text('it and {other} are both set', 'задано вместе с {other}'),
    hint: text('Keep one of the two.', 'Оставьте одно из двух.'),
  },
  unreadable: {
    problem: text('cannot read {path}: {reason}', 'не читается {path}: {reason}'),
    hint: text('Check the path and its permissions.', 'Проверьте путь и права.'),
  },
  bad_syntax: {
    problem: text('not valid YAML or JSON{where}', 'это не YAML и не JSON{where}'),
    hint: text('A config file is lines of `name: value`.', 'Файл настроек — это строки вида `имя: значение`.'),
  },
  not_a_map: {
    problem: text('not a list of settings', 'это не список настроек'),
    hint: text('A config file is lines of `name: value`.', 'Файл настроек — это строки вида `имя: значение`.'),
  },
  key_without_rs: {
    problem: text('a public key has no use with HS256', 'открытый ключ не нужен для HS256'),
    hint: text(
      'Set JWT_ALGORITHM to RS256 or ES256, or remove the key.',
      'Задайте JWT_ALGORITHM RS256 или ES256 либо уберите ключ.',
    ),
  },
  rs_without_key: {
    problem: text('{value} needs JWT_PUBLIC_KEY, and there is none', 'для {value} нужен JWT_PUBLIC_KEY, а его нет'),
    hint: text('Set DIALOGD_JWT_PUBLIC_KEY_FILE to the PEM file.', 'Укажите файл PEM в DIALOGD_JWT_PUBLIC_KEY_FILE.'),
  },
  key_mismatch: {
    problem: text('not a public key that {value} can use', 'это не открытый ключ, подходящий для {value}'),
    hint: text(
      'RS256 takes an RSA key of 2048 bits or more, ES256 a P-256 key; never a private key.',
      'Для RS256 — ключ RSA от 2048 бит, для ES256 — P-256; закрытый ключ не подходит.',
    ),
  },
  folder_unusable: {
    problem: text('the data folder {path} cannot be used: {reason}', 'папка данных {path} недоступна: {reason}'),
    hint: text(
      'Choose another with --data-dir, or correct its permissions.',
      'Выберите другую через --data-dir или исправьте права.',
    ),
  },
  url_secret_damaged: {
    problem: text('{path} does not hold a secret of 32 bytes', 'в {path} нет секрета из 32 байт'),
    hint: text(
      'Restore it from a backup, or delete it: a new one is made, file addresses are renewed with the next load, and the unsubscribe links of mails sent so far stop working.',
      'Восстановите его из копии или удалите: появится новый, адреса файлов обновятся при следующей загрузке, а ссылки для отписки в уже отправленных письмах перестанут работать.',
    ),
  },
  secret_damaged: {
    problem: text('{path} does not hold a secret of 32 bytes', 'в {path} нет секрета из 32 байт'),
    hint: text(
      'Restore it from a backup, or delete it: a new one is made and every token must be minted again.',
      'Восстановите его из копии или удалите: появится новый, и все токены придётся выпустить заново.',
    ),
  },
} as const satisfies Record<string, { problem: ByLocale; hint: ByLocale }>

export type ProblemCode = keyof typeof problems

/** Puts `parts` into the places `{name}` of a text. */
export function fill(template: string, parts: Record<string, string> = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole)
}
