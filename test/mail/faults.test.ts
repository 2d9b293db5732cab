import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'
import { Peer } from '../support/peer.ts'
import { Program } from '../support/program.ts'
import { SECRET, startWorld } from '../support/world.ts'
import { eventually, messageIdOf, type Reaction, scriptedSmtp, type Verb } from './smtp-server.ts'

const HOUR = 3_600_000

/** Faults after which the mail must arrive, each once, in the order a session comes to them. */
const passing: [string, Verb, Reaction][] = [
  ['the greeting is a 421', 'connect', '421 too busy'],
  ['the greeting is cut', 'connect', 'cut'],
  ['EHLO is cut', 'EHLO', 'cut'],
  ['MAIL is a 451', 'MAIL', '451 try later'],
  ['MAIL is cut', 'MAIL', 'cut'],
  ['MAIL wants a login', 'MAIL', '530 authentication required'],
  ['RCPT is a 450', 'RCPT', '450 mailbox busy'],
  ['RCPT is cut', 'RCPT', 'cut'],
  ['DATA is a 451', 'DATA', '451 local error'],
  ['DATA is cut', 'DATA', 'cut'],
  ['the end of the mail is a 452', 'dot', '452 no room now'],
  ['the connection is cut after the final dot', 'dot', 'cut'],
]

test.each(passing)(
  '[EM2] [M1] when %s the mail is tried again, with the same Message-ID, and arrives',
  async (_title, verb, reaction) => {
    await using smtp = await scriptedSmtp({ [verb]: [reaction, reaction] })
    let now = Date.now()
    await using world = await startWorld({ smtp_url: smtp.url }, { clock: { now: () => now } })
    const { a, dialog } = await world.pair()
    await a.create(dialog, 'do arrive')
    const { outbox } = world.app.store
    // Whenever the mail waits for its next try, an hour is over at once; a mail under way is left alone.
    const look = async () => {
      const [row] = await outbox.list({ limit: 1 })
      if (row!.last_error !== null && row!.due_at > now && row!.due_at - now <= HOUR / 15) now = row!.due_at + 1
      return row!.state
    }
    await eventually(look, (state) => state === 'sent')
    expect(smtp.accepted).toHaveLength(1)
    expect(new Set(smtp.tried.map(messageIdOf)).size).toBe(1)
  },
)

test.each([
  ['RCPT', '550 no such user'],
  ['MAIL', '553 sender refused'],
  ['dot', '552 too large'],
  ['dot', '554 not wanted'],
] as [Verb, Reaction][])(
  '[EM2] [M1] a 5xx at %s (%s) is final: the mail stays listed and can be retried',
  async (verb, reaction) => {
    await using smtp = await scriptedSmtp({ [verb]: [reaction] })
    await using world = await startWorld({ smtp_url: smtp.url })
    const { a, dialog } = await world.pair()
    await a.create(dialog, 'refused')
    const { outbox } = world.app.store
    const failed = await eventually(
      async () => (await outbox.list({ state: 'failed', limit: 1 }))[0],
      (row) => row !== undefined,
    )
    expect(failed).toMatchObject({ attempts: 1, last_error: expect.stringContaining(reaction.slice(0, 3)) })
    expect(await outbox.requeue(failed!.id, Date.now())).toBe(1)
    await eventually(
      () => smtp.accepted.length,
      (length) => length === 1,
    )
    expect(messageIdOf(smtp.accepted[0]!)).toContain(failed!.message_key)
  },
)

test('[EM4] [M1] with the SMTP server silent every answer on the socket still comes, and the mails wait', async () => {
  await using smtp = await scriptedSmtp({ connect: Array(50).fill('silence') })
  await using world = await startWorld({ smtp_url: smtp.url })
  const { a, dialog } = await world.pair()
  for (let n = 0; n < 200; n++) await a.create(dialog, `${n}`)
  const rows = await world.app.store.outbox.list({ limit: 1_000 })
  expect(rows).toHaveLength(200)
  expect(rows.every(({ state }) => state === 'queued')).toBe(true)
})

test('[EM2] [M1] [D1] no mail is lost when the server is killed while it sends', { timeout: 60_000 }, async () => {
  await using smtp = await scriptedSmtp({ dot: Array(4).fill('silence') })
  await using program = new Program()
  const config = defaultConfig({ data_dir: program.folder, jwt_secret: SECRET })
  const app = await createApp(config)
  const anna = await app.store.users.add({ first_name: 'anna', at: 1 })
  const people = await Promise.all(
    Array.from({ length: 6 }, (_, n) => app.store.users.add({ email: `reader${n}@example.com`, at: 1 })),
  )
  const { id: dialog_id } = await app.store.dialogs.create({ user_ids: [anna, ...people].map(({ id }) => id), at: 1 })
  const token = app.tokens.mint({ user_id: anna.id, ttl: HOUR })
  await app.close()

  const env = { DIALOGD_JWT_SECRET: SECRET, DIALOGD_SMTP_URL: smtp.url }
  const { url, child } = await program.serve(true, env)
  const peer = await new Peer(`${url}?token=${token}`).opened()
  await peer.create(dialog_id, 'to everyone')
  await eventually(
    () => smtp.tried.length,
    (length) => length === 4,
  )
  child.kill('SIGKILL')
  await peer.closed

  // The claims of the dead server run out: for the next one it is a quarter of an hour later.
  const later = await createApp(defaultConfig({ ...config, port: 0, smtp_url: smtp.url }), {
    clock: { now: () => Date.now() + HOUR / 4 },
  })
  await later.listen()
  await eventually(
    () => smtp.accepted.length,
    (length) => length === 6,
  )
  await later.close()
  const first = smtp.tried.slice(0, 4).map(messageIdOf)
  const kept = smtp.accepted.map(messageIdOf)
  expect(new Set(kept).size).toBe(6)
  expect(kept).toEqual(expect.arrayContaining(first))
})
