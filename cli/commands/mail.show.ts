import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { mailColumns, mailJson, mailRow } from '../mail-row.ts'
import { isMailFault, mailFaultText } from '../texts/mail-faults.ts'
import { whole } from '../values.ts'

export function define(command: Command): void {
  command.argument('<id>', undefined, whole('id'))
}

export async function run({ open, out, locale }: Context, _options: object, mail: number): Promise<void> {
  const { store } = await open()
  const found = await store.outbox.find(mail)
  if (!found) throw new Failure('not_found', 'no_mail', { id: mail })
  const values = mailRow(found)
  out.record(
    mailColumns.map((name, n) => [name, values[n]!]),
    mailJson(found),
  )
  const [, fault = '', reason = ''] = /^(\w+): (.*)$/.exec(found.last_error ?? '') ?? []
  if (!isMailFault(fault)) return
  const { text, hint } = mailFaultText(locale(), fault, reason)
  out.note(`${text} ${hint}`)
}
