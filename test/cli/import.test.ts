import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseCsv } from '../../cli/csv.ts'
import { progress } from '../../cli/progress.ts'
import { dataFolder, folder } from './cli.ts'

const cells = (text: string) => parseCsv(text, 'x').map(({ cells }) => cells)

describe('CSV is read as spreadsheets write it', () => {
  test.each([
    [
      'plain',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'without a last line break',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['Windows and old Mac line breaks, and a byte order mark', '\ufeffa\r\n1\r2', [['a'], ['1'], ['2']]],
    ['quotes around separators, line breaks and quotes', '"a,""b""\n c",d', [['a,"b"\n c', 'd']]],
    [
      'semicolons',
      'a;b\n1;"2;3"',
      [
        ['a', 'b'],
        ['1', '2;3'],
      ],
    ],
    ['empty lines', 'a\n\n1\n\n', [['a'], ['1']]],
    ['nothing', '', []],
  ])('%s', (_what, text, wanted) => {
    expect(cells(text)).toEqual(wanted)
  })

  test.each([
    ['an open quote', 'a\n"b'],
    ['a quote inside', 'a\nb"c'],
    ['text after a quote', 'a\n"b"c'],
  ])('%s is refused with its line', (_what, text) => {
    expect(() => parseCsv(text, 'x')).toThrow(
      expect.objectContaining({ code: 'csv_syntax', parts: { name: 'x', line: '2' } }),
    )
  })

  test('lines are counted through quoted line breaks', () => {
    expect(parseCsv('a\n"1\n2"\n3', 'x').map(({ line }) => line)).toEqual([1, 2, 4])
  })

  test('a long quoted cell takes no longer than its length', () => {
    expect(cells(`"${'""x'.repeat(300_000)}"`)[0]![0]).toHaveLength(600_000)
  })
})

test('people are imported from a file, with reviewers that stand further down', async () => {
  const data = dataFolder()
  const file = join(folder(), 'people.csv')
  writeFileSync(
    file,
    'email,first_name,reviewer,email_notifications,locale,id\nanna@x.io,"Ant, Anna",boris@x.io,off,ru,\nboris@x.io,,,,,9\ncarl@x.io,,9,yes,,\n',
  )
  expect(await data.json(['users', 'import', file])).toEqual({ added: 3, refused: [] })
  expect(await data.json(['users', 'list'])).toMatchObject([
    { email: 'anna@x.io', first_name: 'Ant, Anna', reviewer_id: 9, email_notifications: false, locale: 'ru' },
    { id: 9, email_notifications: true },
    { email: 'carl@x.io', reviewer_id: 9 },
  ])
})

test('a row that exists already is refused on its own, told with its line, and the end is exit 5', async () => {
  const data = dataFolder()
  const csv = 'email\nanna@x.io\nboris@x.io\nANNA@x.io\n'
  const { code, stdout, stderr } = await data.run(['users', 'import', '-'], { stdin: csv })
  expect([code, stdout]).toEqual([5, 'added\t2\nrefused\t1\n'])
  expect(stderr).toMatch(/line 4: .*anna@x\.io|line 4: .*ANNA@x\.io/)
  expect((await data.run(['users', 'import', '-'], { stdin: csv })).code).toBe(5)
})

test('somebody whose reviewer does not exist is added without, and that is told', async () => {
  const data = dataFolder()
  const { code, stderr } = await data.run(['users', 'import', '-'], { stdin: 'email,reviewer\nanna@x.io,99\n' })
  expect([code, stderr]).toEqual([1, expect.stringMatching(/line 2: added without a reviewer: .*99/)])
  expect(await data.json(['users', 'list'])).toMatchObject([{ reviewer_id: null }])
})

test.each([
  ['an unknown column', 'email,age\n', /column "age"/],
  ['a repeated column', 'email,email\n', /column "email"/],
  ['an empty file', '', /is empty/],
  ['a bad address', 'email\nanna@x.io\nnobody\n', /line 3, email: "nobody"/],
  ['a missing value', 'email,id\na@b\n', /line 2 has 1 values, not 2/],
  ['a bad id', 'id\n-1\n', /line 2, id/],
])('%s is refused before anybody is added', async (_what, stdin, said) => {
  const data = dataFolder()
  const { code, stderr } = await data.run(['users', 'import', '-'], { stdin })
  expect([code, stderr]).toEqual([2, expect.stringMatching(said)])
  expect((await data.run(['users', 'list'])).code).toBe(3)
})

test('a thousand people come in by few commits', async () => {
  const data = dataFolder()
  const stdin = `email\n${Array.from({ length: 1_000 }, (_, n) => `user${n}@x.io`).join('\n')}`
  expect(await data.json(['users', 'import', '-'], { stdin })).toEqual({ added: 1_000, refused: [] })
})

test('the bar is drawn on a terminal only, once the work lasts', async () => {
  const drawn: string[] = []
  const stderr = (isTTY: boolean) => ({ isTTY, write: (text: string) => drawn.push(text) })
  const start = (isTTY: boolean) => progress({ stderr: stderr(isTTY) } as never, 'adding', 10)
  const now = performance.now
  try {
    const [bar, pipe] = [start(true), start(false)]
    bar.advance(1)
    expect(drawn).toEqual([])
    performance.now = () => now.call(performance) + 600
    pipe.advance(5)
    bar.advance(5)
    bar.end()
  } finally {
    performance.now = now
  }
  expect(drawn).toEqual([`\radding ${'█'.repeat(10)}${'░'.repeat(10)} 5/10`, '\r\x1b[K'])
})
