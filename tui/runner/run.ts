import { Checker } from '../check/checker.ts'
import type { Entry } from '../wire/entry.ts'
import { UnknownVariable } from '../wire/variables.ts'
import { Actor } from './actor.ts'
import { StepFailure, type Verdict } from './failure.ts'
import { Mailbox } from './mailbox.ts'
import { Play } from './play.ts'
import type { Scenario, Step } from './schema.ts'
import type { ScenarioServer } from './server.ts'

/** How long the last counts may take after the last step, milliseconds. */
const LAST_COUNTS = 500

/** What came of one scenario. */
export interface Result {
  scenario: Scenario
  verdict: Verdict
  /** How long it took, milliseconds. */
  ms: number
  /** The step that failed, and how. */
  failure?: { step: Step | undefined; error: StepFailure }
  /** Frames that are against the protocol, those that the scenario allows aside. */
  violations: { entry: Entry | undefined; session: string; rule: string; text: string }[]
  log: Entry[]
}

/** Hears how a run goes on. */
export interface Watching {
  entry?: (entry: Entry) => void
  /** A step begins; the ones before it have passed. */
  step?: (step: Step) => void
}

/** Plays one scenario. Rejects only where the server fails to be there at all, never because of what it answers. */
export async function runScenario(
  scenario: Scenario,
  server: ScenarioServer,
  watching: Watching = {},
): Promise<Result> {
  const began = performance.now()
  const log: Entry[] = []
  const checker = new Checker()
  const actors = new Map<string, Actor>()
  const values = new Map<string, unknown>()
  const mailbox = server.mail === undefined ? undefined : new Mailbox(server.mail)
  const play = new Play(scenario, actors, values, began + scenario.timeout, mailbox)
  let step: Step | undefined
  let failure: Result['failure']
  try {
    await prepare()
    for (step of scenario.steps) {
      watching.step?.(step)
      await play.step(step)
    }
  } catch (error) {
    failure = { step, error: asFailure(error) }
  }
  const violations = await judge()
  for (const { session } of actors.values()) session.close()
  const verdict = violations.length > 0 ? 'violation' : (failure?.error.verdict ?? 'pass')
  return { scenario, verdict, ms: performance.now() - began, ...(failure ? { failure } : {}), violations, log }

  async function prepare(): Promise<void> {
    const people = new Map<string, Promise<{ token: string }>>()
    for (const [name, { user, token: own }] of Object.entries(scenario.sessions)) {
      const person = people.get(user) ?? server.person(name, user)
      people.set(user, person)
      const token = own ?? (await person).token
      actors.set(name, new Actor({ name, url: server.url, token, reconnect: false, number, check, emit }))
    }
    const opening = [...actors.values()].filter(({ session }) => scenario.sessions[session.name]!.open)
    await Promise.all(
      opening.map(async (actor) => {
        const opened = play.opened(actor)
        actor.session.open()
        if (await opened) return
        play.mustBeInTime()
        const why = actor.session.state.error ?? 'no answer'
        throw new StepFailure('cannot_connect', `${actor.session.name} cannot connect to ${server.url}: ${why}`)
      }),
    )
    for (const [name, members] of Object.entries(scenario.dialogs)) values.set(name, await dialogOf(name, members))
  }

  async function dialogOf(name: string, members: string[]): Promise<number> {
    const ids = [...new Set(members.map((member) => actors.get(member)!.facts.user as number))]
    if (server.dialog) return server.dialog(ids)
    const actor = actors.get(members[0]!)!
    const reply = { where: {}, capture: {} }
    await play.step({ kind: 'send', line: 0, send: 'dialogs.load', as: members[0]!, with: { limit: 100 }, reply })
    const others = ids.slice(1).sort().join()
    const dialogs = actor.lastReply?.data as { id: number; users: { id: number }[] }[]
    const found = dialogs.find(
      ({ users }) =>
        users
          .map(({ id }) => id)
          .sort()
          .join() === others,
    )
    if (!found)
      throw new StepFailure(
        'expectation',
        `${name}: among the 100 newest dialogs of ${members[0]} none is with ${members.slice(1).join(', ')}; make one first`,
      )
    return found.id
  }

  function number(): number {
    return log.length + 1
  }
  function check(entry: Entry) {
    return checker.check(entry)
  }
  function emit(entry: Entry): void {
    log.push(entry)
    watching.entry?.(entry)
  }

  async function judge(): Promise<Result['violations']> {
    const until = performance.now() + LAST_COUNTS
    while (checker.outstanding().length > 0 && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 10))
    const found = log.flatMap((entry) =>
      entry.violations.map((violation) => ({ entry, session: entry.session, ...violation })),
    )
    const owed = checker.outstanding().map(({ session, violation }) => ({ entry: undefined, session, ...violation }))
    return [...found, ...owed].filter(({ rule }) => !scenario.allow.includes(rule))
  }
}

function asFailure(error: unknown): StepFailure {
  if (error instanceof StepFailure) return error
  if (error instanceof UnknownVariable) return new StepFailure('expectation', error.message)
  throw error
}

/** The worst of some verdicts: what a run as a whole ends with. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  const order: Verdict[] = ['cannot_connect', 'timeout', 'violation', 'expectation', 'pass']
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'pass'
}
