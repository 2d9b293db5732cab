import type { App } from '../src/app.ts'
import type { UserRecord } from '../src/ports/store.ts'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { findUser } from './people.ts'
import { findServer, keyId } from './server-file.ts'

/** A token for the user that `ref` means, with the key of the data folder, and one whose time is over. */
export async function mintFor(
  context: Context,
  ref: string,
  ttl: number,
): Promise<{ token: string; expired: string; user: UserRecord }> {
  const { config } = await context.settings()
  const { jwt_algorithm, data_dir } = config
  if (jwt_algorithm !== 'HS256') throw new Failure('usage', 'cannot_mint', { algorithm: jwt_algorithm })
  const app = await context.open({ secret: true })
  const user = await findUser(app.store, ref)
  const server = findServer(data_dir)
  const own = keyId((await context.settings()).config)
  if (server && own && server.key_id !== own) context.out.note(context.say('other_secret'))
  return { token: tokenOf(app, user, ttl), expired: tokenOf(app, user, -ttl), user }
}

/** The user's names travel in the token, so that another server can provision them (AU6). */
export const tokenOf = (
  { tokens }: App,
  { id, email, username, first_name, last_name }: UserRecord,
  ttl: number,
): string => tokens.mint({ user_id: id, email, username, first_name, last_name, ttl })

/** Where clients connect (AU1): `ws://host:port/ws/?token=…`. */
export const urlWith = (url: string, token: string): string => `${url}?token=${token}`

/** The example page of the server whose sockets are at `url`; the part behind # is sent nowhere. */
export const pageAt = (url: string): string => url.replace(/^ws/, 'http').replace(/ws\/$/, 'example')
export const pageWith = (url: string, token: string): string => `${pageAt(url)}#token=${token}`
