import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { whole } from '../values.ts'

export function define(command: Command): void {
  command.argument('[id]', undefined, whole('id')).option('--all-failed', 'every mail that was given up')
}

export async function run({ open, out }: Context, options: { allFailed?: boolean }, mail?: number): Promise<void> {
  if ((mail === undefined) === !options.allFailed) throw new Failure('usage', 'which_mail')
  const { store, clock } = await open()
  const queued = await store.outbox.requeue(mail ?? 'all', clock.now())
  if (mail !== undefined && queued === 0) throw new Failure('not_found', 'no_failed_mail', { id: mail })
  out.record([['queued', String(queued)]], { queued })
}
