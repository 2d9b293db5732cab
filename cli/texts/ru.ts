import type { failures as english, notes as englishNotes } from './en.ts'

export const failures: Record<keyof typeof english, { text: string; hint: string }> = {
  config: {
    text: 'В настройках ошибки.',
    hint: '`{program} config show --origin` покажет, откуда взято каждое значение.',
  },
  unknown_command: { text: 'Команды {name} нет.', hint: 'Список команд — `{program} --help`.' },
  unknown_command_near: { text: 'Команды {name} нет.', hint: 'Может быть, {near}?' },
  missing_command: { text: 'После {name} нужна команда.', hint: 'Список — `{program} {name} --help`.' },
  unknown_option: { text: 'Параметра {name} здесь нет.', hint: 'Добавьте --help, чтобы увидеть параметры.' },
  unknown_option_near: { text: 'Параметра {name} здесь нет.', hint: 'Может быть, {near}?' },
  missing_argument: { text: 'Не хватает аргумента {name}.', hint: 'Добавьте --help, чтобы увидеть, как вызывать.' },
  missing_option: { text: 'Не хватает параметра {name}.', hint: 'Добавьте его; --help подскажет.' },
  option_needs_value: { text: 'Параметру {name} нужно значение.', hint: 'Напишите значение после него.' },
  excess_arguments: {
    text: 'Аргументов больше, чем нужно этой команде.',
    hint: 'Возьмите текст с пробелами в кавычки.',
  },
  bad_usage: { text: '{text}', hint: 'Добавьте --help, чтобы увидеть, как вызывать.' },
  bad_duration: { text: '{name}: «{value}» — это не время.', hint: 'Напишите, например, 500ms, 30s, 10m, 1h, 1d.' },
  bad_number: { text: '{name}: «{value}» — это не целое число от {least}.', hint: 'Напишите только цифры.' },
  bad_choice: { text: '{name}: «{value}» — не из списка {choices}.', hint: 'Выберите одно из них.' },
  bad_email: { text: '«{value}» — это не почтовый адрес.', hint: 'Напишите, например, anna@example.com.' },
  bad_pair: {
    text: '--set: «{value}» — это не имя=значение.',
    hint: "Напишите --set dialog_id=1 или --set 'body=#Hello'.",
  },
  bad_data: { text: 'В --data не JSON-объект.', hint: 'Дайте {"dialog_id":1}, @ФАЙЛ или - для стандартного ввода.' },
  bad_url: { text: '«{value}» — это не адрес WebSocket.', hint: 'Напишите, например, ws://127.0.0.1:8000/ws/.' },
  bad_text: { text: 'На стандартном вводе не текст в UTF-8.', hint: 'Сначала перекодируйте, например через iconv.' },
  missing_input: { text: 'Не хватает {name}, а терминала, чтобы спросить, нет.', hint: 'Задайте {name}.' },
  cancelled: { text: 'Отменено. Ничего не изменилось.', hint: '' },
  unreadable: { text: 'Не читается {path}: {reason}.', hint: 'Проверьте путь и права.' },
  no_data: {
    text: 'В {path} нет данных dialogd.',
    hint: 'Укажите папку через --data-dir или начните новую: `{program} serve`, `{program} users add`.',
  },
  ambiguous_user: {
    text: 'Адрес {ref} есть у нескольких пользователей: {ids}.',
    hint: 'Возьмите один из этих номеров.',
  },
  not_participant: {
    text: 'Пользователь {user} не участвует в диалоге {dialog}.',
    hint: 'Участников покажет `{program} dialogs show {dialog}`.',
  },
  cannot_mint: {
    text: 'Здесь нельзя выпускать токены: для {algorithm} задан открытый ключ, он годится только для проверки.',
    hint: 'Выпускайте их там, где закрытый ключ.',
  },
  no_token: {
    text: 'Нет токена для подключения.',
    hint: 'Задайте --as ID|EMAIL (пользователь из этой папки данных), --token-file ФАЙЛ или DIALOGD_TOKEN.',
  },
  two_tokens: { text: 'Заданы и --as, и --token-file.', hint: 'Оставьте одно из двух.' },
  token_in_url: {
    text: 'В адресе есть токен, а аргументы процесса видны всем на этой машине.',
    hint: 'Положите токен в файл и задайте --token-file или положите его в DIALOGD_TOKEN.',
  },
  no_terminal: {
    text: 'Тестеру нужен терминал для ввода и вывода.',
    hint: 'Без терминала есть `{program} listen`, `{program} send` и `{program} tui run` со сценариями.',
  },
  nobody_to_be: {
    text: 'В {path} нет никого, от чьего имени подключиться.',
    hint: 'Добавьте людей: `{program} users add` — или укажите --url и --token-file.',
  },
  no_server: {
    text: 'На папке данных {path} сервер не запущен.',
    hint: 'Запустите его: `{program} serve` — или укажите другой через --url.',
  },
  cannot_connect: { text: 'Нет связи с {url}: {reason}.', hint: 'Проверьте адрес и то, что сервер запущен.' },
  upgrade_refused: {
    text: '{url} ответил HTTP {status}, сокет не открылся.',
    hint: 'Проверьте адрес; он кончается на /ws/.',
  },
  connect_timeout: { text: '{url} не ответил за {time}.', hint: 'Проверьте адрес и сеть.' },
  closed_authorisation: { text: 'Сервер закрыл соединение: {reason} ({code}).', hint: 'Получите новый токен.' },
  closed_violation: {
    text: 'Сервер закрыл соединение: {reason} ({code}).',
    hint: 'Отправленное не соответствует протоколу.',
  },
  closed: { text: 'Соединение закрыто: {reason} ({code}).', hint: 'Попробуйте ещё раз.' },
  refused_by_server: { text: '{text} ({code})', hint: '' },
  no_reply: { text: 'На {event} ничего не пришло за {time}.', hint: 'Дайте больше времени через --within.' },
  too_few_frames: { text: 'Пришло {got} из {wanted} за {time}.', hint: 'Дайте больше времени через --for.' },
  not_expected: { text: 'Ожидалось {wanted}, а сервер отказал: {got}.', hint: '' },
  expected_missing: {
    text: 'Ожидалось {wanted}, но за {time} не пришло.',
    hint: 'Что пришло — на стандартном выводе.',
  },
  violation: { text: 'Кадр нарушает протокол: {reason}', hint: 'Сам кадр — на стандартном выводе.' },
  bad_token_pair: { text: '--token-file: «{value}» — не сессия=файл.', hint: 'Напишите --token-file A=anna.token.' },
  no_session_token: {
    text: 'Для сессии {session} нет токена.',
    hint: 'Добавьте --token-file {session}=ФАЙЛ; токены делает `{program} token mint`.',
  },
  bad_report: { text: '--report: «{value}» — не junit=файл.', hint: 'Напишите --report junit=report.xml.' },
  no_mail_dir: {
    text: '{file}: «{title}» ждёт письма, а куда сервер их кладёт, неизвестно.',
    hint: 'Укажите --mail-dir с папкой `mail` внутри его папки данных; сервера SMTP у него быть не должно.',
  },
  bad_scenario: { text: 'В сценарии ошибка.\n{problems}', hint: 'Как их писать, показано в docs/scenarios.md.' },
  scenarios_failed: { text: 'Не прошло сценариев: {failed} из {all}.', hint: '' },
  bad_map: { text: '--map: «{value}» — не вид:номер=номер.', hint: 'Напишите --map dialog:1=7.' },
  fresh_knows: {
    text: '--token-file и --map нужны для сервера, который уже есть.',
    hint: 'С --against fresh люди и диалоги создаются такими, какими их знает запись.',
  },
  bad_recording: { text: '{reason}', hint: '' },
  replay_differs: {
    text: 'Отличий при повторе: {differing}.',
    hint: '--ignore пропускает поля, которые могут отличаться.',
  },
  csv_syntax: {
    text: '{name}, строка {line}: кавычка не закрыта или стоит не на месте.',
    hint: 'Никто не добавлен. Исправьте и повторите.',
  },
  csv_empty: {
    text: '{name}: файл пуст.',
    hint: 'Первая строка называет столбцы: email,first_name,last_name,reviewer',
  },
  csv_columns: {
    text: '{name}: неизвестный или повторённый столбец {column}.',
    hint: 'Столбцы: id, email, username, first_name, last_name, reviewer, email_notifications, locale.',
  },
  csv_rows: { text: '{name}: {problems}', hint: 'Никто не добавлен. Исправьте строки и повторите.' },
  import_refused: { text: 'Не добавлено: {refused} из {total}.', hint: 'Причины — выше.' },
  address_in_use: {
    text: 'Порт {port} на {host} занят.',
    hint: 'Остановите того, кто его занял, или выберите --port (0 — любой свободный).',
  },
  address_forbidden: {
    text: 'Этому пользователю нельзя слушать порт {port}.',
    hint: 'Выберите порт выше 1023 через --port.',
  },
  address_unknown: {
    text: 'У этой машины нет адреса {host}.',
    hint: 'Выберите --host: 127.0.0.1 — только эта машина, 0.0.0.0 — все.',
  },
  file_failed: { text: 'Система отказала: {reason}.', hint: 'Проверьте место на диске и права.' },
  bug: {
    text: 'Это ошибка в самом dialogd: {text}',
    hint: 'Пожалуйста, пришлите эту строку и команду авторам dialogd.',
  },
  no_mail: { text: 'Письма {id} нет.', hint: '`{program} mail list` покажет все письма.' },
  which_mail: { text: 'Не сказано, какие письма.', hint: 'Назовите номер письма или --all-failed.' },
  no_failed_mail: {
    text: 'Среди неотправленных писем нет письма {id}.',
    hint: '`{program} mail list --state failed` покажет, какие есть.',
  },
  recorded_violations: {
    text: 'Сервер нарушил протокол: записано нарушений: {violations}.',
    hint: 'Их покажет `{program} tui replay {file}` (клавиша 5).',
  },
  mail_fault: { text: '{text}', hint: '{hint}' },
  doctor_found: {
    text: 'Осталось неполадок: {count}.',
    hint: '`{program} doctor --fix` поправит счётчики и удалит файлы, до которых никому не добраться; в остальном поможет резервная копия.',
  },
  user_not_found: { text: '', hint: 'Всех покажет `{program} users list`, добавит — `{program} users add`.' },
  user_exists: { text: '', hint: 'Изменить пользователя — `{program} users update`.' },
  dialog_not_found: { text: '', hint: 'Все диалоги покажет `{program} dialogs list`.' },
  dialog_exists: { text: '', hint: 'Его покажет `{program} dialogs list`.' },
}

