import type { Dialog, Message } from '../../src/protocol/index.ts'
import type { Entry } from '../wire/entry.ts'
import { Causes } from './causes.ts'
import { type Earlier, type Facts, factsOf, listOf, messagesOf, requestFor } from './facts.ts'
import { Cast } from './scenario-cast.ts'
import { Names } from './scenario-names.ts'
import { escaped, escapedIn, type Wanted, wantedOf } from './scenario-where.ts'
import { yamlOf } from './scenario-yaml.ts'

type Step = Record<string, unknown>

export interface ScenarioOptions {
  title: string
  /** The numbers of the entries that become steps; all by default. The others only tell who is who. */
  chosen?: ReadonlySet<number>
}

/** A scenario of the runner that does what was recorded on new people and dialogs, and expects what came. */
export function scenarioOf(entries: readonly Entry[], { title, chosen }: ScenarioOptions): string {
  const causes = new Causes(entries)
  const numbers = chosen && causes.closure(chosen)
  const picked = numbers ? entries.filter(({ n }) => numbers.has(n)) : untilTheEnd(entries)
  const writer = new Writer(entries, picked, causes)
  return yamlOf({ title, ...writer.scenario() })
}

/** Both sides are closed when a recording ends; that is no part of it. */
const untilTheEnd = (entries: readonly Entry[]) =>
  entries.slice(0, entries.findLastIndex(({ dir, close }) => dir !== 'note' || (close && close.code !== 1000)) + 1)

class Writer {
  readonly #facts: Facts
  readonly #names: Names
  readonly #cast: Cast
  readonly #picked: readonly Entry[]
  readonly #causes: Causes
  readonly #steps: Step[] = []
  readonly #stoodIn = new Set<string>()
  /** Sessions that are open at this point, and those that were at some time. */
  readonly #opened = new Set<string>()
  readonly #wasOpen = new Set<string>()
  #acted = false

  constructor(entries: readonly Entry[], picked: readonly Entry[], causes: Causes) {
    this.#picked = picked
    this.#causes = causes
    this.#facts = factsOf(entries, { first: entries.indexOf(picked[0]!), written: this.#written() })
    this.#names = new Names(this.#facts)
    this.#cast = new Cast(this.#facts, this.#names)
  }

