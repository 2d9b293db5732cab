import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { checkUrl } from '../target.ts'
import { tokenFile, tokenFor } from '../token-files.ts'
import { duration } from '../values.ts'

interface Options {
  url?: string
  tokenFile?: string[]
  ignore?: string
  map: string[]
  within?: number
}

export function define(command: Command): void {
  command
    .argument('<file>', 'a recording')
    .option('--url <url>', 'the server to replay it against')
    .option('--token-file <session=file>', 'the token of a session of the recording (repeatable)', tokenFile)
    .option(
      '--map <dialog:1=7>',
      'a recorded id and what it is there: dialog, message, user, file (repeatable)',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--ignore <names>', 'fields that may differ, comma-separated')
    .option('--within <time>', 'how long a frame may take; 2s by default', duration('--within'))
}

/** Prints every difference as a line; any of them ends the command with exit code 8. */
export async function run(context: Context, options: Options, file: string): Promise<void> {
  const { out, io } = context
  const { Ids } = await import('../../tui/record/ids.ts')
  const { readRecordingFile, RecordingError } = await import('../../tui/record/reader.ts')
  const { Replay } = await import('../../tui/record/replay.ts')
  const { differenceRows } = await import('../../tui/record/differences.ts')
  const { Session } = await import('../../tui/wire/session.ts')
  if (options.url === undefined) throw new Failure('usage', 'missing_option', { name: '--url' })
  const url = checkUrl(options.url)
  const ids = new Ids()
  for (const one of options.map) {
    const [, kind, recorded, live] = /^(dialog|message|user|file):(\d+)=(\d+)$/.exec(one) ?? []
    if (!kind) throw new Failure('usage', 'bad_map', { value: one })
    ids.set(kind as 'dialog', Number(recorded), Number(live))
  }
  const { entries } = await readRecordingFile(resolve(io.cwd, file)).catch((error: Error) => {
    const reason = error instanceof RecordingError ? error.message : `${file}: ${error.message}`
    throw new Failure('usage', 'bad_recording', { reason })
  })
  const names = [...new Set(entries.map(({ session }) => session))]
  let replay: InstanceType<typeof Replay> | undefined
  const sessions = new Map(
    names.map((name) => {
      const token = tokenFor(context, options.tokenFile, name)
      return [name, new Session({ name, url, token, reconnect: false, emit: (entry) => replay?.listen(entry) })]
    }),
  )
  const ignore = options.ignore?.split(',').map((name) => name.trim())
  replay = new Replay(sessions, {
    ids,
    ...(ignore ? { ignore } : {}),
    ...(options.within ? { within: options.within } : {}),
  })
  let differing = 0
  try {
    for await (const outcome of replay.run(entries)) {
      for (const { place, pointer, recorded, live } of differenceRows(outcome)) {
        differing += 1
        if (out.json) await out.stream(JSON.stringify({ place, pointer, recorded, live }))
        else await out.row([place, pointer, `recorded ${JSON.stringify(recorded)}`, `live ${JSON.stringify(live)}`])
      }
    }
  } finally {
    for (const session of sessions.values()) session.close()
  }
  if (differing > 0) throw new Failure('expectation', 'replay_differs', { differing })
}
