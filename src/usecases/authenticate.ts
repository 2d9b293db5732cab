import type { Clock } from '../ports/runtime.ts'
import type { Store, UserRecord } from '../ports/store.ts'
import type { Tokens } from '../ports/tokens.ts'
import { Refusal } from '../protocol/index.ts'

export interface Gate {
  store: Store
  tokens: Tokens
  clock: Clock
  /** AU6: what happens to a valid token of an unknown user. */
  provision: 'token' | 'off'
}

/** A user whose token was verified, and until when it holds (milliseconds since 1970). */
export interface Authenticated {
  user: UserRecord
  expires_at: number
}

/**
 * AU2–AU6: the user a token names. Refuses `token_missing`, `token_invalid`, `token_expired` or `user_disabled`; the
 * store is not asked before the signature was verified.
 */
export async function authenticate(gate: Gate, token: string | undefined): Promise<Authenticated> {
  const { user_id: id, expires_at, ...names } = gate.tokens.verify(token)
  const user = (await gate.store.users.find(id)) ?? (await provision(gate, { id, ...names }))
  if (user.disabled_at !== null) throw new Refusal('user_disabled')
  return { user, expires_at }
}

function provision(gate: Gate, user: { id: number }): Promise<UserRecord> {
  if (gate.provision === 'off') throw new Refusal('token_invalid', { about: `user ${user.id} is not known here` })
  return gate.store.users.provision({ ...user, at: gate.clock.now() })
}
