import { z } from 'zod'
import { operatorProblems } from './match.ts'

/** A time as `500ms`, `2s` or `1m`, in milliseconds. */
const Duration = z.string().transform((text, context) => {
  const [, digits, unit] = /^(\d{1,6})(ms|s|m)$/.exec(text) ?? []
  if (digits) return Number(digits) * { ms: 1, s: 1_000, m: 60_000 }[unit as 'ms' | 's' | 'm']
  context.addIssue({ code: 'custom', message: 'a time is written as 500ms, 2s or 1m' })
  return z.NEVER
})

const Name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a name is letters, digits and _, and begins with a letter')
/** One session, or several. */
const As = z.union([Name, z.array(Name).min(1)], 'write the name of a session, or a list of names')
const Where = z.record(z.string(), z.unknown()).superRefine((where, context) => {
  for (const message of operatorProblems(where)) context.addIssue({ code: 'custom', message })
})
/** Name to path: `{ first: data.id }`. */
const Capture = z.record(Name, z.string())

const Expectation = {
  where: Where.optional(),
  /** The frame is the error of this code (ER2). */
  code: z.string().optional(),
  capture: Capture.optional(),
  within: Duration.optional(),
}

const Send = z.strictObject({
  send: z.string(),
  as: Name.optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  /** False sends no `request_id`, a text or number this one. */
  id: z.union([z.boolean(), z.string(), z.number()]).optional(),
  /** How often. */
  times: z.int().positive().max(100_000).optional(),
  /** What the direct answer must be. */
  reply: z.strictObject(Expectation).nullish(),
})
const Raw = z.strictObject({ raw: z.string(), as: Name.optional(), times: z.int().positive().max(100_000).optional() })
const Binary = z.strictObject({
  binary: z.string().regex(/^([0-9a-f]{2})*$/i, 'bytes are written as hexadecimal'),
  /** Sends them as a text frame all the same. */
  text: z.boolean().optional(),
  as: Name.optional(),
})
const Expect = z.strictObject({
  expect: z.string(),
  as: As.optional(),
  ...Expectation,
  /** The frame right after the one that was matched last on this session must be it. */
  next: z.boolean().optional(),
})
const Never = z.strictObject({
  never: z.string(),
  as: As.optional(),
  where: Where.optional(),
  /** How long; by default until the server has answered one more request. */
  for: Duration.optional(),
})
const Drop = z.strictObject({ drop: As })
const Reopen = z.strictObject({ reopen: As })
const Close = z.strictObject({ close: As })
const Stall = z.strictObject({ stall: As })
const Resume = z.strictObject({ resume: As })
const Closed = z.strictObject({ closed: As, code: z.int(), reason: z.string().optional(), within: Duration.optional() })

const MailExpect = z.strictObject({
  /** A session, whose user's address counts, or an address. */
  'mail.expect': z.union([Name, z.string().regex(/^\S+@\S+$/)], 'write the name of a session, or an address'),
  where: Where.optional(),
  capture: Capture.optional(),
  within: Duration.optional(),
})

/** Every kind of step by the word it begins with. */
export const steps = {
  send: Send,
  raw: Raw,
  binary: Binary,
  expect: Expect,
  never: Never,
  drop: Drop,
  reopen: Reopen,
  close: Close,
  closed: Closed,
  stall: Stall,
  resume: Resume,
  'mail.expect': MailExpect,
}

export type StepKind = keyof typeof steps
type StepOf<Kind extends StepKind> = { kind: Kind; line: number } & z.output<(typeof steps)[Kind]>
export type Step = { [Kind in StepKind]: StepOf<Kind> }[StepKind]

const SessionSpec = z.union(
  [
    z
      .string()
      .min(1)
      .transform((user) => ({ user, open: true, token: undefined })),
    z.strictObject({
      user: z.string().min(1),
      /** False leaves it closed until `reopen`. */
      open: z.boolean().default(true),
      /** This text instead of a token of the user, for what must be refused. */
      token: z.string().optional(),
    }),
  ],
  'write the name of a user, or {user, open, token}',
)

/** A scenario, its steps aside: these are read one by one, so that each is told by its own line. */
export const Head = z.strictObject({
  title: z.string().min(1),
  /** The ids of the rules it shows. */
  rules: z.array(z.string().regex(/^[A-Z]{2}\d+$/, 'a rule is cited by its id, such as MC2')).default([]),
  /** Session name to user; the users are made for the run. */
  sessions: z.record(Name, SessionSpec).refine((sessions) => Object.keys(sessions).length > 0, 'there is no session'),
  /** Dialogs by name, each with the sessions (or users) that take part; made for the run. */
  dialogs: z.record(Name, z.array(z.string()).min(2)).default({}),
  /** How long an expectation waits where it does not say. */
  within: Duration.default(2_000),
  /** How long the whole scenario may take. */
  timeout: Duration.default(60_000),
  /** Rules that the server is known to break; they do not fail the scenario. */
  allow: z.array(z.string()).default([]),
  steps: z.array(z.unknown()).min(1, 'there are no steps'),
})

export interface Scenario extends Omit<z.output<typeof Head>, 'steps'> {
  file: string
  line: number
  steps: Step[]
}