export const notes: Record<keyof typeof englishNotes, string> = {
  error: 'ошибка',
  hint: 'совет',
  secret_made: 'Секрет для токенов создан в {path}.',
  serve_next: `В другом терминале:
  добавить человека  {program} users add --email anna@example.com
  создать диалог     {program} dialogs create --users anna@example.com,boris@example.com
  получить токен     {program} token mint --user anna@example.com
  подключиться       npx wscat -c "{url}?token=$({program} token mint --user anna@example.com)"`,
  serve_page: '  или в браузере     {page}, там спросят токен',
  stopping: 'Останавливаюсь; ещё раз — остановлюсь сразу.',
  other_secret: 'У запущенного сервера другой секрет, этот токен он не примет. Запустите с тем же DIALOGD_JWT_SECRET.',
  demo: `Временный сервер, исчезнет по ^C. У anna (студент, id {anna}) и boris (её ревьюер, id {boris}) есть диалог {dialog}.
  адрес anna    {anna_url}
  адрес boris   {boris_url}
В браузере, каждый в своей вкладке:
  {anna_page}
  {boris_page}
Смотреть как boris, в другом терминале:
  npx wscat -c '{boris_url}'
  {program} listen --data-dir {data_dir} --as {boris}
Писать как anna:
  {program} send dialogs.messages.create --data-dir {data_dir} --as {anna} --set dialog_id={dialog} --set 'body=#Hello'
  или в wscat: {"event":"dialogs.messages.create","dialog_id":{dialog},"body":"#Hello"}`,
  demo_removed: 'Удалено: {data_dir}.',
  no_file: 'Такого файла нет; он и не обязателен.',
  importing: 'добавляю пользователей',
  import_line: 'строка {line}: {reason}',
  without_reviewer: 'добавлен без ревьюера: {reason}',
  csv_cells: 'в строке {line} значений {got}, а не {wanted}',
  csv_value: 'строка {line}, {column}: значение «{value}» не годится',
  ask_email: 'Почтовый адрес',
  ask_users: 'Кто участвует (номера или адреса через запятую)',
  ask_text: 'Сообщение (markdown)',
  ask_token: 'Токен',
  connected: 'Подключено к {url}.',
  report_written: 'Записан {path}.',
  recording: 'Идёт запись в {file}; ^C завершит её.',
  nobody: 'Пока никого нет.',
  doctor_ok: 'Всё в порядке.',
  doctor_fixed: 'исправлено',
  doctor_exposed: '{path} могут прочитать другие пользователи этой машины; сделайте chmod 600',
  doctor_orphans: 'файлов без записи в базе: {count}',
  doctor_missing: 'запись о файле {file} есть, а самого файла нет',
  doctor_wrong_size: 'размер файла {file} не тот, что записан в базе',
  nothing: 'Пока ничего нет.',
}
