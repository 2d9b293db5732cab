import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Ids } from '../../tui/record/ids.ts'
import type { Recording } from '../../tui/record/reader.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { checkUrl } from '../target.ts'
import { tokenFile, tokenFor } from '../token-files.ts'
import { duration } from '../values.ts'
import { openTester } from './tui.ts'

interface Options {
  against?: string
  tokenFile?: string[]
  ignore?: string
  map: string[]
  within?: number
}

export function define(command: Command): void {
  command
    .argument('<file>', 'a recording')
    .option('--against <url|fresh>', 'do it once more against this server, or a throw-away one, and list what differs')
    .option('--token-file <session=file>', 'the token of a session of the recording (repeatable)', tokenFile)
    .option(
      '--map <dialog:1=7>',
      'a recorded id and what it is there: dialog, message, user, file (repeatable)',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--ignore <names>', 'fields that may differ, comma-separated')
    .option('--within <time>', 'how long a frame may take; 2s by default', duration('--within'))
    .addHelpText('after', '\nWithout --against the recording is shown, and nothing is connected.')
}

/** Shows a recording; or prints every difference as a line, and any of them ends the command with exit code 8. */
export async function run(context: Context, options: Options, file: string): Promise<void> {
  const recording = await read(context, file)
  if (options.against !== undefined) return replay(context, options, recording)
  const code = await openTester(context, { sessions: [], recording: { ...recording, name: file } })
  if (code !== 0) context.io.exit(code)
}

async function read({ io }: Context, file: string): Promise<Recording> {
  const { readRecordingFile, RecordingError } = await import('../../tui/record/reader.ts')
  return readRecordingFile(resolve(io.cwd, file)).catch((error: Error) => {
    const reason = error instanceof RecordingError ? error.message : `${file}: ${error.message}`
    throw new Failure('usage', 'bad_recording', { reason })
  })
}

async function replay(context: Context, options: Options, { entries }: Recording): Promise<void> {
  const { out } = context
  const { Checker } = await import('../../tui/check/checker.ts')
  const { differenceRows } = await import('../../tui/record/differences.ts')
  const { Replay } = await import('../../tui/record/replay.ts')
  const { Session } = await import('../../tui/wire/session.ts')
  const { url, token, ids, standIn, close } = await target(context, options, entries)
  const checker = new Checker()
  let replaying: InstanceType<typeof Replay> | undefined
  let number = 0
  const sessions = new Map(
    [...new Set(entries.map(({ session }) => session))].map((name) => {
      const emit = (entry: Recording['entries'][number]) => replaying?.listen(entry)
      const check = checker.check.bind(checker)
      return [
        name,
        new Session({ name, url, token: token(name), reconnect: false, number: () => ++number, check, emit }),
      ]
    }),
  )
  const ignore = options.ignore?.split(',').map((name) => name.trim())
  const { within } = options
  replaying = new Replay(sessions, { ids, standIn, ...(ignore && { ignore }), ...(within && { within }) })
  let differing = 0
  try {
    for await (const outcome of replaying.run(entries)) {
      for (const { place, pointer, recorded, live } of differenceRows(outcome)) {
        differing += 1
        if (out.json) await out.stream(JSON.stringify({ place, pointer, recorded, live }))
        else await out.row([place, pointer, `recorded ${JSON.stringify(recorded)}`, `live ${JSON.stringify(live)}`])
      }
    }
  } finally {
    for (const session of sessions.values()) session.close()
    await close()
  }
  if (differing > 0) throw new Failure('expectation', 'replay_differs', { differing })
}

interface Target {
  url: string
  token: (session: string) => string
  ids: Ids
  standIn: (entry: Recording['entries'][number]) => Promise<void>
  close: () => Promise<void>
}

/** A throw-away server with the people, dialogs and earlier messages of the recording; or one that is there already. */
async function target(context: Context, options: Options, entries: Recording['entries']): Promise<Target> {
  const { against = '', tokenFile: files, map } = options
  if (against === 'fresh') {
    if (files || map.length > 0) throw new Failure('usage', 'fresh_knows')
    const { startScenarioServer } = await import('../scenario-server.ts')
    const { prepare } = await import('../../tui/record/fresh.ts')
    const server = await startScenarioServer()
    try {
      const { tokens, ids, standIn, close } = await prepare(entries, server)
      const end = () => {
        close()
        return server.close()
      }
      return { url: server.url, token: (session) => tokens.get(session)!, ids, standIn, close: end }
    } catch (error) {
      await server.close()
      throw error
    }
  }
  const url = checkUrl(against)
  const { Ids } = await import('../../tui/record/ids.ts')
  const ids = new Ids()
  for (const one of map) {
    const [, kind, recorded, live] = /^(dialog|message|user|file):(\d+)=(\d+)$/.exec(one) ?? []
    if (!kind) throw new Failure('usage', 'bad_map', { value: one })
    ids.set(kind as 'dialog', Number(recorded), Number(live))
  }
  return {
    url,
    token: (session) => tokenFor(context, files, session),
    ids,
    standIn: async () => {},
    close: async () => {},
  }
}
