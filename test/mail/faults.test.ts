import { createServer } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { expect, test } from 'vitest'
import type { MailTimings } from '../../src/mail/timings.ts'
import type { MailFault } from '../../src/ports/mailer.ts'
import { startWorld, type World } from '../support/world.ts'
import { type Reaction, scriptedSmtp, type Verb } from './scripted-smtp.ts'
import { eventually, messageIdOf } from './smtp-server.ts'

const HOUR = 3_600_000
/** Longer than any pause, so that a mail under way is told from one that waits. */
const LEASE = 1_000 * HOUR

/** A world in which mail is in a hurry, and hours pass when a test says so. */
async function hastyWorld(smtp_url: string, mail_timings: Partial<MailTimings> = {}) {
  let now = Date.now()
  /** The faults that were logged, in order. */
  const faults: MailFault[] = []
  const warn = (fields: object) => void faults.push((fields as { fault: MailFault }).fault)
  const world = await startWorld(
    { smtp_url },
    {
      clock: { now: () => now },
      mail_timings: { greeting: 200, answer: 200, lease: LEASE, soon: 1, look: 10, finish: 100, ...mail_timings },
      log: { debug() {}, info() {}, warn, error() {} },
    },
  )
  const { outbox } = world.app.store
  return {
    world,
    outbox,
    faults,
    /** Lets the pauses of all mails pass, those of mails that are not under way. */
    async later() {
      const waiting = (await outbox.list({ state: 'queued', limit: 100 })).filter(({ due_at }) => due_at - now < HOUR)
      now = Math.max(now, ...waiting.map(({ due_at }) => due_at + 1))
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

type Hasty = Awaited<ReturnType<typeof hastyWorld>>

async function oneMail(world: World) {
  const { a, dialog } = await world.pair()
  await a.create(dialog, 'do arrive')
}

/** Lets one pause after the other pass until every mail is in that state. */
const all = (hasty: Hasty, state: string) =>
  eventually(
    async () => {
      await hasty.later()
      return (await hasty.outbox.list({ limit: 100 })).map((row) => row.state)
    },
    (states) => states.every((one) => one === state),
  )

/** Waits until so many faults were met; pauses pass meanwhile. */
const faults = (hasty: Hasty, count: number) =>
  eventually(
    async () => {
      await hasty.later()
      return hasty.faults.length
    },
    (length) => length >= count,
  )

const verbs = ['connect', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'dot'] as const satisfies Verb[]

const passing: [Reaction, (MailFault | undefined)[]][] = [
  ['silence', ['smtp_unreachable', ...Array<MailFault>(6).fill('smtp_silent')]],
  // A connection that breaks off before anything was asked of it is tried once more at once.
  ['cut', Array<MailFault>(6).fill('smtp_cut')],
  ['421 closing', [...Array<MailFault>(3).fill('smtp_closed'), ...Array<MailFault>(4).fill('mail_deferred')]],
  ['450 busy', ['smtp_closed', 'smtp_closed', ...Array<MailFault>(4).fill('mail_deferred')]],
  ['451 try later', ['smtp_closed', 'smtp_closed', ...Array<MailFault>(4).fill('mail_deferred')]],
  ['452 no room', ['smtp_closed', 'smtp_closed', ...Array<MailFault>(4).fill('mail_deferred')]],
]

test.each(passing)(
  '[EM2] [M1] after "%s" at every verb in turn the mail arrives once, with one Message-ID on every try',
  async (reaction, expected) => {
    await using smtp = await scriptedSmtp(Object.fromEntries(verbs.map((verb) => [verb, [reaction]])))
    await using hasty = await hastyWorld(smtp.url)
    await oneMail(hasty.world)
    await all(hasty, 'sent')
    expect(hasty.faults).toEqual(expected)
    expect(smtp.accepted).toHaveLength(1)
    expect(new Set(smtp.tried.map(messageIdOf)).size).toBe(1)
    expect(smtp.tried.length).toBe(2)
  },
)

test('[EM2] [M1] a mail whose acceptance was not heard is sent again with the same Message-ID, and not forever', async () => {
  await using smtp = await scriptedSmtp({ dot: ['silence', 'cut', 'silence'] })
  await using hasty = await hastyWorld(smtp.url)
  await oneMail(hasty.world)
  await all(hasty, 'sent')
  expect(new Set(smtp.tried.map(messageIdOf)).size).toBe(1)
  expect([smtp.tried.length, smtp.accepted.length]).toEqual([4, 1])
})

test('[EM2] [M1] a server that answers without end is given up in bounded time', async () => {
  await using smtp = await scriptedSmtp({ EHLO: ['drip'], dot: ['drip'] })
  await using hasty = await hastyWorld(smtp.url, { answer: 60_000, try: 300 })
  await oneMail(hasty.world)
  await all(hasty, 'sent')
  expect(hasty.faults).toEqual(['smtp_silent', 'smtp_silent'])
})

test.each([
  ['MAIL', '550 sender refused'],
  ['RCPT', '550 no such user'],
  ['RCPT', '551 gone elsewhere'],
  ['DATA', '554 no'],
  ['dot', '552 too large'],
  ['dot', '554 not wanted'],
] as [Verb, Reaction][])(
  '[EM2] [M1] a 5xx at %s (%s) is final: the mail stays listed and can be retried',
  async (verb, reaction) => {
    await using smtp = await scriptedSmtp({ [verb]: [reaction] })
    await using hasty = await hastyWorld(smtp.url)
    await oneMail(hasty.world)
    const { outbox } = hasty
    const failed = await eventually(
      async () => (await outbox.list({ state: 'failed', limit: 1 }))[0],
      (row) => row !== undefined,
    )
    expect(failed).toMatchObject({ attempts: 1, last_error: expect.stringMatching(`^mail_refused: .*${reaction}`) })
    expect(await outbox.requeue(failed!.id, Date.now())).toBe(1)
    await all(hasty, 'sent')
    expect(messageIdOf(smtp.accepted[0]!)).toContain(failed!.message_key)
  },
)

test('[EM2] [M1] what the server puts off is given up after thirty tries, which take about a day', async () => {
  await using smtp = await scriptedSmtp({ RCPT: Array(30).fill('450 busy') })
  await using hasty = await hastyWorld(smtp.url)
  const began = hasty.world.app.clock.now()
  await oneMail(hasty.world)
  await all(hasty, 'failed')
  expect(hasty.faults).toHaveLength(30)
  const hours = (hasty.world.app.clock.now() - began) / HOUR
  expect(hours).toBeGreaterThan(11)
  expect(hours).toBeLessThan(26)
})

/** Faults of the server that an administrator has to mend: how each begins, and what it is called. */
const broken: [string, Verb, Reaction, MailFault][] = [
  ['the password is wrong', 'AUTH', '535 5.7.8 wrong password', 'smtp_login'],
  ['a login is wanted first', 'MAIL', '530 5.7.0 authentication required', 'smtp_login'],
  ['whoever connects is turned away', 'connect', '554 no service here', 'smtp_closed'],
]

test.each(broken)(
  '[EM2] [M1] while %s no mail is given up, however often it was tried, and it leaves once that is mended',
  { timeout: 20_000 },
  async (_title, verb, reaction, fault) => {
    const script: Partial<Record<Verb, Reaction[]>> = { [verb]: Array(40).fill(reaction) }
    await using smtp = await scriptedSmtp(script)
    await using hasty = await hastyWorld(smtp.url)
    await oneMail(hasty.world)
    await faults(hasty, 35)
    expect(new Set(hasty.faults)).toEqual(new Set([fault]))
    const [row] = await hasty.outbox.list({ limit: 1 })
    expect(row).toMatchObject({ state: 'queued', last_error: expect.stringContaining(`${fault}: `) })
    script[verb] = []
    await all(hasty, 'sent')
    expect(smtp.accepted).toHaveLength(1)
  },
)

test('[EM2] [M1] while the login is refused one mail asks for all of them, later each time', async () => {
  await using smtp = await scriptedSmtp({ AUTH: Array(1_000).fill('535 no') })
  await using hasty = await hastyWorld(smtp.url)
  const { world } = hasty
  const { anna, a } = await world.pair()
  const readers = await Promise.all(Array.from({ length: 40 }, (_, n) => world.person(`reader${n}`)))
  await a.create(await world.dialog(anna, ...readers), 'to forty people')
  await faults(hasty, 12)
  // Four were under way when it was found out; from then on it is one after each pause.
  expect(smtp.heard.filter((verb) => verb === 'AUTH').length).toBeLessThanOrEqual(hasty.faults.length + 1)
  const rows = await hasty.outbox.list({ limit: 100 })
  expect(rows.filter(({ last_error }) => last_error !== null).length).toBeLessThanOrEqual(12)
  expect(rows.every(({ state }) => state === 'queued')).toBe(true)
})

test('[EM2] [M1] mails to a server that is not there wait, and arrive when it is', async () => {
  const nobody = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => nobody.once('listening', resolve))
  const { port } = nobody.address() as { port: number }
  await new Promise((resolve) => nobody.close(resolve))
  await using hasty = await hastyWorld(`smtp://user:password@127.0.0.1:${port}`)
  await oneMail(hasty.world)
  await faults(hasty, 35)
  expect(new Set(hasty.faults)).toEqual(new Set(['smtp_unreachable']))
  expect((await hasty.outbox.list({ limit: 1 }))[0]!.last_error).toContain('ECONNREFUSED')
  await using smtp = await scriptedSmtp({}, port)
  await all(hasty, 'sent')
  expect(smtp.accepted).toHaveLength(1)
})

test.each([
  ['refuses STARTTLS with a 454', '454 not now'],
  ['refuses STARTTLS with a 502', '502 not here'],
  ['breaks off at STARTTLS', 'cut'],
] as [string, Reaction][])(
  '[EM2] [M1] to a server that %s no password is sent and no mail; it waits',
  async (_title, reaction) => {
    await using smtp = await scriptedSmtp({ EHLO: ['250-STARTTLS\r\n250 AUTH PLAIN'], STARTTLS: [reaction] })
    await using hasty = await hastyWorld(smtp.url)
    await oneMail(hasty.world)
    await faults(hasty, 1)
    expect(hasty.faults).toEqual([reaction === 'cut' ? 'smtp_cut' : 'smtp_tls'])
    expect(smtp.heard.slice(0, 3)).toEqual(['connect', 'EHLO', 'STARTTLS'])
    await all(hasty, 'sent')
  },
)

test.each([
  ['smtp', {}],
  ['smtps', { secure: true }],
])('[EM2] [M1] a certificate that nobody vouches for ends the talk before the password (%s)', async (scheme, tls) => {
  const logins: string[] = []
  const server = new SMTPServer({
    ...tls,
    logger: false,
    onAuth: ({ username = '' }, _session, done) => {
      logins.push(username)
      done(null, { user: username })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.server.once('listening', resolve))
  const { port } = server.server.address() as { port: number }
  await using hasty = await hastyWorld(`${scheme}://user:password@127.0.0.1:${port}`, { greeting: 2_000 })
  await oneMail(hasty.world)
  await faults(hasty, 2)
  expect(new Set(hasty.faults)).toEqual(new Set(['smtp_tls']))
  expect(logins).toEqual([])
  await new Promise<void>((resolve) => server.close(() => resolve()))
})

test.each(['connect', 'RCPT', 'dot'] as Verb[])(
  '[EM4] [M1] with the SMTP server silent at %s every answer on the socket still comes, and the mails wait',
  async (verb) => {
    await using smtp = await scriptedSmtp({ [verb]: Array(50).fill('silence') })
    // It stays silent for longer than the test may take: an answer that waited for it would not come.
    await using hasty = await hastyWorld(smtp.url, { greeting: 60_000, answer: 60_000 })
    const { a, b, dialog } = await hasty.world.pair()
    await a.create(dialog, 'the first')
    await eventually(
      () => smtp.heard,
      (heard) => heard.includes(verb),
    )
    for (let n = 0; n < 200; n++) await a.create(dialog, `${n}`)
    expect(await b.ask('notifications.dialogs.count')).toBe(1)
    const rows = await hasty.outbox.list({ limit: 1_000 })
    expect(rows).toHaveLength(201)
    expect(rows.every(({ state }) => state === 'queued')).toBe(true)
  },
)

test.each(['silence', 'cut', '221 bye'] as Reaction[])(
  '[EM2] [M1] a server that answers QUIT with "%s" has been reached all the same',
  async (reaction) => {
    await using smtp = await scriptedSmtp({ QUIT: [reaction] })
    await using world = await startWorld({ smtp_url: smtp.url })
    await world.app.checkMail()
    await eventually(
      () => smtp.heard,
      (heard) => heard.includes('QUIT'),
    )
  },
)
