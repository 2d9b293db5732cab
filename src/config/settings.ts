/** The shapes a setting can have; each has one zod schema in kinds.ts and one sentence of what it expects in texts.ts. */
export type Kind =
  | 'host'
  | 'port'
  | 'folder'
  | 'secret'
  | 'pem'
  | 'algorithm'
  | 'text'
  | 'provision'
  | 'origins'
  | 'locale'
  | 'http_url'
  | 'smtp_url'
  | 'mail_address'
  | 'duration'
  | 'count'
  | 'rate_limit'
  | 'log_level'
  | 'log_format'
  | 'switch'

interface Setting {
  kind: Kind
  /** The value where nobody set one; null where there is none. */
  default: unknown
  /** One line for help and docs. */
  about: string
  /** Never shown, and never taken from the arguments of the process. */
  secret?: true
  /** Also read from the file named by `DIALOGD_<NAME>_FILE`, `<name>_file` or its flag. */
  file?: true
}

/**
 * Every setting, declared once: the `DIALOGD_*` variable, the key of the config file, the flag, `config show` and
 * the docs all derive from this table.
 */
export const settings = {
  host: { kind: 'host', default: '127.0.0.1', about: 'address to listen on' },
  port: { kind: 'port', default: 8000, about: 'port to listen on; 0 picks a free one' },
  data_dir: { kind: 'folder', default: './data', about: 'folder of the database, files, mail and the made secret' },
  jwt_secret: {
    kind: 'secret',
    default: null,
    secret: true,
    file: true,
    about: 'key of HS256 tokens, 32 bytes or more',
  },
  jwt_previous_secret: {
    kind: 'secret',
    default: null,
    secret: true,
    file: true,
    about: 'previous key, still accepted while tokens are being renewed',
  },
  jwt_public_key: {
    kind: 'pem',
    default: null,
    file: true,
    about: 'PEM key that RS256 and ES256 tokens are verified with',
  },
  jwt_algorithm: { kind: 'algorithm', default: 'HS256', about: 'the only algorithm accepted: HS256, RS256 or ES256' },
  jwt_issuer: { kind: 'text', default: null, about: 'required `iss` of tokens' },
  jwt_audience: { kind: 'text', default: null, about: 'required `aud` of tokens' },
  provision: {
    kind: 'provision',
    default: 'token',
    about: 'token: a valid token creates its unknown user; off: refuses it',
  },
  allowed_origins: { kind: 'origins', default: null, about: 'comma-separated origins of browsers; any by default' },
  locale: { kind: 'locale', default: 'en', about: 'language of texts for people: en or ru' },
  public_url: { kind: 'http_url', default: null, about: 'what links in mails and file URLs begin with' },
  smtp_url: {
    kind: 'smtp_url',
    default: null,
    secret: true,
    file: true,
    about: 'mail server, smtp://user:pass@host:587; without one, mails are files in the data folder',
  },
  mail_from: { kind: 'mail_address', default: 'dialogd@localhost', about: 'sender of mails' },
  mail_digest: { kind: 'duration', default: 0, about: 'mails to one person within this time become one, 10m; or off' },
  mail_per_hour: { kind: 'count', default: 20, about: 'mails an hour to one person before they are merged' },
  rate_limit: {
    kind: 'rate_limit',
    default: { per_second: 50, burst: 200, creates_per_second: 20, creates_burst: 60 },
    about: 'requests of one user, 50/s:200,20/s:60 = rate:burst of all, then of creates; or off',
  },
  max_connections_per_user: { kind: 'count', default: 20, about: 'sockets of one user' },
  example: { kind: 'switch', default: true, about: 'the page to start from, /example: on or off' },
  log_level: { kind: 'log_level', default: 'info', about: 'debug, info, warn, error or silent' },
  log_format: { kind: 'log_format', default: null, about: 'json or pretty; pretty on a terminal by default' },
  permessage_deflate: { kind: 'switch', default: false, about: 'compress WebSocket messages: on or off' },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof settings
export const settingNames = Object.keys(settings) as SettingName[]
export const setting = (name: SettingName): Setting => settings[name]

/** `DIALOGD_*` variables that are not settings: where the config file is, and the token of `listen` and `send`. */
export const otherVariables = ['DIALOGD_CONFIG', 'DIALOGD_TOKEN']

export const variableOf = (key: string): string => `DIALOGD_${key.toUpperCase()}`
/** The flag of a setting or of its `_file` variant; `--secret-file` is short for the one that is used most. */
export const flagOf = (key: string): string =>
  key === 'jwt_secret_file' ? '--secret-file' : `--${key.replaceAll('_', '-')}`
