import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Message } from '../../src/protocol/index.ts'
import type { Session } from '../../tui/wire/session.ts'
import { startWorld, type World } from '../support/world.ts'
import { startBroken, type Tamper } from './broken-server.ts'
import { Watched } from './watched.ts'

/** What two users, and a third whom nobody watches, do at random. */
type Action =
  | { do: 'create'; by: number; dialog: number; uid: number | null; body: string; raw: boolean }
  | { do: 'seen'; by: number; message: number; up_to: boolean; raw: boolean }
  | { do: 'load'; by: number; event: string; limit: number; offset: number; raw: boolean }
  | { do: 'count'; by: number; raw: boolean }
  | { do: 'page'; by: number; seq: number; before: boolean }
  | { do: 'junk'; by: number; text: string }
  | { do: 'foreign'; dialog: number }
  | { do: 'drop'; by: number }
  | { do: 'settle'; by: number }

const by = fc.integer({ min: 0, max: 2 })
const raw = fc.boolean()
const body = fc.constantFrom('hello', '#Hello', 'привет', '\ud800', ' ')
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      by,
      dialog: fc.nat(5),
      uid: fc.option(fc.nat(3)),
      body,
      raw,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('seen' as const), by, message: fc.nat(30), up_to: fc.boolean(), raw }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('load' as const),
      by,
      event: fc.constantFrom('dialogs.load', 'dialogs.messages.load'),
      limit: fc.integer({ min: -1, max: 120 }),
      offset: fc.nat(4),
      raw,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('count' as const), by, raw }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('page' as const), by, seq: fc.nat(9), before: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('junk' as const),
      by,
      text: fc.constantFrom(
        'junk',
        '[]',
        '{"event":1}',
        '{"event":"no.such"}',
        `{"event":"${'x'.repeat(70)}"}`,
        '{"event":"dialogs.load","request_id":[]}',
        '{"event":"dialogs.messages.create","dialog_id":"1"}',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('foreign' as const), dialog: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), by }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const), by }) },
)

function fieldsOf(action: Action, dialogs: number[]): [event: string, fields: Record<string, unknown>] | undefined {
  const dialog_id = 'dialog' in action ? (dialogs[action.dialog] ?? 999) : 1
  switch (action.do) {
    case 'create':
      return ['dialogs.messages.create', { dialog_id, body: action.body, uid: action.uid && `uid ${action.uid}` }]
    case 'seen':
      return [
        'dialogs.messages.seen',
        { dialog_id: dialogs[action.message % 3], message_id: action.message + 1, up_to: action.up_to },
      ]
    case 'load':
      return [action.event, { dialog_id: dialogs[action.limit & 1], limit: action.limit, offset: action.offset }]
    case 'count':
      return ['notifications.dialogs.count', {}]
    case 'page':
      return [
        'dialogs.messages.load',
        { dialog_id: dialogs[0], [action.before ? 'before_seq' : 'after_seq']: action.seq },
      ]
    default:
      return undefined
  }
}

async function play(world: World, watched: Watched, sessions: Session[], dialogs: number[], actions: Action[]) {
  for (const action of actions) {
    if (action.do === 'foreign') {
      const author_id = world.app.store.dialogs.find(dialogs[action.dialog]!).then((dialog) => dialog!.user_ids[0]!)
      await world.app.createMessage(await author_id, { dialog_id: dialogs[action.dialog]!, body: 'by HTTP' })
      continue
    }
    const session = sessions[action.by]!
    if (action.do === 'drop') {
      const { opened } = session.state
      session.drop()
      await watched.until(() => session.state.opened > opened)
    } else if (action.do === 'settle') await watched.ask(session, 'notifications.dialogs.count')
    else if (action.do === 'junk') session.send(action.text)
    else {
      const [event, fields] = fieldsOf(action, dialogs)!
      if ('raw' in action && action.raw) session.send(JSON.stringify({ event, ...fields }))
      else session.request(event, fields)
    }
  }
}

