import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { readFile } from './values.ts'

/** Collects `--token-file A=anna.token`, which may be repeated. */
export const tokenFile = (pair: string, before: string[] = []): string[] => [...before, pair]

/** The token of a session: of the file that is given for its name, or else for its user's. */
export function tokenFor(context: Context, pairs: string[] = [], session: string, user = session): string {
  const files = new Map(pairs.map(pathOf))
  const path = files.get(session) ?? files.get(user)
  const token = path === undefined ? undefined : readFile(path, context.io).trim()
  if (!token) throw new Failure('usage', 'no_session_token', { session })
  return token
}

function pathOf(pair: string): [name: string, path: string] {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(pair) ?? []
  if (!name || !path) throw new Failure('usage', 'bad_token_pair', { value: pair })
  return [name, path]
}
