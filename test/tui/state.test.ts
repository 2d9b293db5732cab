import { describe, expect, test } from 'vitest'
import { actionOf, activeActions, allActions, footerActions, places } from '../../tui/keys.ts'
import { pressesOf } from '../../tui/press.ts'
import { ChatModel, unreadOf } from '../../tui/state/chat.ts'
import {
  composed,
  composeInsert,
  composeKey,
  eventNames,
  fieldText,
  formOf,
  initialCompose,
  recall,
  sent,
  suggest,
  toggleRaw,
} from '../../tui/state/compose.ts'
import { Delays } from '../../tui/state/delays.ts'
import { parseFilter } from '../../tui/state/filter.ts'
import { fuzzy } from '../../tui/state/fuzzy.ts'
import { SeenIds } from '../../tui/state/ids.ts'
import { Log } from '../../tui/state/log.ts'
import { Ring } from '../../tui/state/ring.ts'
import { Stats, sparkline } from '../../tui/state/stats.ts'
import { editingKeys, editText, insertText, textOf } from '../../tui/state/text.ts'
import { treeLines } from '../../tui/state/tree.ts'
import { cut, widthOf, wrap } from '../../tui/state/width.ts'
import { dialogWith, entry, message, person, received } from './entries.ts'

describe('text', () => {
  test('backspace takes a whole emoji, however it is made', () => {
    for (const emoji of ['👍', '👨‍👩‍👧', '🇪🇺', '👍🏽', 'é'])
      expect(editText(textOf(`a${emoji}`), 'backspace')).toEqual({ value: 'a', cursor: 1 })
  })

  test('text is put in where the cursor is', () => {
    const state = editText(editText(textOf('hllo'), 'home')!, 'right')!
    expect(insertText(state, 'e')).toEqual({ value: 'hello', cursor: 2 })
  })

  test('^W takes a word, ^U what stands before and ^K what stands behind the cursor', () => {
    expect(editText(textOf('one two  '), '^W')!.value).toBe('one ')
    const middle = { value: 'one two', cursor: 3 }
    expect(editText(middle, '^U')!.value).toBe(' two')
    expect(editText(middle, '^K')!.value).toBe('one')
  })

  test('a key that does not edit is left to others', () => {
    expect(editText(textOf('a'), '^P')).toBeUndefined()
  })
})

describe('width', () => {
  test('emoji and Chinese take two cells, accents none', () => {
    expect([widthOf('abc'), widthOf('👍'), widthOf('你好'), widthOf('e\u0301')]).toEqual([3, 2, 4, 1])
  })

  test('what is cut off fits and says so', () => {
    expect(cut('hello', 5)).toBe('hello')
    expect(cut('hello', 4)).toBe('hel…')
    expect(cut('你好吗', 4)).toBe('你…')
    expect(cut('hello', 0)).toBe('')
  })

  test('no line of a wrapped text is too wide, and no word is lost', () => {
    const lines = wrap('several words and averyveryverylongone 你好你好你好', 10)
    expect(lines.every((line) => widthOf(line) <= 10)).toBe(true)
    expect(lines.join('').replaceAll(' ', '')).toBe('severalwordsandaveryveryverylongone你好你好你好')
  })
})

describe('ring', () => {
  test('it keeps the newest, and counts what it let go', () => {
    const ring = new Ring<number>({ items: 3, weight: Number.POSITIVE_INFINITY })
    for (let one = 0; one < 5_000; one += 1) ring.push(one)
    expect(ring.slice(0, 5_000)).toEqual([4_997, 4_998, 4_999])
    expect([ring.first, ring.next, ring.at(4_996), ring.at(4_999)]).toEqual([4_997, 5_000, undefined, 4_999])
  })

  test('heavy items push out more', () => {
    const ring = new Ring<string>({ items: 100, weight: 10 }, (text) => text.length)
    for (const text of ['aaaa', 'bbbb', 'cccccccc']) ring.push(text)
    expect(ring.slice(0, 9)).toEqual(['cccccccc'])
  })
})