test('[NC1][MC2][MS2][FR3][FR4] whatever three people do at once, the checker finds nothing against a correct server', async () => {
  await using world = await startWorld()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 20, maxLength: 60 }), async (actions) => {
      const names = ['anna', 'boris', 'clara'].map((name) => `${name}${run}`)
      run += 1
      const people = await Promise.all(names.map((name) => world.person(name)))
      const [anna, boris, clara] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]]
      const dialogs = [
        await world.dialog(anna, boris),
        await world.dialog(boris, clara),
        await world.dialog(anna, boris, clara),
      ]
      // Two logs: one watches all three, one watches Anna alone and knows nothing of what the others ask for.
      const all = new Watched()
      const alone = new Watched()
      const reconnect = { first: 1, most: 1 }
      const sessions: Session[] = []
      for (const [n, { token }] of people.entries())
        sessions.push(await all.opened('ABC'[n]!, world.url, token, { reconnect }))
      await alone.opened('A', world.url, anna.token)
      await play(world, all, sessions, dialogs, actions)
      for (const session of sessions) await all.ask(session, 'dialogs.load')
      await alone.ask(alone.sessions[0]!, 'dialogs.load')
      all.close()
      alone.close()
      const found = [...all.violations(), ...alone.violations()]
      const log = () => all.log.map(({ n, session, dir, text }) => `${n} ${session} ${dir} ${text}`).join('\n')
      if (found.length > 0) throw new Error(`${JSON.stringify(found)}\n${log()}`)
      expect([...all.checker.outstanding(), ...alone.checker.outstanding()]).toEqual([])
    }),
    { numRuns: 60, endOnFailure: true },
  )
})

/** Anna writes twice, Boris reads, through a server that tampers; what the checker found. */
async function caught(tamper: Tamper): Promise<string[]> {
  await using world = await startWorld()
  const [anna, boris] = [await world.person('anna'), await world.person('boris')]
  const dialog_id = await world.dialog(anna, boris)
  await using broken = await startBroken(world.url, tamper)
  const watched = new Watched()
  const a = await watched.opened('A', broken.url, anna.token)
  const b = await watched.opened('B', broken.url, boris.token)
  const ask = (session: Session, event: string, fields: object = {}) => {
    session.request(event, { ...fields })
    // The answer may be what is tampered with, so that a second question tells when it is over.
    const id = session.request('dialogs.load')
    return watched.until(() =>
      watched.log.some(({ dir, text }) => dir === 'in' && text.includes(`"request_id":"${id}"`)),
    )
  }
  await ask(a, 'dialogs.load')
  await ask(a, 'dialogs.messages.create', { dialog_id, body: 'one' })
  await ask(a, 'dialogs.messages.create', { dialog_id, body: 'two' })
  await ask(b, 'dialogs.load')
  const { data } = (await watched.ask(b, 'dialogs.messages.load', { dialog_id })).frame as unknown as {
    data: Message[]
  }
  for (const { id } of data) await ask(b, 'dialogs.messages.seen', { dialog_id, message_id: id })
  await ask(a, 'dialogs.messages.create', { dialog_id, body: 'three' })
  await ask(a, 'dialogs.messages.create', { dialog_id, body: 'four' })
  for (const session of [a, b]) await ask(session, 'dialogs.load')
  watched.close()
  return [...new Set(watched.violations().map(({ rule }) => rule))]
}

/** Tampers with the nth frame of this event that carries no request id (or any, with `answers`). */
function nth(n: number, event: string, change: (frame: Record<string, unknown>) => object[], answers = false): Tamper {
  let seen = 0
  return (text) => {
    const frame = JSON.parse(text)
    if (frame.event !== event || (!answers && frame.request_id !== undefined)) return [text]
    seen += 1
    return seen === n ? change(frame).map((changed) => JSON.stringify(changed)) : [text]
  }
}

const message = (frame: Record<string, unknown>) => frame.data as Message
const count = 'notifications.dialogs.count'
const create = 'dialogs.messages.create'
const seen = 'dialogs.messages.seen'

test('the same traffic through a server in the middle that changes nothing is without a violation', async () => {
  expect(await caught((text) => [text])).toEqual([])
})

test('[MC2][MS2] a count that is left out is missed, whichever it is', async () => {
  for (let n = 1; n <= 12; n += 1) {
    const found = await caught(nth(n, count, () => []))
    expect(found.length, `count ${n}`).toBeGreaterThan(0)
  }
})

test('[NC1] a count that cannot follow is found: too high, too low, unchanged, negative', async () => {
  // Boris has 1 unread dialog after the second of his pushes, 0 after he read both messages.
  expect(await caught(nth(4, count, () => [{ type: 'ws_send', data: 2, event: count }]))).toEqual(['NC1'])
  expect(await caught(nth(4, count, () => [{ type: 'ws_send', data: 0, event: count }]))).toEqual(['NC1'])
  expect(await caught(nth(8, count, () => [{ type: 'ws_send', data: 1, event: count }]))).toContain('NC1')
  expect(await caught(nth(1, count, () => [{ type: 'ws_send', data: -1, event: count }]))).toContain('NC1')
})

