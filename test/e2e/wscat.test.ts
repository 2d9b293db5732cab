import { join } from 'node:path'
import { expect, test } from 'vitest'
import { heard, said } from '../support/contract.ts'
import { Program } from '../support/program.ts'

const wscat = join(import.meta.dirname, '../../node_modules/wscat/bin/wscat')

/** One side of a conversation, held with a client that is not ours. */
function talk(program: Program, url: string) {
  const { child, lines } = program.start(process.execPath, [wscat, '--no-color', '-c', url])
  const frames = () => lines.all.map((line) => line.replace(/^(> )+/, '')).filter((line) => line.startsWith('{'))
  let read = 0
  return {
    say(frame: object) {
      const text = JSON.stringify(frame)
      said(text)
      child.stdin!.write(`${text}\n`)
    },
    /** The next frame, as it came. */
    async next(): Promise<string> {
      await lines.find(() => frames().length > read)
      const frame = frames()[read++]!
      heard(frame)
      return frame
    },
  }
}

/** Resolves when the server counts so many sockets: wscat does not say that it is connected when nobody looks. */
async function connected(url: string, sockets: number): Promise<void> {
  const metrics = url.replace('ws:', 'http:').replace('/ws/', '/metrics')
  const line = `dialogd_connections ${sockets}\n`
  while (!(await (await fetch(metrics)).text()).includes(line)) await new Promise((resolve) => setTimeout(resolve, 50))
}

test('[MC2] [MS2] [NC4] the conversation of the user document, held with wscat by two people', {
  timeout: 60_000,
}, async () => {
  await using program = new Program()
  const { url } = await program.serve()
  const boris = JSON.parse(
    await program.dialogd('--json', 'users', 'add', '--email', 'boris@example.com', '--first-name', 'Boris'),
  )
  const anna = JSON.parse(
    await program.dialogd(
      '--json',
      'users',
      'add',
      '--email',
      'anna@example.com',
      '--first-name',
      'Anna',
      '--reviewer',
      'boris@example.com',
    ),
  )
  const created = JSON.parse(
    await program.dialogd('--json', 'dialogs', 'create', '--users', `${anna.id},boris@example.com`),
  )
  const dialog_id = created.id as number
  const [annasToken, borissToken] = await Promise.all([
    program.dialogd('token', 'mint', '--user', 'anna@example.com'),
    program.dialogd('token', 'mint', '--user', String(boris.id)),
  ])
  const a = talk(program, `${url}?token=${annasToken}`)
  // The URL shape of the user's document.
  const b = talk(program, `${url}token?=${borissToken}`)

  await connected(url, 2)

  const count = (data: number) => `{"type":"ws_send","data":${data},"event":"notifications.dialogs.count"}`
  a.say({ event: 'notifications.dialogs.count' })
  expect(await a.next()).toBe(count(0))
  b.say({ event: 'notifications.dialogs.count' })
  expect(await b.next()).toBe(count(0))

  a.say({ event: 'dialogs.messages.create', dialog_id, body: '#Hello' })
  const heard = await b.next()
  const frame = JSON.parse(heard)
  expect(frame).toEqual({
    type: 'ws_send',
    event: 'dialogs.messages.create',
    data: {
      id: 1,
      dialog: dialog_id,
      seq: 1,
      user: {
        id: anna.id,
        email: 'anna@example.com',
        first_name: 'Anna',
        last_name: '',
        avatar: null,
        thumbnail_avatar: null,
      },
      body: '<h1>Hello</h1>',
      text_body: 'Hello',
      markdown_body: '#Hello',
      file: null,
      reply: null,
      lesson: null,
      uid: null,
      date_created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      date_read: null,
      rev: 1,
    },
  })
  expect(await a.next()).toBe(heard)
  expect(await a.next()).toBe(count(0))
  expect(await b.next()).toBe(count(1))

  b.say({ event: 'dialogs.load', limit: 20, offset: 0 })
  expect(JSON.parse(await b.next())).toEqual({
    type: 'ws_send',
    event: 'dialogs.load',
    data: [
      {
        id: dialog_id,
        unread_messages_count: 1,
        last_message: frame.data,
        user: frame.data.user,
        users: [frame.data.user],
        date_created: expect.any(String),
      },
    ],
    meta: { limit: 20, offset: 0, total: 1 },
  })

  b.say({ event: 'dialogs.messages.load', limit: 20, offset: 0, dialog_id })
  expect(JSON.parse(await b.next())).toEqual({
    type: 'ws_send',
    event: 'dialogs.messages.load',
    data: [frame.data],
    meta: { limit: 20, offset: 0, total: 1 },
  })

  b.say({ event: 'dialogs.messages.seen', dialog_id, message_id: 1 })
  const seen = await b.next()
  expect(JSON.parse(seen)).toEqual({
    type: 'ws_send',
    event: 'dialogs.messages.seen',
    data: { ...frame.data, date_read: expect.any(String), rev: 2 },
  })
  expect(await a.next()).toBe(seen)
  expect(await a.next()).toBe(count(0))
  expect(await b.next()).toBe(count(0))

  // A message sent from the command line beside the running server reaches both.
  await program.dialogd(
    'messages',
    'send',
    '--dialog',
    String(dialog_id),
    '--as',
    'boris@example.com',
    'from the shell',
  )
  for (const side of [a, b]) {
    expect(JSON.parse(await side.next())).toMatchObject({
      event: 'dialogs.messages.create',
      data: { seq: 2, text_body: 'from the shell' },
    })
  }
  expect(await a.next()).toBe(count(1))
  expect(await b.next()).toBe(count(0))

  a.say({ event: 'dialogs.messages.create', dialog_id: 999, body: 'x' })
  expect(JSON.parse(await a.next())).toMatchObject({ exception: true, code: 'dialog_forbidden' })
})
