import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'
import { Peer } from '../support/peer.ts'
import { type Served, serveAgain } from '../support/served.ts'
import { SECRET } from '../support/world.ts'
import { type Reaction, scriptedSmtp, type Verb } from './scripted-smtp.ts'
import { eventually, messageIdOf } from './smtp-server.ts'

const HOUR = 3_600_000

/** A data folder in which user 1 has a dialog with people who want mails. */
async function folderWith(readers: number) {
  const data_dir = mkdtempSync(join(tmpdir(), 'dialogd-test-'))
  const app = await createApp(defaultConfig({ data_dir, jwt_secret: SECRET }))
  const anna = await app.store.users.add({ first_name: 'anna', at: 1 })
  const people = await Promise.all(
    Array.from({ length: readers }, (_, n) => app.store.users.add({ email: `reader${n}@example.com`, at: 1 })),
  )
  const { id: dialog_id } = await app.store.dialogs.create({ user_ids: [anna, ...people].map(({ id }) => id), at: 1 })
  await app.close()
  return { data_dir, dialog_id, [Symbol.dispose]: () => rmSync(data_dir, { recursive: true, force: true }) }
}

const connect = ({ http, tokens }: Served) =>
  new Peer(`${http.replace('http:', 'ws:')}/ws/?token=${tokens[0]}`).opened()

/** The Message-IDs under which a body was tried. */
const idsOf = (tried: string[], body: string) =>
  new Set(tried.filter((raw) => raw.includes(body)).map((raw) => `${messageIdOf(raw)}`))

const killedAt: [Verb, Reaction][] = [
  ['connect', 'silence'],
  ['EHLO', 'silence'],
  ['AUTH', 'silence'],
  ['MAIL', 'silence'],
  ['RCPT', 'silence'],
  ['DATA', 'silence'],
  ['dot', 'silence'],
  // Its acceptance is on the way, or its fault is being kept.
  ['dot', '250 kept'],
  ['dot', 'cut'],
  ['RCPT', '450 busy'],
  ['AUTH', '535 no'],
]

test('[EM2] [M1] [D1] whatever the SMTP server was doing when the server was killed -9, every acknowledged message is mailed', {
  timeout: 60_000,
}, async () => {
  using folder = await folderWith(1)
  const script: Partial<Record<Verb, Reaction[]>> = {}
  await using smtp = await scriptedSmtp(script)
  const bodies: string[] = []
  const start = (round: number) =>
    // The claims of the one before have run out, and so has every pause.
    serveAgain(folder.data_dir, 1, {
      config: { smtp_url: smtp.url, mail_per_hour: 1_000 },
      mail_timings: { soon: 1, look: 20 },
      ahead: round * 2 * HOUR,
    })
  for (const [round, [verb, reaction]] of killedAt.entries()) {
    await using server = await start(round)
    script[verb] = [reaction]
    const peer = await connect(server)
    const body = `message-${round}-of-anna`
    await peer.create(folder.dialog_id, body)
    bodies.push(body)
    await eventually(
      () => script[verb]!.length,
      (left) => left === 0,
    )
    await server.kill()
    await peer.closed
  }
  await using _last = await start(killedAt.length)
  await eventually(
    () => bodies.filter((body) => !smtp.accepted.some((raw) => raw.includes(body))),
    (missing) => missing.length === 0,
  )
  // Each message under one Message-ID, however often it was tried.
  expect(bodies.map((body) => idsOf(smtp.tried, body).size)).toEqual(bodies.map(() => 1))
  expect(new Set(bodies.flatMap((body) => [...idsOf(smtp.tried, body)])).size).toBe(bodies.length)
})

test('[EM2] [M1] [D1] a server that is killed with four mails under way has lost none of six', {
  timeout: 60_000,
}, async () => {
  using folder = await folderWith(6)
  await using smtp = await scriptedSmtp({ dot: Array(4).fill('silence') })
  const config = { smtp_url: smtp.url }
  {
    await using server = await serveAgain(folder.data_dir, 1, { config })
    const peer = await connect(server)
    await peer.create(folder.dialog_id, 'to everyone')
    await eventually(
      () => smtp.tried.length,
      (length) => length === 4,
    )
    await server.kill()
    await peer.closed
  }
  const first = smtp.tried.map(messageIdOf)
  await using _later = await serveAgain(folder.data_dir, 1, { config, ahead: HOUR / 4 })
  await eventually(
    () => smtp.accepted.length,
    (length) => length === 6,
  )
  const kept = smtp.accepted.map(messageIdOf)
  expect(new Set(kept).size).toBe(6)
  expect(kept).toEqual(expect.arrayContaining(first))
})
