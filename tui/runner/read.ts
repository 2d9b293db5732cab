import { type Document, isMap, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml'
import type { z } from 'zod'
import { Head, type Scenario, type Step, type StepKind, steps } from './schema.ts'

/** What is wrong with a scenario file, each with its place and what to do. */
export class ScenarioError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ScenarioError'
    this.problems = problems
  }
}

/** Reads a file of one or more scenarios, parted by `---`. Throws `ScenarioError` with everything that is wrong. */
export function readScenarios(text: string, file: string): Scenario[] {
  const lines = new LineCounter()
  const problems: string[] = []
  const say = (line: number, problem: string) => problems.push(`${file}:${line}: ${problem}`)
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const documents = Array.isArray(parsed) ? parsed : []
  const scenarios = documents.flatMap((document) => {
    for (const { pos, message } of document.errors) say(lines.linePos(pos[0]).line, `this is not YAML: ${message}`)
    if (document.errors.length > 0 || document.contents === null) return []
    return new Reader(document, file, (offset) => lines.linePos(offset).line, say).scenario() ?? []
  })
  if (problems.length === 0 && scenarios.length === 0) say(1, 'there is no scenario; write title, sessions and steps')
  if (problems.length > 0) throw new ScenarioError(problems)
  return scenarios
}

class Reader {
  readonly #document: Document
  readonly #file: string
  readonly #lineAt: (offset: number) => number
  readonly #say: (line: number, problem: string) => void

  constructor(
    document: Document,
    file: string,
    lineAt: (offset: number) => number,
    say: (line: number, problem: string) => void,
  ) {
    this.#document = document
    this.#file = file
    this.#lineAt = lineAt
    this.#say = say
  }

  scenario(): Scenario | undefined {
    const json: unknown = this.#document.toJS()
    const head = Head.safeParse(json)
    if (!head.success) return this.#tell(head.error, [])
    const read = head.data.steps.map((step, index) => this.#step(step, index))
    const steps = read.filter((step) => step !== undefined)
    if (steps.length < read.length) return undefined
    const scenario = { ...head.data, steps, file: this.#file, line: this.#lineOf([]) }
    return this.#namesAreKnown(scenario) ? scenario : undefined
  }

  #step(json: unknown, index: number): Step | undefined {
    const path = ['steps', index]
    const [word] = typeof json === 'object' && json !== null ? Object.keys(json) : []
    const kinds = Object.keys(steps)
    const kind = kinds.find((name) => name === word) ?? kinds.find((name) => json && Object.hasOwn(json, name))
    if (!kind) {
      this.#say(this.#lineOf(path), `step ${index + 1} is none of ${kinds.join(', ')}; begin it with one of these`)
      return undefined
    }
    const parsed = (steps[kind as StepKind] as z.ZodType<object>).safeParse(json)
    if (!parsed.success) return this.#tell(parsed.error, path)
    return { kind, line: this.#lineOf(path), ...parsed.data } as Step
  }

  /** Sessions that are named must be there. A scenario of one session need not name it. */
  #namesAreKnown({ sessions, dialogs, steps, line }: Scenario): boolean {
    const names = Object.keys(sessions)
    const wrong: [number, string][] = []
    for (const step of steps) {
      const named = namedIn(step)
      if (named.length === 0 && names.length > 1 && step.kind !== 'mail.expect')
        wrong.push([step.line, `say whose step this is: as: ${names.join(' or ')}`])
      for (const name of named)
        if (!names.includes(name)) wrong.push([step.line, `there is no session ${name}; it has ${names.join(', ')}`])
    }
    for (const [dialog, members] of Object.entries(dialogs))
      for (const member of members)
        if (!names.includes(member))
          wrong.push([line, `dialog ${dialog}: there is no session ${member}; it has ${names.join(', ')}`])
    for (const [at, problem] of wrong) this.#say(at, problem)
    return wrong.length === 0
  }

  #tell(error: z.ZodError, at: (string | number)[]): undefined {
    for (const { path, message, code } of error.issues) {
      const where = path.map((part) => (typeof part === 'symbol' ? String(part) : part))
      const shown = where.join('.')
      const hint = code === 'unrecognized_keys' ? '; see docs/scenarios.md for what can stand here' : ''
      this.#say(this.#lineOf([...at, ...where]), `${shown ? `${shown}: ` : ''}${message}${hint}`)
    }
    return undefined
  }

  /** The line of the deepest node on the way to `path` that exists. */
  #lineOf(path: readonly (string | number)[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const last = path[length - 1]!
      const parent = this.#document.getIn(path.slice(0, length - 1), true)
      const pair = isMap(parent) ? pairOf(parent, last) : undefined
      const node =
        pair ?? (isSeq(parent) ? (parent.items[Number(last)] as { range?: [number] } | undefined) : undefined)
      if (node?.range) return this.#lineAt(node.range[0])
    }
    return this.#lineAt(this.#document.contents?.range?.[0] ?? 0)
  }
}

const pairOf = (map: YAMLMap, name: string | number) =>
  map.items.find(({ key }) => (key as { value?: unknown }).value === name)?.key as { range?: [number] } | undefined

/** The sessions that a step names. */
export function namedIn(step: Step): string[] {
  const who = whoOf(step)
  return who === undefined ? [] : [who].flat()
}

function whoOf(step: Step): string | string[] | undefined {
  switch (step.kind) {
    case 'drop':
      return step.drop
    case 'reopen':
      return step.reopen
    case 'close':
      return step.close
    case 'closed':
      return step.closed
    case 'stall':
      return step.stall
    case 'resume':
      return step.resume
    case 'mail.expect':
      return step['mail.expect'].includes('@') ? [] : step['mail.expect']
    default:
      return step.as
  }
}
