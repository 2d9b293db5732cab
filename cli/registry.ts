import type { Command } from 'commander'
import type { Context } from './context.ts'

/** One command: its options and arguments, and what it does. It says nothing about exit codes but by throwing. */
export interface CommandModule {
  define(command: Command): void
  run(context: Context, options: never, ...args: never[]): Promise<void>
}

interface Entry {
  summary: string
  load: () => Promise<CommandModule>
}

/** What each noun is about; commands without a verb stand by themselves. */
export const nouns: Record<string, string> = {
  token: 'tokens that people connect with',
  users: 'people',
  dialogs: 'dialogs between people',
  messages: 'messages of dialogs',
  mail: 'mails about new messages',
  config: 'settings',
  tui: 'the tester',
}

/** Every command by its words. A module is loaded only when its command is used, so that `--help` starts at once. */
export const registry: Record<string, Entry> = {
  serve: { summary: 'run the server', load: () => import('./commands/serve.ts') },
  demo: { summary: 'run a throw-away server with two people and a dialog', load: () => import('./commands/demo.ts') },
  'token mint': { summary: 'make a token for a user', load: () => import('./commands/token.mint.ts') },
  'token inspect': {
    summary: 'tell what is in a token and whether it is valid',
    load: () => import('./commands/token.inspect.ts'),
  },
  'users add': { summary: 'add a person', load: () => import('./commands/users.add.ts') },
  'users list': { summary: 'list everyone', load: () => import('./commands/users.list.ts') },
  'users show': { summary: 'show a person', load: () => import('./commands/users.show.ts') },
  'users update': { summary: 'change a person', load: () => import('./commands/users.update.ts') },
  'users disable': {
    summary: 'shut a person out; their sockets are closed',
    load: () => import('./commands/users.disable.ts'),
  },
  'users enable': { summary: 'let a person in again', load: () => import('./commands/users.enable.ts') },
  'users import': { summary: 'add many people from a CSV file', load: () => import('./commands/users.import.ts') },
  'dialogs create': { summary: 'make a dialog between people', load: () => import('./commands/dialogs.create.ts') },
  'dialogs list': { summary: 'list dialogs', load: () => import('./commands/dialogs.list.ts') },
  'dialogs show': { summary: 'show a dialog', load: () => import('./commands/dialogs.show.ts') },
  'dialogs export': {
    summary: 'write out the messages of a dialog',
    load: () => import('./commands/dialogs.export.ts'),
  },
  'messages send': { summary: 'write a message as somebody', load: () => import('./commands/messages.send.ts') },
  'messages list': { summary: 'list messages of a dialog', load: () => import('./commands/messages.list.ts') },
  'messages tail': {
    summary: 'print messages of a dialog as they come',
    load: () => import('./commands/messages.tail.ts'),
  },
  'mail list': { summary: 'list mails and what became of them', load: () => import('./commands/mail.list.ts') },
  'mail show': { summary: 'show a mail', load: () => import('./commands/mail.show.ts') },
  'mail retry': { summary: 'queue mails again that were given up', load: () => import('./commands/mail.retry.ts') },
  'mail test': { summary: 'send a test mail', load: () => import('./commands/mail.test.ts') },
  listen: { summary: 'connect and print every frame as NDJSON', load: () => import('./commands/listen.ts') },
  send: { summary: 'connect, send an event and print what comes back', load: () => import('./commands/send.ts') },
  tui: { summary: 'test a server: watch, send, chat as one or more users', load: () => import('./commands/tui.ts') },
  'tui run': { summary: 'run scenarios without a terminal', load: () => import('./commands/tui.run.ts') },
  'tui validate': { summary: 'check scenarios without running them', load: () => import('./commands/tui.validate.ts') },
  'tui record': {
    summary: 'record what comes, without a terminal',
    load: () => import('./commands/tui.record.ts'),
  },
  'tui replay': {
    summary: 'do a recording once more against a server and list what differs',
    load: () => import('./commands/tui.replay.ts'),
  },
  'config show': { summary: 'show the settings, secrets masked', load: () => import('./commands/config.show.ts') },
  'config path': { summary: 'tell which config file is read', load: () => import('./commands/config.path.ts') },
  completion: {
    summary: 'print a script that completes commands in your shell',
    load: () => import('./commands/completion.ts'),
  },
  doctor: { summary: 'check settings, database, counters and files', load: () => import('./commands/doctor.ts') },
}