  /** The messages that the steps write. */
  #written(): Set<number> {
    const created = [...this.#picked, ...this.#picked.flatMap(({ n }) => this.#causes.answers.get(n) ?? [])].filter(
      ({ dir, event, frame }) => dir === 'in' && event === 'dialogs.messages.create' && frame?.exception !== true,
    )
    return new Set(created.map(({ frame }) => (frame!.data as { id: number }).id))
  }

  scenario(): object {
    const before = this.#before()
    const answers = new Set([...this.#causes.answers.values()].map(({ n }) => n))
    for (const entry of this.#picked) if (!answers.has(entry.n)) this.#step(entry)
    const isLater = before.length > 0
    const sessions = this.#cast.sessions(this.#steps.flatMap(whoIn), isLater)
    const opening = isLater ? [...before, ...this.#cast.change(sessions)] : []
    const dialogs = Object.fromEntries(
      [...this.#names.dialogs].map((id) => [this.#names.dialogName(id), this.#cast.members(id)]),
    )
    const steps = [...opening, ...this.#steps].map((step) => this.#withoutUnused(step))
    return { sessions: { ...sessions, ...this.#cast.others() }, dialogs, steps }
  }

  /** Writes the earlier messages that matter, on connections of their own: what these bring is nobody's business. */
  #before(): Step[] {
    const needed = this.#needed()
    const all = [...this.#facts.dialogs.values()].flatMap((dialog) => dialog.earlier.map((one) => ({ ...one, dialog })))
    const mine = all.filter(({ id }) => needed.has(id)).sort((a, b) => a.id - b.id)
    const reader = (dialog: { members: Set<number> }, author: number) =>
      [...dialog.members].find((one) => one !== author)
    const write = ({ dialog, ...message }: (typeof mine)[number]): Step => {
      const { body, ...request } = requestFor(message, this.#names.message)
      return {
        send: 'dialogs.messages.create',
        as: this.#cast.early(message.author),
        with: { dialog_id: this.#names.dialog(dialog.id), body: escapedIn(body), ...request },
        reply: { capture: this.#names.captureMessage(message.id, 'data.id') },
      }
    }
    const read = ({ dialog, id, author }: (typeof mine)[number]): Step => ({
      send: 'dialogs.messages.seen',
      as: this.#cast.early(reader(dialog, author)!),
      with: { dialog_id: this.#names.dialog(dialog.id), message_id: this.#names.message(id) },
      reply: {},
    })
    const seen = mine.filter(
      ({ read, dialog, author }: Earlier & { dialog: { members: Set<number> } }) =>
        read && reader(dialog, author) !== undefined,
    )
    return [...mine.map(write), ...seen.map(read)]
  }

  /** Earlier messages that steps show or name, or that are unread and so count. */
  #needed(): Set<number> {
    const needed = new Set<number>()
    const dialogs = new Set<number>()
    const shown = [...this.#picked, ...this.#picked.flatMap(({ n }) => this.#causes.answers.get(n) ?? [])]
    for (const { dir, event, frame, session } of shown) {
      if (dir === 'in' && event === 'notifications.dialogs.count')
        for (const { id, members } of this.#facts.dialogs.values())
          if (members.has(this.#facts.users.get(session) ?? 0)) dialogs.add(id)
      if (dir === 'in' && frame) {
        const loaded = event === 'dialogs.load' ? listOf<Dialog>(frame.data) : []
        for (const { id, dialog } of messagesOf(event, frame.data, loaded)) {
          needed.add(id)
          dialogs.add(dialog)
        }
      }
      for (const name of ['message_id', 'reply_id'])
        if (dir === 'out' && typeof frame?.[name] === 'number') needed.add(frame[name])
    }
    for (const { id, earlier } of this.#facts.dialogs.values())
      for (const message of earlier) if (!message.read && !message.later && dialogs.has(id)) needed.add(message.id)
    return needed
  }

  #step(entry: Entry): void {
    const { session, dir, frame, text, binary } = entry
    if (this.#causes.isForeign(entry)) this.#standIn(entry)
    if (dir === 'note') this.#note(entry)
    else if (dir === 'in') {
      if (frame && typeof frame.event === 'string')
        this.#put({ expect: frame.event, as: session, ...this.#wanted(entry) })
    } else if (binary) this.#put({ binary: text, as: session, ...(entry.asText ? { text: true } : {}) })
    else if (!frame || typeof frame.event !== 'string') this.#put({ raw: escaped(text), as: session })
    else this.#send(entry, frame.event)
  }

  /** Does for others what they did while nobody watched them, once; from a session of its own. */
  #standIn({ event, frame }: Entry): void {
    const message = frame!.data as Message
    const deed = `${event} ${message.id}`
    if (this.#stoodIn.has(deed)) return
    this.#stoodIn.add(deed)
    const facts = this.#facts.dialogs.get(message.dialog)!
    const dialog_id = this.#names.dialog(message.dialog)
    if (event === 'dialogs.messages.create') {
      const earlier = { ...message, author: message.user.id, read: false, reply: message.reply?.id ?? null }
      const { body, ...request } = requestFor({ ...earlier, body: message.markdown_body }, this.#names.message)
      const fields = { dialog_id, body: escapedIn(body), ...request }
      const reply = { capture: this.#names.captureMessage(message.id, 'data.id') }
      this.#put({ send: event, as: this.#cast.standIn(message.user.id), with: fields, reply })
    } else {
      const others = [...facts.members].filter((one) => one !== message.user.id)
      const reader = others.find((one) => this.#names.session(one) === undefined) ?? others[0] ?? -message.dialog
      const up_to = (frame!.meta as { up_to?: unknown } | undefined)?.up_to === true ? { up_to: true } : {}
      const fields = { dialog_id, message_id: this.#names.message(message.id), ...up_to }
      this.#put({ send: 'dialogs.messages.seen', as: this.#cast.standIn(reader), with: fields, reply: {} })
    }
  }

  /** What others wrote before this message, though its push came later than this was sent. */
  #standInBefore({ frame }: Entry): void {
    const { id } = (frame!.data ?? {}) as { id?: number }
    const foreign = this.#picked.filter((one) => one.event === 'dialogs.messages.create' && this.#causes.isForeign(one))
    for (const one of foreign) if (id !== undefined && (one.frame!.data as Message).id < id) this.#standIn(one)
  }

  #send({ n, session, frame }: Entry, event: string): void {
    const { event: _event, request_id, ...fields } = frame!
    const named = Object.entries(fields).map(([name, value]) => [name, this.#field(name, value)])
    const answer = this.#causes.answers.get(n)
    if (answer && event === 'dialogs.messages.create') this.#standInBefore(answer)
    const isChosen = answer !== undefined && this.#picked.includes(answer)
    const wanted = answer === undefined ? undefined : this.#wanted(answer)
    const id =
      request_id === undefined ? { id: false } : /^[A-Z]\d+$/.test(String(request_id)) ? {} : { id: request_id }
    const { where: _where, ...unseen } = wanted ?? {}
    this.#put({
      send: escaped(event),
      as: session,
      ...(named.length > 0 ? { with: Object.fromEntries(named) } : {}),
      ...escapedId(id),
      ...(wanted ? { reply: isChosen ? wanted : unseen } : {}),
    })
  }

  #field(name: string, value: unknown): unknown {
    const isId = typeof value === 'number'
    if (isId && name === 'dialog_id') return this.#names.dialog(value) ?? value
    if (isId && (name === 'message_id' || name === 'reply_id')) return this.#names.message(value) ?? value
    // One that was used before would answer with the message of the run before.
    if (name === 'uid' && typeof value === 'string' && /^.{1,64}$/u.test(value))
      return this.#names.uid(value) ?? `\${uuid}`
    return escapedIn(value)
  }

  #note({ session, kind, fault, close }: Entry): void {
    if (fault) {
      this.#put({ [fault]: session })
      if (fault === 'drop') this.#opened.delete(session)
    } else if (kind === 'open') {
      if (this.#acted) this.#put({ reopen: session })
      if (this.#acted && !this.#opened.has(session) && !this.#wasOpen.has(session)) this.#cast.late.add(session)
      this.#opened.add(session)
      this.#wasOpen.add(session)
    } else if (close && this.#opened.delete(session)) {
      if (close.code === 1000) this.#put({ close: session })
      else if (close.code === 1006) this.#put({ drop: session })
      else this.#put({ closed: session, code: close.code, ...(close.reason ? { reason: escaped(close.reason) } : {}) })
    }
  }

  #put(step: Step): void {
    this.#acted = true
    this.#steps.push(step)
  }

  #wanted({ frame }: Entry): Wanted {
    return wantedOf(frame!, this.#names)
  }

  #withoutUnused(step: Step): Step {
    const cleaned = ({ capture, ...wanted }: Wanted) => {
      const kept = Object.entries(capture ?? {}).filter(([name]) => this.#names.used.has(name))
      return kept.length > 0 ? { ...wanted, capture: Object.fromEntries(kept) } : wanted
    }
    if ('expect' in step) return cleaned(step as Wanted) as Step
    return 'reply' in step ? { ...step, reply: cleaned(step.reply as Wanted) } : step
  }
}

const escapedId = (id: { id?: unknown }) => escapedIn(id) as object

const whoIn = (step: Step): string[] =>
  ['as', 'drop', 'reopen', 'close', 'closed', 'stall', 'resume'].flatMap(
    (name) => (step[name] as string | undefined) ?? [],
  )
