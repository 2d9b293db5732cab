/** What went wrong, and what to do about it. `{…}` is filled in. */
export const failures = {
  config: {
    text: 'The configuration is wrong.',
    hint: '`{program} config show --origin` tells where each value comes from.',
  },
  unknown_command: { text: 'There is no command {name}.', hint: '`{program} --help` lists the commands.' },
  unknown_command_near: { text: 'There is no command {name}.', hint: 'Did you mean {near}?' },
  missing_command: { text: '{name} needs a command.', hint: '`{program} {name} --help` lists them.' },
  unknown_option: { text: 'There is no option {name} here.', hint: 'Add --help to see the options.' },
  unknown_option_near: { text: 'There is no option {name} here.', hint: 'Did you mean {near}?' },
  missing_argument: { text: 'The argument {name} is missing.', hint: 'Add --help to see how to call it.' },
  missing_option: { text: 'The option {name} is missing.', hint: 'Add it; --help shows how.' },
  option_needs_value: { text: 'The option {name} needs a value.', hint: 'Write the value after it.' },
  excess_arguments: {
    text: 'There are more arguments than this command takes.',
    hint: 'Put quotes around text with spaces.',
  },
  bad_usage: { text: '{text}', hint: 'Add --help to see how to call it.' },
  bad_duration: { text: '{name}: "{value}" is not a time.', hint: 'Write one such as 500ms, 30s, 10m, 1h, 1d.' },
  bad_number: { text: '{name}: "{value}" is not a whole number of {least} or more.', hint: 'Write digits only.' },
  bad_choice: { text: '{name}: "{value}" is none of {choices}.', hint: 'Choose one of them.' },
  bad_email: { text: '"{value}" is not a mail address.', hint: 'Write one such as anna@example.com.' },
  bad_pair: { text: '--set: "{value}" is not name=value.', hint: "Write --set dialog_id=1 or --set 'body=#Hello'." },
  bad_data: { text: '--data is not a JSON object.', hint: 'Give {"dialog_id":1}, @FILE or - for stdin.' },
  bad_url: { text: '"{value}" is not a WebSocket address.', hint: 'Write one such as ws://127.0.0.1:8000/ws/.' },
  bad_text: { text: 'Standard input is not text in UTF-8.', hint: 'Convert it first, for example with iconv.' },
  missing_input: { text: '{name} is missing, and there is no terminal to ask on.', hint: 'Give it: {name}.' },
  cancelled: { text: 'Cancelled. Nothing was changed.', hint: '' },
  unreadable: { text: 'Cannot read {path}: {reason}.', hint: 'Check the path and its permissions.' },
  no_data: {
    text: 'There is no dialogd data in {path}.',
    hint: 'Name the folder with --data-dir, or begin one: `{program} serve`, `{program} users add`.',
  },
  ambiguous_user: { text: 'The address {ref} belongs to several users: {ids}.', hint: 'Use one of these ids.' },
  not_participant: {
    text: 'User {user} does not take part in dialog {dialog}.',
    hint: '`{program} dialogs show {dialog}` tells who does.',
  },
  cannot_mint: {
    text: 'Tokens cannot be made here: {algorithm} is configured with a public key, which only verifies.',
    hint: 'Make them where the private key is.',
  },
  no_token: {
    text: 'There is no token to connect with.',
    hint: 'Give --as ID|EMAIL (a user of this data folder), --token-file FILE, or DIALOGD_TOKEN.',
  },
  two_tokens: { text: '--as and --token-file are both given.', hint: 'Keep one of the two.' },
  token_in_url: {
    text: 'The address holds a token, and everyone on this machine can read the arguments of a process.',
    hint: 'Put the token into a file and give --token-file, or into DIALOGD_TOKEN.',
  },
  no_terminal: {
    text: 'The tester needs a terminal for its input and output.',
    hint: 'Without one, use `{program} listen`, `{program} send`, or `{program} tui run` with scenarios.',
  },
  nobody_to_be: {
    text: 'There is nobody to connect as in {path}.',
    hint: 'Add people with `{program} users add`, or give --url and --token-file.',
  },
  no_server: {
    text: 'No server runs on the data folder {path}.',
    hint: 'Start one with `{program} serve`, or name another with --url.',
  },
  cannot_connect: { text: 'Cannot connect to {url}: {reason}.', hint: 'Check the address and that the server runs.' },
  upgrade_refused: {
    text: '{url} answered HTTP {status} instead of opening a socket.',
    hint: 'Check the address; it ends in /ws/.',
  },
  connect_timeout: { text: '{url} did not answer within {time}.', hint: 'Check the address and the network.' },
  closed_authorisation: { text: 'The server closed the connection: {reason} ({code}).', hint: 'Get a new token.' },
  closed_violation: {
    text: 'The server closed the connection: {reason} ({code}).',
    hint: 'What was sent is not the protocol.',
  },
  closed: { text: 'The connection was closed: {reason} ({code}).', hint: 'Try again.' },
  refused_by_server: { text: '{text} ({code})', hint: '' },
  no_reply: { text: 'Nothing came back for {event} within {time}.', hint: 'Give it longer with --within.' },
  too_few_frames: { text: '{got} of {wanted} frames came within {time}.', hint: 'Give it longer with --for.' },
  not_expected: { text: 'Expected {wanted}, and the server refused: {got}.', hint: '' },
  expected_missing: {
    text: 'Expected {wanted}, and it did not come within {time}.',
    hint: 'What did come is on stdout.',
  },
  violation: { text: 'A frame is against the protocol: {reason}', hint: 'The frame is on stdout.' },
  bad_token_pair: { text: '--token-file: "{value}" is not session=file.', hint: 'Write --token-file A=anna.token.' },
  no_session_token: {
    text: 'There is no token for session {session}.',
    hint: 'Give --token-file {session}=FILE; `{program} token mint` makes tokens.',
  },
  bad_report: { text: '--report: "{value}" is not junit=file.', hint: 'Write --report junit=report.xml.' },
  no_mail_dir: {
    text: '{file}: "{title}" expects a mail, and it is not known where the server puts them.',
    hint: 'Give --mail-dir with the folder `mail` of its data folder; it must have no SMTP server.',
  },
  bad_scenario: { text: 'A scenario is wrong.\n{problems}', hint: 'docs/scenarios.md shows how to write one.' },
  scenarios_failed: { text: '{failed} of {all} scenarios failed.', hint: '' },
  bad_map: { text: '--map: "{value}" is not kind:id=id.', hint: 'Write --map dialog:1=7.' },
  fresh_knows: {
    text: '--token-file and --map are for a server that is there already.',
    hint: 'With --against fresh, people and dialogs are made as the recording tells of them.',
  },
  bad_recording: { text: '{reason}', hint: '' },
  replay_differs: {
    text: 'The replay differs in {differing} places.',
    hint: '--ignore leaves out fields that may differ.',
  },
  csv_syntax: {
    text: '{name}, line {line}: a quote is not closed or stands in the wrong place.',
    hint: 'Nobody was added. Correct it and try again.',
  },
  csv_empty: {
    text: '{name} is empty.',
    hint: 'The first line names the columns: email,first_name,last_name,reviewer',
  },
  csv_columns: {
    text: '{name}: unknown or repeated column {column}.',
    hint: 'The columns are id, email, username, first_name, last_name, reviewer, email_notifications, locale.',
  },
  csv_rows: { text: '{name}: {problems}', hint: 'Nobody was added. Correct the lines and try again.' },
  import_refused: { text: '{refused} of {total} were not added.', hint: 'The reasons are above.' },
  address_in_use: {
    text: 'The port {port} on {host} is taken.',
    hint: 'Stop what runs there, or choose with --port (0 picks a free one).',
  },
  address_forbidden: {
    text: 'This user may not listen on port {port}.',
    hint: 'Choose a port above 1023 with --port.',
  },
  address_unknown: {
    text: 'This machine has no address {host}.',
    hint: 'Choose with --host: 127.0.0.1 for this machine only, 0.0.0.0 for all.',
  },
  file_failed: { text: 'The system refused: {reason}.', hint: 'Check space and permissions.' },
  bug: {
    text: 'This is a bug in dialogd: {text}',
    hint: 'Please report this line and the command to the makers of dialogd.',
  },
  no_mail: { text: 'There is no mail {id}.', hint: '`{program} mail list` shows them all.' },
  which_mail: { text: 'It is not said which mails.', hint: 'Name the id of a mail, or --all-failed.' },
  no_failed_mail: {
    text: 'There is no mail {id} that was given up.',
    hint: '`{program} mail list --state failed` shows those there are.',
  },
  recorded_violations: {
    text: 'The server broke the protocol: violations recorded: {violations}.',
    hint: '`{program} tui replay {file}` shows them (5).',
  },
  mail_fault: { text: '{text}', hint: '{hint}' },
  doctor_found: {
    text: 'Problems left: {count}.',
    hint: '`{program} doctor --fix` sets counters right and removes files that nobody can reach; for the rest, restore a backup.',
  },
  // What the protocol refuses has its own text; these are the hints.
  user_not_found: { text: '', hint: '`{program} users list` shows everyone, `{program} users add` adds someone.' },
  user_exists: { text: '', hint: '`{program} users update` changes someone.' },
  dialog_not_found: { text: '', hint: '`{program} dialogs list` shows them all.' },
  dialog_exists: { text: '', hint: '`{program} dialogs list` shows it.' },
} satisfies Record<string, { text: string; hint: string }>

