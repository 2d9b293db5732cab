import type { Command } from 'commander'
import type { SessionSpec } from '../tui/main.tsx'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { mintFor } from './mint.ts'
import { checkUrl, localUrl } from './target.ts'
import { readFile } from './values.ts'

/** Long enough for a working day; the tester asks for another one with every connection. */
export const TOKEN_TTL = 86_400_000

/** Which server the tester connects to, and as whom. */
export interface SessionChoice {
  url?: string
  as?: string[]
  tokenFile?: string[]
}

const several = (value: string, before: string[] = []) => [...before, value]

/** `otherwise` says who it is where nobody is named. */
export const sessionOptions = (command: Command, otherwise?: string): Command =>
  command
    .option('--url <url>', 'ws://host:port/ws/; the server of the data folder by default')
    .option(
      '--as <id|email>',
      ['a user of the data folder (repeatable)', otherwise].filter(Boolean).join('; '),
      several,
    )
    .option('--token-file <file>', 'file that holds a token (repeatable); or DIALOGD_TOKEN', several)

/** One session for each user that was named, A, B …; none where nobody was. */
export async function sessionsOf(
  context: Context,
  options: SessionChoice,
): Promise<{ url: string; sessions: SessionSpec[] }> {
  const url = options.url === undefined ? await localUrl(context) : checkUrl(options.url)
  const tokens = tokensOf(context, options)
  const people = [...(await minted(context, options.as ?? [])), ...tokens]
  return { url, sessions: people.map((person, index) => ({ ...person, url, name: letter(index) })) }
}

const letter = (index: number) => String.fromCharCode(65 + index)

type Somebody = Pick<SessionSpec, 'user' | 'token' | 'expired'>

function tokensOf({ io }: Context, { tokenFile, as, url }: SessionChoice): Somebody[] {
  const texts = tokenFile?.map((path) => readFile(path, io)) ?? []
  if (texts.length === 0 && as === undefined && io.env.DIALOGD_TOKEN) texts.push(io.env.DIALOGD_TOKEN)
  if (texts.length === 0 && as === undefined && url !== undefined) throw new Failure('usage', 'no_token')
  return texts.map((text) => ({ token: text.trim(), user: claimedName(text.trim()) }))
}

/** How a token calls its user, unverified: only for the screen. */
function claimedName(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return String(claims.first_name || claims.email || `user ${claims.user_id}`)
  } catch {
    return 'token'
  }
}

async function minted(context: Context, refs: readonly string[]): Promise<Somebody[]> {
  const all: Somebody[] = []
  for (const ref of refs) {
    const { token, expired, user } = await mintFor(context, ref, TOKEN_TTL)
    all.push({ token, expired, user: user.first_name || user.email || `user ${user.id}` })
  }
  return all
}
