import type { Command } from 'commander'
import type { UserPatch } from '../../src/ports/store.ts'
import { type Locale, locales } from '../../src/protocol/errors.ts'
import type { Context } from '../context.ts'
import { findUser, userFields, userJson } from '../people.ts'
import { choice, email } from '../values.ts'

interface Options {
  email?: string
  username?: string
  firstName?: string
  lastName?: string
  reviewer?: string
  locale?: Locale
  mail?: boolean
}

export function define(command: Command): void {
  command
    .argument('<id|email>')
    .option('--email <address>', 'mail address', email)
    .option('--username <name>')
    .option('--first-name <name>')
    .option('--last-name <name>')
    .option('--reviewer <id|email>', 'who reviews them; none for nobody')
    .option('--locale <language>', 'language of their mails: en or ru', choice('--locale', locales))
    .option('--mail', 'send them mails')
    .option('--no-mail', 'send them no mails')
}

export async function run({ open, out }: Context, options: Options, ref: string): Promise<void> {
  const { store } = await open()
  const { id } = await findUser(store, ref)
  const { reviewer } = options
  const all: { [Field in keyof UserPatch]: UserPatch[Field] | undefined } = {
    email: options.email,
    username: options.username,
    first_name: options.firstName,
    last_name: options.lastName,
    locale: options.locale,
    email_notifications: options.mail,
    reviewer_id: reviewer === undefined ? undefined : reviewer === 'none' ? null : (await findUser(store, reviewer)).id,
  }
  const patch = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as UserPatch
  const user = await store.users.update(id, patch)
  out.record(userFields(user), userJson(user))
}