describe('log', () => {
  const filled = (count: number) => {
    const log = new Log()
    log.height = 5
    for (let one = 0; one < count; one += 1) log.push(entry({ frame: { event: one % 2 ? 'odd' : 'even' } }))
    return log
  }

  test('it follows the newest, and scrolling up pauses and counts what is new', () => {
    const log = filled(20)
    expect(log.window().selected).toBe(4)
    log.move(-1)
    const before = log.window().rows.map(({ n }) => n)
    for (let one = 0; one < 38; one += 1) log.push(entry())
    expect(log.follow).toBe(false)
    expect(log.fresh).toBe(38)
    expect(log.window().rows.map(({ n }) => n)).toEqual(before)
    log.toEnd()
    expect(log.fresh).toBe(0)
  })

  test('going down to the newest follows again', () => {
    const log = filled(8)
    log.move(-2)
    log.move(1)
    expect(log.follow).toBe(false)
    log.move(1)
    expect(log.follow).toBe(true)
  })

  test('a filter shows what fits, also of what comes later, and the selection stays', () => {
    const log = filled(10)
    log.move(-3)
    const { n } = log.selected!
    log.setFilter(parseFilter('type:even'))
    expect(log.matching).toBe(5)
    expect(log.selected!.n).toBe(n)
    log.push(entry({ frame: { event: 'even' } }))
    log.push(entry({ frame: { event: 'odd' } }))
    expect(log.matching).toBe(6)
    log.setFilter(parseFilter(''))
    expect(log.matching).toBe(12)
  })

  test('it goes to the next violation', () => {
    const log = filled(10)
    const bad = entry({ violations: [{ rule: 'NC1', text: 'wrong' }] })
    log.push(bad)
    for (let one = 0; one < 9; one += 1) log.push(entry())
    log.toTop()
    expect(log.toViolation(1)).toBe(true)
    expect(log.selected!.n).toBe(bad.n)
    expect(log.toViolation(1)).toBe(false)
  })
})

describe('filter', () => {
  const frame = received('dialogs.messages.create', { id: 7, dialog: 1 }, { session: 'B', latency: 80 })
  const fits = (text: string) => parseFilter(text).test(frame)

  test('each part must fit, and a minus turns it around', () => {
    expect(fits('type:dialogs.* s:A,B d:in lat:>50ms viol:no re:/"id":\\d/ /data/dialog=1 ws_send -word')).toBe(true)
    for (const part of [
      'type:dialogs',
      's:A',
      'd:out',
      'lat:<50',
      'viol:yes',
      're:/x{9}/',
      '/data/dialog=2',
      'word',
      '-ws_send',
    ])
      expect([part, fits(part)]).toEqual([part, false])
  })

  test('what is not understood is told and lets everything through', () => {
    expect(parseFilter('lat:soon')).toMatchObject({ problem: 'lat: is such as >50ms' })
    expect(parseFilter('re:/(/').problem).toBeDefined()
    expect(fits('lat:soon')).toBe(true)
  })
})

