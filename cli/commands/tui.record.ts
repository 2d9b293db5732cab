import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Entry } from '../../tui/wire/entry.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { type SessionChoice, sessionOptions, sessionsOf } from '../sessions.ts'
import { closeFailure } from '../socket.ts'
import { untilStopped } from '../stop.ts'
import { duration } from '../values.ts'

interface Options extends SessionChoice {
  for?: number
}

export function define(command: Command): void {
  sessionOptions(command.argument('<file>', 'a new file, JSON Lines'))
    .option('--for <time>', 'end after this time; ^C by default', duration('--for'))
    .addHelpText('after', '\nIt listens and sends nothing; `tui --record` is for sessions that somebody works in.')
}

/**
 * Records what comes, without a screen, until it is stopped or no session can come back. A violation of the protocol ends
 * it with exit code 9.
 */
export async function run(context: Context, options: Options, file: string): Promise<void> {
  const { url, sessions: named } = await sessionsOf(context, options)
  if (named.length === 0) throw new Failure('usage', 'no_token')
  // The database has no part in what follows, which may take hours.
  await context.close()
  const { Checker } = await import('../../tui/check/checker.ts')
  const { Recorder } = await import('../../tui/record/recorder.ts')
  const { Session } = await import('../../tui/wire/session.ts')
  const { io, out, say } = context
  const places = named.map(({ name }) => ({ name, url }))
  const recorder = Recorder.start(resolve(io.cwd, file), places)
  const checker = new Checker()
  const check = checker.check.bind(checker)
  const over = Promise.withResolvers<void>()
  let [number, violations] = [0, 0]
  const emit = (entry: Entry) => {
    recorder.write(entry)
    violations += entry.violations.length
    if (recorder.state.failure) over.resolve()
  }
  const sessions = named.map(
    ({ name, token }) => new Session({ name, url, token, number: () => ++number, check, emit }),
  )
  for (const session of sessions) {
    session.subscribe(() => {
      if (sessions.every(({ state }) => state.phase === 'closed')) over.resolve()
    })
    session.open()
  }
  out.note(say('recording', { file }))
  const limit = options.for === undefined ? undefined : setTimeout(over.resolve, options.for)
  void untilStopped(context).then(over.resolve)
  await over.promise
  clearTimeout(limit)
  const gaveUp = sessions.every(({ state }) => state.phase === 'closed') ? sessions[0]!.state : undefined
  for (const session of sessions) session.close()
  recorder.close()
  const { entries, bytes } = recorder.state
  const found = { entries, bytes, violations }
  out.record(
    Object.entries(found).map(([name, value]) => [name, String(value)]),
    found,
  )
  if (gaveUp?.close) throw closeFailure(gaveUp.close.code, gaveUp.close.reason)
  if (gaveUp) throw new Failure('cannot_connect', 'cannot_connect', { url, reason: gaveUp.error ?? 'no answer' })
  if (violations > 0) throw new Failure('violation', 'recorded_violations', { violations: String(violations), file })
}
