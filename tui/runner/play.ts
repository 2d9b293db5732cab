import type { Entry } from '../wire/entry.ts'
import { fill } from '../wire/variables.ts'
import type { Actor } from './actor.ts'
import { captured, differences, fits, fitsOrFails, nearestOf, type Wanted } from './expect.ts'
import { StepFailure } from './failure.ts'
import { expectMail, type Mailbox } from './mailbox.ts'
import type { Scenario, Step } from './schema.ts'

/** How long a mail may take where nothing is said, milliseconds. */
const MAIL_WITHIN = 5_000

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

/** Plays the steps of a scenario with its sessions; throws `StepFailure` where one does not go as it says. */
export class Play {
  readonly #scenario: Scenario
  readonly #actors: ReadonlyMap<string, Actor>
  readonly #values: Map<string, unknown>
  readonly #deadline: number
  readonly #mailbox: Mailbox | undefined
  #sent = 0

  /** `values` are the dialogs by name; what is captured is added. `deadline` ends the whole scenario. */
  constructor(
    scenario: Scenario,
    actors: ReadonlyMap<string, Actor>,
    values: Map<string, unknown>,
    deadline: number,
    mailbox?: Mailbox,
  ) {
    this.#mailbox = mailbox
    this.#scenario = scenario
    this.#actors = actors
    this.#values = values
    this.#deadline = deadline
  }