describe('compose', () => {
  const world = { sessions: 2, ids: (kind: string) => (kind === 'dialog' ? [7, 9] : []) }

  test('every event has a form from its schema', () => {
    expect(eventNames.map((name) => [name, formOf(name).map((field) => field.name)])).toEqual([
      ['dialogs.load', ['limit', 'offset']],
      ['dialogs.messages.load', ['dialog_id', 'limit', 'offset', 'before_seq', 'after_seq']],
      ['dialogs.messages.create', ['dialog_id', 'body', 'file_id', 'lesson_id', 'reply_id', 'uid']],
      ['dialogs.messages.seen', ['dialog_id', 'message_id', 'up_to']],
      ['notifications.dialogs.count', []],
    ])
    expect(formOf('dialogs.messages.create')[0]).toEqual({
      name: 'dialog_id',
      kind: 'integer',
      required: true,
      hint: 'whole number ≥ 1',
      suggests: 'dialog',
    })
  })

  test('ids that were seen are suggested in turn, and what is typed becomes the request', () => {
    let state = suggest(suggest(initialCompose, world), world)
    expect(fieldText(state, 'dialog_id').value).toBe('9')
    expect(composed(state).problem).toBeUndefined()
    state = composeInsert(composeKey(state, 'down', world)!, '#Hello')
    expect(composed(state)).toEqual({
      text: '{"event":"dialogs.messages.create","dialog_id":9,"body":"#Hello"}',
      problem: undefined,
    })
  })

  test('what the server would refuse is told, and is sent all the same', () => {
    const state = composeInsert(initialCompose, 'seven')
    expect(composed(state).text).toBe('{"event":"dialogs.messages.create","dialog_id":"seven"}')
    expect(composed(state).problem).toMatch(/^dialog_id: /)
    expect(composed(initialCompose).problem).toBe('dialog_id is missing')
  })

  test('left and right choose the session and the event', () => {
    const above = { ...initialCompose, row: 0 }
    expect(composeKey(above, 'right', world)!.session).toBe(1)
    expect(composeKey({ ...above, row: 1 }, 'right', world)!.event).toBe('dialogs.messages.seen')
  })

  test('raw mode begins with what the form would send, and the history comes back', () => {
    const raw = toggleRaw(suggest(initialCompose, world))
    expect(composed(raw).text).toBe('{"event":"dialogs.messages.create","dialog_id":7}')
    expect(composed(composeInsert(raw, '}')).problem).toBe('not JSON; it is sent as it is')
    const after = sent({ ...sent({ ...raw, raw: textOf('one') }), raw: textOf('two') })
    expect([composed(recall(after, -1)).text, composed(recall(recall(after, -1), -1)).text]).toEqual(['two', 'one'])
  })
})

test('ids come from the frames, the newest first', () => {
  const ids = new SeenIds()
  ids.apply(received('dialogs.load', [dialogWith(person(2, 'boris'))]))
  ids.apply(received('dialogs.messages.create', message(4)))
  ids.apply(received('dialogs.messages.create', message(5, { dialog: 3 })))
  expect([ids.of('dialog'), ids.of('message'), ids.of('file')]).toEqual([[3, 1], [5, 4], []])
})

describe('chat', () => {
  const boris = () => {
    const model = new ChatModel()
    model.apply(entry({ dir: 'note', kind: 'open', user: 2 }))
    model.apply(received('dialogs.load', [dialogWith(person(1, 'anna'))]))
    return model
  }

  test('the derived count goes 0, 1, 0 with a message and its being seen', () => {
    const model = boris()
    expect(model.derived).toBe(0)
    model.apply(received('dialogs.messages.create', message(1)))
    model.apply(received('dialogs.messages.create', message(2)))
    model.apply(received('notifications.dialogs.count', 1))
    expect([model.derived, model.pushed, unreadOf(model.list[0]!)]).toEqual([1, 1, 2])
    const seen = received('dialogs.messages.seen', message(2, { rev: 3, date_read: '2026-11-22T08:24:00.000Z' }))
    model.apply({ ...seen, frame: { ...seen.frame, meta: { up_to: true } } })
    expect(model.derived).toBe(0)
  })

  test('the same message from two frames counts once, and one of my own does not', () => {
    const model = boris()
    for (let twice = 0; twice < 2; twice += 1) model.apply(received('dialogs.messages.create', message(1)))
    model.apply(received('dialogs.messages.create', message(2, { user: person(2, 'boris') })))
    expect(unreadOf(model.list[0]!)).toBe(1)
    expect(model.list[0]!.messages.map(({ id }) => id)).toEqual([1, 2])
  })

  test('messages that were only counted get their names from the load', () => {
    const model = boris()
    model.apply(received('dialogs.load', [dialogWith(person(1, 'anna'), 2, message(2))]))
    model.apply(received('dialogs.messages.load', [message(1), message(2)]))
    expect([...model.list[0]!.unread.keys()].sort()).toEqual([1, 2])
    expect(unreadOf(model.list[0]!)).toBe(2)
  })

  test('frames that are no messages change nothing', () => {
    const model = boris()
    for (const data of [null, 1, 'x', {}, { id: 1 }, [], { id: 1, dialog: 1, seq: 1 }])
      for (const event of [
        'dialogs.messages.create',
        'dialogs.messages.seen',
        'dialogs.load',
        'dialogs.messages.load',
        'notifications.dialogs.count',
      ])
        model.apply(received(event, event.endsWith('load') ? [data] : data))
    expect(model.derived).toBe(0)
  })
})

