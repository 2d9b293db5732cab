import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { mailColumns, mailJson, mailRow } from '../mail-row.ts'
import { whole } from '../values.ts'

export function define(command: Command): void {
  command.argument('<id>', undefined, whole('id'))
}

export async function run({ open, out }: Context, _options: object, mail: number): Promise<void> {
  const { store } = await open()
  const found = await store.outbox.find(mail)
  if (!found) throw new Failure('not_found', 'no_mail', { id: mail })
  const values = mailRow(found)
  out.record(
    mailColumns.map((name, n) => [name, values[n]!]),
    mailJson(found),
  )
}