  async step(step: Step): Promise<void> {
    switch (step.kind) {
      case 'send':
        return this.#send(step)
      case 'raw': {
        const actor = this.#actor(step.as)
        for (let time = 0; time < (step.times ?? 1); time += 1) this.#transmit(actor, this.#fill(actor, step.raw))
        return
      }
      case 'binary':
        return this.#transmit(this.#actor(step.as), Buffer.from(step.binary, 'hex'), step.text)
      case 'expect':
        for (const actor of this.#all(step.as)) await this.#expect(step, actor)
        return
      case 'never':
        for (const actor of this.#all(step.as)) await this.#never(step, actor)
        return
      case 'closed':
        for (const actor of this.#all(step.closed)) await this.#closed(step, actor)
        return
      case 'drop':
        return this.#end(step.drop, (actor) => actor.session.drop())
      case 'close':
        return this.#end(step.close, (actor) => actor.session.close())
      case 'reopen':
        for (const actor of this.#all(step.reopen)) await this.#open(actor)
        return
      case 'stall':
        for (const actor of this.#all(step.stall)) actor.session.stall()
        return
      case 'resume':
        for (const actor of this.#all(step.resume)) actor.session.resume()
        return
      case 'mail.expect':
        return this.#mail(step)
    }
  }

  async #send(step: Of<'send'>): Promise<void> {
    const actor = this.#actor(step.as)
    const event = String(this.#fill(actor, step.send))
    for (let time = 0; time < (step.times ?? 1); time += 1) {
      const fields = this.#fill(actor, step.with ?? {})
      const own = typeof step.id === 'boolean' ? undefined : step.id
      const request_id =
        step.id === false ? undefined : (this.#fill(actor, own) ?? `${actor.session.name}${this.#sent + 1}`)
      const before = actor.unread.length
      this.#transmit(actor, JSON.stringify({ event, ...fields, request_id }))
      if (step.reply !== undefined) await this.#reply(step, actor, event, request_id, before)
    }
  }

  /** The direct answer, known by its id; without one, the first frame of the event that came after the request. */
  async #reply(step: Of<'send'>, actor: Actor, event: string, id: unknown, before: number): Promise<void> {
    const reply = step.reply ?? {}
    const answer = () =>
      actor.unread.find(({ frame }, index) =>
        id === undefined ? index >= before && frame?.event === event : frame?.request_id === id,
      )
    const found = await actor.until(answer, this.#until(reply.within))
    const wanted = this.#wanted(actor, undefined, reply)
    if (!found) throw new StepFailure('timeout', `${actor.session.name} got no answer to ${event}`, wanted)
    actor.take(found)
    const wrong = differences(found, wanted)
    if (wrong.length > 0)
      throw new StepFailure('expectation', `the answer to ${event} is another one`, wanted, {
        entry: found,
        mismatches: wrong,
      })
    this.#capture(found, reply.capture)
  }

  async #expect(step: Of<'expect'>, actor: Actor): Promise<void> {
    const wanted = this.#wanted(actor, step.expect, step)
    const next = () => (step.next ? actor.next : actor.unread.find((entry) => fits(entry, wanted)))
    const found = await actor.until(next, this.#until(step.within)).catch((error: StepFailure) => {
      throw new StepFailure(error.verdict, error.message, wanted, nearestOf(actor.received, wanted))
    })
    const { name } = actor.session
    if (!found) {
      const nearest = nearestOf(actor.unread, wanted) ?? nearestOf(actor.received, wanted)
      throw new StepFailure('expectation', `${name} did not get ${step.expect}`, wanted, nearest)
    }
    const wrong = differences(found, wanted)
    if (wrong.length > 0)
      throw new StepFailure('expectation', `the next frame of ${name} is another one`, wanted, {
        entry: found,
        mismatches: wrong,
      })
    actor.take(found)
    this.#capture(found, step.capture)
  }

  /** Without `for`, one more request is asked: what was to come before has come when it is answered (FR4). */
  async #never(step: Of<'never'>, actor: Actor): Promise<void> {
    const wanted = { event: step.never, where: this.#fill(actor, step.where) }
    const found = () => actor.unread.find((entry) => fitsOrFails(entry, wanted))
    if (step.for !== undefined) await actor.until(found, performance.now() + step.for, true)
    else {
      const request_id = `${actor.session.name}${this.#sent + 1}`
      this.#transmit(actor, JSON.stringify({ event: 'notifications.dialogs.count', request_id }))
      const answer = () => actor.unread.find(({ frame }) => frame?.request_id === request_id)
      const answered = await actor.until(answer, this.#until(undefined))
      if (!answered)
        throw new StepFailure('timeout', `${actor.session.name} got no answer to notifications.dialogs.count`)
      actor.take(answered)
    }
    const entry = found()
    if (entry)
      throw new StepFailure(
        'expectation',
        `${actor.session.name} got ${step.never}`,
        { never: wanted },
        { entry, mismatches: [] },
      )
  }

  async #closed(step: Of<'closed'>, actor: Actor): Promise<void> {
    const { name } = actor.session
    const closed = await actor.until(() => actor.takeClose(), this.#until(step.within), true)
    const wanted = { code: step.code, ...(step.reason === undefined ? {} : { reason: step.reason }) }
    if (!closed) throw new StepFailure('expectation', `${name} was not closed`, wanted)
    const { code, reason } = closed.close!
    if (code !== step.code || (step.reason !== undefined && reason !== step.reason))
      throw new StepFailure('expectation', `${name} was closed with ${code} (${reason})`, wanted)
  }

  async #mail({ 'mail.expect': who, where = {}, capture = {}, within }: Of<'mail.expect'>): Promise<void> {
    const actor = this.#actor(who.includes('@') ? undefined : who)
    const address = who.includes('@') ? who : actor.email
    const deadline = this.#until(within, MAIL_WITHIN)
    const mail = await expectMail(this.#mailbox, { who, address, where: this.#fill(actor, where), deadline })
    for (const [name, value] of captured(mail, capture)) this.#values.set(name, value)
  }

  /** Ends connections and waits until they are gone. */
  async #end(who: string | string[], end: (actor: Actor) => void): Promise<void> {
    for (const actor of this.#all(who)) {
      end(actor)
      await actor.until(() => actor.session.state.phase === 'closed' || undefined, this.#until(undefined), true)
      actor.takeClose()
    }
  }

  async #open(actor: Actor): Promise<void> {
    await actor.until(() => actor.session.state.phase !== 'connecting' || undefined, this.#until(undefined), true)
    actor.session.open()
    if (!(await this.opened(actor)))
      throw new StepFailure(
        'cannot_connect',
        `${actor.session.name} cannot connect: ${actor.session.state.error ?? 'no answer'}`,
      )
  }

  /** Whether a session that is being opened gets open. */
  async opened(actor: Actor, before = actor.session.state.opened): Promise<boolean> {
    const { session } = actor
    const settled = () => session.state.opened > before || session.state.phase === 'closed' || undefined
    await actor.until(settled, this.#until(undefined, 10_000), true)
    return session.state.opened > before
  }

  #transmit(actor: Actor, payload: string | Uint8Array, asText = false): void {
    this.#sent += 1
    if (actor.session.send(payload, asText)) return
    throw new StepFailure(
      'expectation',
      `${actor.session.name} cannot send: its connection is ${actor.session.state.phase}`,
    )
  }

  #capture(entry: Entry, capture: Record<string, string> = {}): void {
    for (const [name, value] of captured(entry.frame, capture, entry)) this.#values.set(name, value)
  }

  #wanted(
    actor: Actor,
    event: string | undefined,
    { code, where }: { code?: string | undefined; where?: Wanted['where'] },
  ): Wanted {
    return { ...(event === undefined ? {} : { event }), code, where: this.#fill(actor, where) }
  }

  #fill<T>(actor: Actor, value: T): T {
    const lookup = (name: string) => {
      if (name === 'last') return actor.facts.last
      return this.#values.has(name) ? this.#values.get(name) : this.#actors.get(name)?.facts
    }
    return fill(value, { n: this.#sent + 1, lookup })
  }

  /** Throws where the whole scenario has had its time. */
  mustBeInTime(): void {
    if (performance.now() > this.#deadline)
      throw new StepFailure('timeout', `the scenario took longer than ${this.#scenario.timeout} ms`)
  }

  #until(within: number | undefined, usual = this.#scenario.within): number {
    this.mustBeInTime()
    return Math.min(performance.now() + (within ?? usual), this.#deadline)
  }

  #actor(name: string | undefined): Actor {
    return this.#all(name)[0]!
  }

  #all(names: string | string[] | undefined): Actor[] {
    if (names === undefined) return [...this.#actors.values()].slice(0, 1)
    return [names].flat().map((name) => this.#actors.get(name)!)
  }
}