test('the delay is from the send of one to the frame at the other, whichever frame comes first', () => {
  const delays = new Delays()
  delays.apply(received('dialogs.messages.create', message(1), { session: 'B', tick: 105 }))
  delays.apply(received('dialogs.messages.create', message(1), { session: 'A', tick: 108, latency: 8 }))
  expect([delays.of(1, 'B'), delays.of(1, 'A'), delays.of(2, 'B')]).toEqual([5, 8, undefined])
})

test('stats count, and percentiles come from the replies', () => {
  const stats = new Stats()
  for (let one = 1; one <= 100; one += 1) stats.apply(received('x', 1, { latency: one, at: 1_000_000 }))
  expect(stats.percentiles([0.5, 0.95, 0.99])).toEqual([51, 96, 100])
  expect(stats.perSecond(1_001_000).slice(-2)).toEqual([100, 0])
  expect(sparkline([0, 1, 8], 3)).toBe('▁▂█')
})

test('the tree folds and unfolds by path', () => {
  const value = { a: { b: [1, 2] }, c: 'x' }
  const shown = (toggled: string[]) => treeLines(value, new Set(toggled)).map(({ path, value }) => `${path} ${value}`)
  expect(shown([])).toEqual([' {2}', '/a {1}', '/a/b [2]', '/c "x"'])
  expect(shown(['/a/b'])).toContain('/a/b/1 2')
  expect(shown(['/a'])).toEqual([' {2}', '/a {1}', '/c "x"'])
})

test('the fuzzy search finds letters in order and prefers whole words', () => {
  const titles = ['Mark seen', 'Send what was typed', 'Next theme']
  expect(fuzzy(titles, 'snd', (title) => title)).toEqual(['Send what was typed'])
  expect(fuzzy(titles, 'theme', (title) => title)[0]).toBe('Next theme')
  expect(fuzzy(titles, '', (title) => title)).toEqual(titles)
})

describe('keys', () => {
  test('no two actions share a key where both count', () => {
    for (const place of places)
      for (const typing of [true, false]) {
        const keys = activeActions(place, typing).map(({ key }) => key)
        expect([place, typing, keys.filter((key, at) => keys.indexOf(key) !== at)]).toEqual([place, typing, []])
      }
  })

  test('while somebody types, no action takes a printable key or one that edits', () => {
    for (const place of ['compose', 'filter', 'split', 'chat'] as const)
      for (const { key } of activeActions(place, true).filter(({ when }) => when.typing !== false)) {
        expect([place, key, key.length === 1 || key === 'space']).toEqual([place, key, false])
        expect(editingKeys).not.toContain(key)
      }
  })

  test('no key needs Alt or a function key, and each can be told from the others', () => {
    for (const { key } of allActions())
      expect(key).toMatch(/^(\^[A-Z]|[!-~]|enter|space|tab|shift-tab|esc|up|down|left|right|pageup|pagedown|home|end)$/)
    // What a terminal cannot tell from Enter, Tab, Backspace and Esc.
    for (const { key } of allActions()) expect(['^M', '^J', '^I', '^H', '^[']).not.toContain(key)
  })

  test('quitting and the palette work everywhere, and the footer has at most ten hints', () => {
    for (const place of places)
      for (const typing of [true, false]) {
        expect(actionOf('^C', place, typing)?.id).toBe('interrupt')
        if (place !== 'pick') expect(actionOf('^P', place, typing)?.id).toBe('palette')
        expect(footerActions(place, typing).length).toBeLessThanOrEqual(10)
      }
  })

  test('what arrives in one piece is taken apart, and Alt is Esc and the key', () => {
    const none = { ctrl: false, meta: false, shift: false } as never
    expect(pressesOf('hi\r', none).map(({ key }) => key)).toEqual(['h', 'i', 'enter'])
    expect(pressesOf('👍🏽 ', none)).toEqual([
      { key: '👍🏽', text: '👍🏽' },
      { key: 'space', text: ' ' },
    ])
    expect(pressesOf('q', { meta: true } as never).map(({ key }) => key)).toEqual(['esc', 'q'])
    expect(pressesOf('s', { ctrl: true } as never)).toEqual([{ key: '^S' }])
  })
})
