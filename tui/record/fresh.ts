import type { User } from '../../src/protocol/index.ts'
import type { ScenarioServer } from '../runner/server.ts'
import type { Entry } from '../wire/entry.ts'
import { userOf } from '../wire/token.ts'
import { type Earlier, type Facts, factsOf, nameOfUser, requestFor } from './facts.ts'
import { Ids } from './ids.ts'
import { StandIns } from './stand-ins.ts'
import { Writers } from './writers.ts'

/** A server on which what was there before a recording is there again. */
export interface Prepared {
  /** By session of the recording. */
  tokens: Map<string, string>
  /** Recorded ids and what they are there. */
  ids: Ids
  /** Does what others did whom nobody recorded; for the replay. */
  standIn: (entry: Entry) => Promise<void>
  close: () => void
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
  const writers = new Writers(tokens, server.url)
  try {
    await writeEarlier(facts, ids, writers)
  } finally {
    // Those who stand in later connect when they have something to do.
    writers.close()
  }
  const sessions = new Set(entries.map(({ session }) => session))
  const known = [...sessions].map(async (name): Promise<[string, string]> => {
    const user = facts.users.get(name)
    return [name, user === undefined ? (await server.person(name, name)).token : tokens.get(user)!]
  })
  const others = new StandIns(entries, facts, ids, new Writers(tokens, server.url))
  return {
    tokens: new Map(await Promise.all(known)),
    ids,
    standIn: (entry) => others.before(entry),
    close: () => others.close(),
  }
}

function profileOf({ people }: Facts, id: number): Partial<User> {
  const { email, first_name, last_name, avatar, thumbnail_avatar } = people.get(id) ?? {}
  const told = { email, first_name, last_name, avatar, thumbnail_avatar }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
}

/** Writes the earlier messages as their authors, and marks those read that were. */
async function writeEarlier(facts: Facts, ids: Ids, writers: Writers): Promise<void> {
  const all = [...facts.dialogs.values()].flatMap((dialog) => dialog.earlier.map((message) => ({ dialog, ...message })))
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
}
