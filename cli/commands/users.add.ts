import type { Command } from 'commander'
import { type Locale, locales } from '../../src/protocol/errors.ts'
import type { Context } from '../context.ts'
import { findUser, userFields, userJson } from '../people.ts'
import { ask, choice, email, whole } from '../values.ts'

interface Options {
  email?: string
  id?: number
  username?: string
  firstName?: string
  lastName?: string
  reviewer?: string
  locale?: Locale
  mail: boolean
}

export function define(command: Command): void {
  command
    .option('--email <address>', 'mail address', email)
    .option('--id <number>', 'their user_id in tokens; the next free one by default', whole('--id'))
    .option('--username <name>')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .option('--reviewer <id|email>', 'who reviews them')
    .option('--locale <language>', 'language of their mails: en or ru', choice('--locale', locales))
    .option('--no-mail', 'send them no mails')
}

export async function run(context: Context, options: Options): Promise<void> {
  const address = options.email ?? email(await ask(context, '--email', context.say('ask_email')))
  const { store, clock } = await context.open({ create: true })
  const reviewer = options.reviewer === undefined ? undefined : await findUser(store, options.reviewer)
  const user = await store.users.add({
    ...(options.id !== undefined && { id: options.id }),
    email: address,
    username: options.username ?? null,
    first_name: options.firstName ?? '',
    last_name: options.lastName ?? '',
    reviewer_id: reviewer?.id ?? null,
    email_notifications: options.mail,
    locale: options.locale ?? null,
    at: clock.now(),
  })
  context.out.record(userFields(user), userJson(user))
}
