/** A language that texts for people exist in (ER4). */
export type Locale = 'en' | 'ru'
export const locales = ['en', 'ru'] as const satisfies readonly Locale[]

interface ErrorEntry {
  /** The status where the error leaves by HTTP (HT2). */
  http: number
  /** Whether the same request may succeed later, unchanged. */
  retryable: boolean
  /** What a person reads: what is wrong and what to do. */
  text: Record<Locale, string>
}

const entry = (http: number, en: string, ru: string, retryable = false): ErrorEntry => ({
  http,
  retryable,
  text: { en, ru },
})

/**
 * The closed table of everything that may be refused (ER2, HT2). A code is never reused for another meaning.
 * Codes below the line are met only over HTTP or in the command line.
 */
export const errors = {
  bad_json: entry(
    400,
    'This is not JSON. Send one JSON object as text.',
    'Это не JSON. Отправьте один JSON-объект текстом.',
  ),
  bad_frame: entry(
    400,
    'This is not a request. Send a JSON object with a string "event" (and "request_id", if any, a number or a string of up to 64 characters).',
    'Это не запрос. Отправьте JSON-объект со строкой "event" (а "request_id", если он есть, — число или строка до 64 символов).',
  ),
  unknown_event: entry(
    404,
    'There is no such event. See the table of events in the protocol document.',
    'Такого события нет. Список событий есть в описании протокола.',
  ),
  invalid_request: entry(422, 'The request is not valid', 'Запрос составлен неверно'),
  dialog_forbidden: entry(
    403,
    'There is no such dialog among yours. Load your dialogs to see their ids.',
    'Среди ваших диалогов такого нет. Загрузите свои диалоги, чтобы увидеть их номера.',
  ),
  message_not_found: entry(
    404,
    'There is no such message in this dialog. Load its messages to see their ids.',
    'В этом диалоге нет такого сообщения. Загрузите сообщения диалога, чтобы увидеть их номера.',
  ),
  file_forbidden: entry(
    403,
    'There is no such file among those you uploaded. Upload it first.',
    'Среди загруженных вами файлов такого нет. Сначала загрузите файл.',
  ),
  empty_message: entry(
    422,
    'The message is empty. Give it a body, a file, or both.',
    'Сообщение пустое. Добавьте текст, файл или и то и другое.',
  ),
  body_too_long: entry(
    422,
    'The message is too long: 10,000 characters at most. Split it or attach a file.',
    'Сообщение слишком длинное: не больше 10 000 символов. Разделите его или приложите файл.',
  ),
  rate_limited: entry(
    429,
    'Too many requests. Wait for "retry_after" milliseconds.',
    'Слишком много запросов. Подождите "retry_after" миллисекунд.',
    true,
  ),
  uid_conflict: entry(
    409,
    'You already sent another message with this uid. Use a new uid for a new message.',
    'С этим uid вы уже отправили другое сообщение. Для нового сообщения нужен новый uid.',
  ),
  resync_required: entry(
    409,
    'What you have is too old to catch up from. Load the dialogs afresh.',
    'Ваши данные слишком старые, чтобы их дополнить. Загрузите диалоги заново.',
  ),
  storage_unavailable: entry(
    507,
    'The message store cannot be written right now. Nothing was stored; try again later.',
    'Хранилище сейчас недоступно для записи. Ничего не сохранено; попробуйте позже.',
    true,
  ),
  internal: entry(
    500,
    'Something went wrong on our side. Nothing was stored; try again later.',
    'Что-то сломалось на нашей стороне. Ничего не сохранено; попробуйте позже.',
    true,
  ),
  // ---------------------------------------------------------------------------------------------------------------
  token_missing: entry(
    401,
    'There is no token. Put it into the URL (/ws/?token=…) or into the Authorization header.',
    'Нет токена. Передайте его в URL (/ws/?token=…) или в заголовке Authorization.',
  ),
  token_invalid: entry(401, 'The token is not valid. Get a new one.', 'Токен недействителен. Получите новый.'),
  token_expired: entry(401, 'The token has expired. Get a new one.', 'Срок действия токена истёк. Получите новый.'),
  user_disabled: entry(
    401,
    'This user is disabled. Ask an administrator.',
    'Этот пользователь отключён. Обратитесь к администратору.',
  ),
  reviewer_missing: entry(
    403,
    'You have no reviewer. Ask an administrator to name one.',
    'У вас нет ревьюера. Попросите администратора назначить его.',
  ),
  bad_http: entry(
    400,
    'This is not an HTTP request, or its headers are larger than 16 KB.',
    'Это не HTTP-запрос, или его заголовки больше 16 КБ.',
  ),
  not_found: entry(404, 'There is nothing at this address.', 'По этому адресу ничего нет.'),
  file_not_found: entry(
    404,
    'There is no such file, or its address has expired. Load the message again to get a fresh address.',
    'Такого файла нет, или срок его адреса истёк. Загрузите сообщение заново, чтобы получить новый адрес.',
  ),
  file_too_large: entry(413, 'The file is too large: 15 MB at most.', 'Файл слишком большой: не больше 15 МБ.'),
  quota_exceeded: entry(
    507,
    'There is no room left for your files: 100 MB in all.',
    'Место для ваших файлов закончилось: всего не больше 100 МБ.',
  ),
  bad_form: entry(
    400,
    'The form is damaged or ends too early. Send multipart/form-data with one file in the field "content".',
    'Форма повреждена или оборвана. Отправьте multipart/form-data с одним файлом в поле "content".',
  ),
  upload_too_slow: entry(
    408,
    'The file came too slowly. Try again with a better connection.',
    'Файл передавался слишком медленно. Попробуйте ещё раз при лучшей связи.',
    true,
  ),
  payload_too_large: entry(413, 'The request is too large.', 'Запрос слишком большой.'),
  unsupported_media_type: entry(
    415,
    'This content type is not understood here. Send application/json, or a file as multipart/form-data.',
    'Такой тип содержимого здесь не принимается. Отправьте application/json, а файл — как multipart/form-data.',
  ),
  shutting_down: entry(
    503,
    'The server is shutting down. Try again in a moment.',
    'Сервер останавливается. Попробуйте чуть позже.',
    true,
  ),
  user_not_found: entry(404, 'There is no such user.', 'Такого пользователя нет.'),
  user_exists: entry(409, 'There is such a user already.', 'Такой пользователь уже есть.'),
  dialog_not_found: entry(404, 'There is no such dialog.', 'Такого диалога нет.'),
  dialog_exists: entry(409, 'These people have a dialog already.', 'У этих людей уже есть диалог.'),
  temporary_folder_unusable: entry(
    500,
    'The part of the program that must be a file cannot be used in the temporary folder. Set TMPDIR to a folder of your own that can be written and that programs may run from (no noexec).',
    'Часть программы, которая должна быть файлом, не работает во временной папке. Укажите в TMPDIR свою папку, куда можно писать и откуда можно запускать программы (без noexec).',
  ),
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errors

/** What a frame that names no event is refused with. */
export const frameErrors = ['bad_json', 'bad_frame', 'unknown_event'] as const satisfies readonly ErrorCode[]

/** What any request may be refused with, beside the codes that its event declares. */
export const requestErrors = ['invalid_request', 'rate_limited', 'internal'] as const satisfies readonly ErrorCode[]

/** Facts that travel beside a code: where a request was wrong (`invalid_request`), how long to wait in ms (`rate_limited`). */
export interface RefusalDetails {
  errors?: { path: string; message: string }[]
  retry_after?: number
  /** For logs and the command line, never sent to a client: what the refusal is about. */
  about?: string
}

/** An expected failure: the request is refused for the reason `code`, and nothing was changed. */
export class Refusal extends Error {
  readonly code: ErrorCode
  readonly details: RefusalDetails
  constructor(code: ErrorCode, details: RefusalDetails = {}) {
    super(details.about ? `${code}: ${details.about}` : code)
    this.name = 'Refusal'
    this.code = code
    this.details = details
  }
}

/** The text of a refusal for a person, in their language (ER4). */
export function textOf(code: ErrorCode, locale: Locale, details: RefusalDetails = {}): string {
  const text = errors[code].text[locale]
  if (code !== 'invalid_request') return text
  const [first] = details.errors ?? []
  return first ? `${text}: ${first.path ? `${first.path} — ` : ''}${first.message}` : `${text}.`
}