export type FailureCode = keyof typeof failures

/** Everything else that is said to a person, on stderr. */
export const notes = {
  error: 'error',
  hint: 'hint',
  secret_made: 'Made a secret for tokens in {path}.',
  serve_next: `In another terminal:
  add a person    {program} users add --email anna@example.com
  make a dialog   {program} dialogs create --users anna@example.com,boris@example.com
  get a token     {program} token mint --user anna@example.com
  connect         npx wscat -c "{url}?token=$({program} token mint --user anna@example.com)"`,
  serve_page: '  or in a browser {page}, where the token is asked for',
  stopping: 'Stopping; once more to stop at once.',
  other_secret:
    'The running server has another secret and will refuse this token. Run this with the same DIALOGD_JWT_SECRET.',
  demo: `A throw-away server, gone with ^C. anna (student, id {anna}) and boris (her reviewer, id {boris}) have dialog {dialog}.
  anna's address   {anna_url}
  boris's address  {boris_url}
In a browser, in a tab each:
  {anna_page}
  {boris_page}
Watch as boris, in another terminal:
  npx wscat -c '{boris_url}'
  {program} listen --data-dir {data_dir} --as {boris}
Write as anna:
  {program} send dialogs.messages.create --data-dir {data_dir} --as {anna} --set dialog_id={dialog} --set 'body=#Hello'
  or in wscat: {"event":"dialogs.messages.create","dialog_id":{dialog},"body":"#Hello"}`,
  demo_removed: 'Removed {data_dir}.',
  no_file: 'There is no such file; there need not be one.',
  importing: 'adding users',
  import_line: 'line {line}: {reason}',
  without_reviewer: 'added without a reviewer: {reason}',
  csv_cells: 'line {line} has {got} values, not {wanted}',
  csv_value: 'line {line}, {column}: "{value}" is not valid',
  ask_email: 'Mail address',
  ask_users: 'Who takes part (ids or addresses, comma-separated)',
  ask_text: 'Message (markdown)',
  ask_token: 'Token',
  connected: 'Connected to {url}.',
  report_written: 'Wrote {path}.',
  recording: 'Recording into {file}; ^C ends it.',
  nobody: 'There is nobody yet.',
  doctor_ok: 'Everything is as it should be.',
  doctor_fixed: 'fixed',
  doctor_exposed: '{path} can be read by others on this machine; chmod 600 it',
  doctor_orphans: 'files without a row: {count}',
  doctor_missing: 'file {file} has a row, and its bytes are gone',
  doctor_wrong_size: 'file {file} has another size than its row says',
  nothing: 'There is nothing yet.',
}

export type NoteCode = keyof typeof notes