test('[MC3] a message that comes twice is found', async () => {
  expect(await caught(nth(2, create, (frame) => [frame, frame]))).toContain('MC3')
  expect(await caught(nth(1, seen, (frame) => [frame, frame]))).toContain('MC3')
  expect(await caught(nth(1, create, (frame) => [frame, frame], true))).toContain('FR3')
})

test('[MC3] two messages that change places are found, and so is one that is left out', async () => {
  let held: object | undefined
  const swapped = nth(3, create, (frame) => {
    held = frame
    return []
  })
  const late: Tamper = (text, token) => {
    const frame = JSON.parse(text)
    const out = swapped(text, token)
    if (!held || out.length === 0 || frame.event !== create || frame.request_id !== undefined) return out
    const frames = [text, JSON.stringify(held)]
    held = undefined
    return frames
  }
  expect(await caught(late)).toContain('MC3')
  expect(await caught(nth(2, create, () => []))).toContain('MC3')
})

test('[MC3][MS3] a seq or a rev that goes back is found', async () => {
  const back = (frame: Record<string, unknown>, part: Partial<Message>) => [
    { ...frame, data: { ...message(frame), ...part } },
  ]
  expect(await caught(nth(2, create, (frame) => back(frame, { seq: 1 })))).toContain('MC3')
  expect(await caught(nth(4, create, (frame) => back(frame, { seq: message(frame).seq - 2 })))).toContain('MC3')
  expect(await caught(nth(2, seen, (frame) => back(frame, { rev: 1 })))).not.toEqual([])
})

test('[FR1][DL2][MC2][ER1] a type that changed is found in every event', async () => {
  const retyped = (event: string, change: (frame: Record<string, unknown>) => object) =>
    caught(nth(1, event, (frame) => [{ ...frame, ...change(frame) }], true))
  expect(await retyped(create, (frame) => ({ data: { ...message(frame), id: String(message(frame).id) } }))).toContain(
    'MC2',
  )
  expect(await retyped(seen, (frame) => ({ data: { ...message(frame), date_read: 1 } }))).toContain('MS2')
  expect(await retyped(count, () => ({ data: '1' }))).toContain('NC1')
  expect(await retyped('dialogs.load', () => ({ data: {} }))).toContain('DL2')
  expect(await retyped('dialogs.load', () => ({ meta: undefined }))).toContain('FR2')
  expect(await retyped('dialogs.messages.load', () => ({ type: 'send' }))).toContain('FR1')
  expect(await retyped('dialogs.messages.load', () => ({ exception: true }))).toContain('ER1')
})

test('[FR3][FR4] an answer to nothing and answers in the wrong order are found', async () => {
  expect(await caught(nth(1, create, (frame) => [{ ...frame, request_id: 'nobody' }]))).toContain('FR3')
  let held: string | undefined
  const reordered: Tamper = (text) => {
    const { event, request_id } = JSON.parse(text)
    if (held === undefined && event === seen && request_id) {
      held = text
      return []
    }
    if (!held || !request_id || text === held) return [text]
    const out = [text, held]
    held = ''
    return out
  }
  expect(await caught(reordered)).toContain('FR4')
})

test('[ML3][MC2] an event of a dialog the user is not in is found', async () => {
  await using world = await startWorld()
  const [anna, boris, clara] = [await world.person('anna'), await world.person('boris'), await world.person('clara')]
  const dialog_id = await world.dialog(anna, boris)
  let leaked: string | undefined
  await using broken = await startBroken(world.url, (text, token) => {
    if (token === anna.token && JSON.parse(text).event === create) leaked = text.replace(/,"request_id":"[^"]*"/, '')
    return token === clara.token && leaked ? [leaked, text] : [text]
  })
  const watched = new Watched()
  const a = await watched.opened('A', broken.url, anna.token)
  const c = await watched.opened('C', broken.url, clara.token)
  await watched.ask(a, 'dialogs.load')
  await watched.ask(a, create, { dialog_id, body: 'between us' })
  await watched.ask(c, 'dialogs.load')
  expect(watched.violations()[0]).toMatchObject({ rule: 'ML3', text: `user ${clara.id} is not in dialog ${dialog_id}` })
  watched.close()
})
