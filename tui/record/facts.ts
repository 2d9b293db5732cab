import type { Dialog, Message, User } from '../../src/protocol/index.ts'
import type { Entry, WireFrame } from '../wire/entry.ts'

/** A message that was there before anything was recorded. */
export interface Earlier {
  id: number
  author: number
  body: string
  lesson: number | null
  /** The id of the message that it replies to. */
  reply: number | null
  read: boolean
  /** It was written after the first entry that is done once more, by a request that is not. */
  later?: boolean
}

export interface DialogFacts {
  id: number
  /** Whoever takes part, as far as frames tell. */
  members: Set<number>
  /** Messages that nobody wrote while it was recorded, the oldest first. */
  earlier: Earlier[]
}

/** What entries tell of the world they were recorded in. */
export interface Facts {
  /** Which user each session is, where its token tells. */
  users: Map<string, number>
  people: Map<number, User>
  dialogs: Map<number, DialogFacts>
}

interface Since {
  /** The index of the first entry that is done once more: what was before it was there already. */
  first?: number
  /** The messages that are written once more; by default those that were written while it was recorded. */
  written?: ReadonlySet<number>
}

/** Learns who and what stands behind some entries, so that the same can be set up elsewhere. */
export function factsOf(entries: readonly Entry[], { first = 0, written: chosen }: Since = {}): Facts {
  const facts: Facts = { users: new Map(), people: new Map(), dialogs: new Map() }
  const seen = new Map<number, Earlier & { dialog: number }>()
  const written = new Set(chosen)
  for (const [index, { session, dir, kind, user, event, frame }] of entries.entries()) {
    if (kind === 'open' && user !== undefined && !facts.users.has(session)) facts.users.set(session, user)
    if (dir !== 'in' || !frame || frame.exception === true) continue
    const viewer = facts.users.get(session)
    const dialogs = event === 'dialogs.load' ? listOf<Dialog>(frame.data) : []
    for (const dialog of dialogs) learnDialog(facts, dialog, viewer)
    for (const message of messagesOf(event, frame.data, dialogs)) {
      const { id, dialog, user: author, markdown_body: body, lesson, reply, date_read } = message
      learnPerson(facts, author)
      const { members } = dialogFacts(facts, dialog)
      members.add(author.id)
      if (viewer !== undefined) members.add(viewer)
      if (event === 'dialogs.messages.create' && !chosen && !seen.has(id)) written.add(id)
      const later = index >= first && event === 'dialogs.messages.create'
      if (index < first && event === 'dialogs.messages.seen' && isUpTo(frame)) markUpTo(seen, message)
      if (index >= first && seen.has(id)) continue
      const read = date_read !== null && (index < first || event !== 'dialogs.messages.seen')
      seen.set(id, { id, dialog, author: author.id, body, lesson, reply: reply?.id ?? null, read, later })
    }
  }
  for (const { dialog, ...message } of [...seen.values()].sort((a, b) => a.id - b.id))
    if (!written.has(message.id)) dialogFacts(facts, dialog).earlier.push(message)
  return facts
}

const isUpTo = ({ meta }: WireFrame) => (meta as { up_to?: unknown } | undefined)?.up_to === true

/** One push tells of all that the reader had not read (MS5): those of the same author, up to that one. */
function markUpTo(seen: Map<number, Earlier & { dialog: number }>, { id, dialog, user }: Message): void {
  for (const one of seen.values()) if (one.dialog === dialog && one.author === user.id && one.id <= id) one.read = true
}

/** What writes an earlier message again; `idOf` tells what the message it replies to is called there. */
export const requestFor = (
  { body, lesson, reply }: Earlier,
  idOf: (id: number) => unknown,
): Record<string, unknown> => ({
  // What was a file alone has no body; it stands there as a text.
  body: body || '(a file)',
  ...(lesson === null ? {} : { lesson_id: lesson }),
  ...(reply === null || idOf(reply) === undefined ? {} : { reply_id: idOf(reply) }),
})

/** How a user is called; none tell of somebody who never wrote and whom nobody loaded. */
export function nameOfUser({ people }: Pick<Facts, 'people'>, id: number): string {
  const { first_name, email } = people.get(id) ?? {}
  return first_name || email || `user ${id}`
}

export const listOf = <T>(data: unknown): T[] => (Array.isArray(data) ? (data as T[]) : [])

/** The messages that a frame carries, those that are none left out. */
export function messagesOf(event: string | undefined, data: unknown, dialogs: readonly Dialog[]): Message[] {
  const all =
    event === 'dialogs.load'
      ? dialogs.flatMap(({ last_message }) => last_message ?? [])
      : event === 'dialogs.messages.load'
        ? listOf<Message>(data)
        : event === 'dialogs.messages.create' || event === 'dialogs.messages.seen'
          ? [data as Message]
          : []
  return all.filter((one) => typeof one?.id === 'number' && typeof one.user?.id === 'number')
}

function learnDialog(facts: Facts, { id, users }: Dialog, viewer: number | undefined): void {
  if (typeof id !== 'number') return
  const { members } = dialogFacts(facts, id)
  if (viewer !== undefined) members.add(viewer)
  for (const one of listOf<User>(users)) {
    members.add(one.id)
    learnPerson(facts, one)
  }
}

function learnPerson({ people }: Facts, person: User): void {
  if (!people.has(person.id)) people.set(person.id, person)
}

function dialogFacts({ dialogs }: Facts, id: number): DialogFacts {
  const known = dialogs.get(id) ?? { id, members: new Set(), earlier: [] }
  dialogs.set(id, known)
  return known
}
