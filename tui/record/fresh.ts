import type { User } from '../../src/protocol/index.ts'
import { Actor } from '../runner/actor.ts'
import type { ScenarioServer } from '../runner/server.ts'
import type { Entry } from '../wire/entry.ts'
import { userOf } from '../wire/token.ts'
import { type Earlier, type Facts, factsOf, nameOfUser, requestFor } from './facts.ts'
import { Ids } from './ids.ts'

/** How long the server may take to answer, milliseconds. */
const PATIENCE = 10_000

/** A server on which what was there before a recording is there again. */
export interface Prepared {
  /** By session of the recording. */
  tokens: Map<string, string>
  /** Recorded ids and what they are there. */
  ids: Ids
}

/** Makes the people, dialogs and earlier messages that a recording tells of on a server of ours. */
export async function prepare(entries: readonly Entry[], server: ScenarioServer): Promise<Prepared> {
  if (!server.dialog) throw new Error('only a server of ours can be prepared')
  const facts = factsOf(entries)
  const ids = new Ids()
  const tokens = new Map<number, string>()
  const everyone = new Set([
    ...facts.users.values(),
    ...[...facts.dialogs.values()].flatMap(({ members }) => [...members]),
  ])
  for (const id of [...everyone].sort((a, b) => a - b)) {
    const { token } = await server.person('', nameOfUser(facts, id), profileOf(facts, id))
    tokens.set(id, token)
    ids.set('user', id, userOf(token)!)
  }
  for (const { id, members } of [...facts.dialogs.values()].sort((a, b) => a.id - b.id)) {
    const there = [...members].map((member) => ids.get('user', member)!)
    // A recording that never loads its dialogs does not tell who the others are.
    if (there.length < 2) there.push(userOf((await server.person('', 'somebody')).token)!)
    ids.set('dialog', id, await server.dialog(there))
  }
  await writeEarlier(facts, ids, tokens, server.url)
  const sessions = new Set(entries.map(({ session }) => session))
  const known = [...sessions].map(async (name): Promise<[string, string]> => {
    const user = facts.users.get(name)
    return [name, user === undefined ? (await server.person(name, name)).token : tokens.get(user)!]
  })
  return { tokens: new Map(await Promise.all(known)), ids }
}

function profileOf({ people }: Facts, id: number): Partial<User> {
  const { email, first_name, last_name, avatar, thumbnail_avatar } = people.get(id) ?? {}
  const told = { email, first_name, last_name, avatar, thumbnail_avatar }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
}

/** Writes the earlier messages as their authors, and marks those read that were. */
async function writeEarlier(facts: Facts, ids: Ids, tokens: Map<number, string>, url: string): Promise<void> {
  const all = [...facts.dialogs.values()].flatMap((dialog) => dialog.earlier.map((message) => ({ dialog, ...message })))
  const writers = new Writers(tokens, url)
  try {
    for (const { dialog, ...message } of all.sort((a, b) => a.id - b.id)) {
      const dialog_id = ids.get('dialog', dialog.id)
      const request = requestFor(message, (one) => ids.get('message', one))
      const { data } = await writers.ask(message.author, 'dialogs.messages.create', { dialog_id, ...request })
      ids.set('message', message.id, (data as { id: number }).id)
    }
    for (const { dialog, id, author } of all.filter(({ read }: Earlier) => read)) {
      const reader = [...dialog.members].find((member) => member !== author)
      if (reader === undefined) continue
      const where = { dialog_id: ids.get('dialog', dialog.id), message_id: ids.get('message', id) }
      await writers.ask(reader, 'dialogs.messages.seen', where)
    }
  } finally {
    writers.close()
  }
}

/** A connection for each user who has something to do. */
class Writers {
  readonly #tokens: Map<number, string>
  readonly #url: string
  readonly #actors = new Map<number, Actor>()

  constructor(tokens: Map<number, string>, url: string) {
    this.#tokens = tokens
    this.#url = url
  }

  async ask(user: number, event: string, fields: Record<string, unknown>) {
    const actor = await this.#actor(user)
    const id = actor.session.request(event, fields)
    const answer = () => actor.received.find(({ frame }) => frame?.request_id === id)
    const frame = (await actor.until(answer, performance.now() + PATIENCE))?.frame
    if (!frame || frame.exception === true)
      throw new Error(`what was there before could not be made: ${frame?.data ?? 'no answer'}`)
    return frame
  }

  close(): void {
    for (const { session } of this.#actors.values()) session.close()
  }

  async #actor(user: number): Promise<Actor> {
    const known = this.#actors.get(user)
    if (known) return known
    const token = this.#tokens.get(user)!
    const actor = new Actor({ name: `before${user}-`, url: this.#url, token, reconnect: false, emit() {} })
    this.#actors.set(user, actor)
    actor.session.open()
    await actor.until(() => actor.session.state.phase === 'open' || undefined, performance.now() + PATIENCE)
    return actor
  }
}
