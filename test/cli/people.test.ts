import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from './cli.ts'

interface User {
  id: number
  email: string
  reviewer_id: number | null
  disabled_at: string | null
}

test('a person is added, listed, shown, changed, shut out and let in again', async () => {
  const data = dataFolder()
  const boris = await data.json<User>(['users', 'add', '--email', 'boris@example.com'])
  const flags = [
    '--first-name',
    'Anna',
    '--last-name',
    'Ant',
    '--reviewer',
    'boris@example.com',
    '--id',
    '7',
    '--no-mail',
  ]
  const anna = await data.json<User>(['users', 'add', '--email', 'anna@example.com', ...flags])
  expect(anna).toMatchObject({
    id: 7,
    first_name: 'Anna',
    reviewer_id: boris.id,
    email_notifications: false,
    disabled_at: null,
  })
  expect(await data.json(['users', 'list'])).toEqual([boris, anna])
  expect(await data.json(['users', 'show', 'ANNA@example.com'])).toEqual(anna)
  const changed = await data.json([
    'users',
    'update',
    '7',
    '--reviewer',
    'none',
    '--mail',
    '--locale',
    'ru',
    '--last-name',
    'Bee',
  ])
  expect(changed).toMatchObject({
    reviewer_id: null,
    email_notifications: true,
    locale: 'ru',
    first_name: 'Anna',
    last_name: 'Bee',
  })
  expect(await data.json<User>(['users', 'disable', '7'])).toMatchObject({ disabled_at: expect.stringMatching(/Z$/) })
  expect((await data.run(['users', 'list'])).stdout).toBe(
    '1\tboris@example.com\t\tactive\t\n7\tanna@example.com\t\tdisabled\tAnna Bee\n',
  )
  expect(await data.json<User>(['users', 'enable', 'anna@example.com'])).toMatchObject({ disabled_at: null })
})

test('on a terminal, lists are tables with a header', async () => {
  const data = dataFolder()
  await data.json(['users', 'add', '--email', 'anna@example.com', '--first-name', 'Анна'])
  const { stdout } = await data.run(['users', 'list', '--color', 'never'], { tty: true })
  expect(stdout).toBe('id  email             reviewer  state   name\n1   anna@example.com            active  Анна\n')
})

test('what does not exist is exit 3, what exists already exit 5, and nothing is made by looking', async () => {
  const data = dataFolder()
  expect(await data.run(['users', 'list'])).toMatchObject({ code: 3, stderr: expect.stringContaining('--data-dir') })
  expect(existsSync(data.path)).toBe(false)
  await data.json(['users', 'add', '--email', 'anna@example.com'])
  expect(existsSync(join(data.path, 'jwt-secret'))).toBe(false)
  for (const args of [
    ['users', 'show', '9'],
    ['users', 'show', 'x@y'],
    ['users', 'disable', '9'],
    ['dialogs', 'show', '9'],
    ['users', 'add', '--email', 'b@c', '--reviewer', '9'],
  ])
    expect([args, (await data.run(args)).code]).toEqual([args, 3])
  expect(await data.run(['users', 'add', '--email', 'Anna@example.com'])).toMatchObject({ code: 5, stdout: '' })
  expect((await data.run(['users', 'add', '--email', 'c@d', '--id', '1'])).code).toBe(5)
})

test('an address that several people have names nobody: their ids are told', async () => {
  const data = dataFolder()
  await data.json(['users', 'add', '--email', 'anna@example.com'])
  const { openSqliteStore } = await import('../../src/store/sqlite/store.ts')
  const store = openSqliteStore(join(data.path, 'dialogd.sqlite'), { next: () => 'x' }, () => '')
  await store.users.provision({ id: 5, email: 'anna@example.com', at: 0 })
  await store.close()
  expect(await data.run(['users', 'show', 'anna@example.com'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('1, 5'),
  })
})

test('a dialog is made once, listed, shown, written to and exported', async () => {
  const data = dataFolder()
  for (const name of ['anna', 'boris', 'carl'])
    await data.json(['users', 'add', '--email', `${name}@example.com`, '--first-name', name])
  const create = ['dialogs', 'create', '--users', 'anna@example.com, 2']
  expect(await data.json(create)).toMatchObject({ id: 1, user_ids: [1, 2], messages: 0 })
  expect((await data.run(create)).code).toBe(5)
  expect((await data.run(['dialogs', 'create', '--users', '1,1'])).code).toBe(2)
  expect((await data.run(['dialogs', 'create', '--users', '1,99'])).code).toBe(3)
  expect(await data.json(['messages', 'send', '--dialog', '1', '--as', '1', '#Hello'])).toMatchObject({
    seq: 1,
    text_body: 'Hello',
    dialog: 1,
  })
  const piped = await data.json(['messages', 'send', '--dialog', '1', '--as', 'boris@example.com', '-'], {
    stdin: 'two\nlines\n',
  })
  expect(piped).toMatchObject({ seq: 2, markdown_body: 'two\nlines' })
  expect(await data.json(['messages', 'list', '--dialog', '1', '--limit', '1'])).toMatchObject([{ seq: 2 }])
  expect(await data.json(['messages', 'list', '--dialog', '1', '--limit', '1', '--offset', '1'])).toMatchObject([
    { seq: 1 },
  ])
  expect(await data.json(['dialogs', 'list', '--user', 'carl@example.com'])).toEqual([])
  expect(await data.json(['dialogs', 'show', '1'])).toMatchObject({ messages: 2, users: [{ id: 1 }, { id: 2 }] })

  const jsonl = await data.run(['dialogs', 'export', '1'])
  expect(
    jsonl.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).seq),
  ).toEqual([1, 2])
  const { stdout } = await data.run(['dialogs', 'export', '1', '--format', 'md'])
  expect(stdout).toMatch(/^\*\*1\. anna\*\* · \S+Z\n\n#Hello\n\n\*\*2\. boris\*\*/)

  expect((await data.run(['messages', 'send', '--dialog', '1', '--as', '3', 'x'])).code).toBe(4)
  expect((await data.run(['messages', 'send', '--dialog', '9', '--as', '1', 'x'])).code).toBe(3)
  expect((await data.run(['messages', 'send', '--dialog', '1', '--as', '1', ' '])).code).toBe(2)
  expect((await data.run(['messages', 'send', '--dialog', '1', '--as', '1'])).stderr).toContain('TEXT is missing')
})

test('messages tail begins with what there is and ends after the number it was asked for', async () => {
  const data = dataFolder()
  for (const name of ['anna', 'boris']) await data.json(['users', 'add', '--email', `${name}@example.com`])
  await data.json(['dialogs', 'create', '--users', '1,2'])
  for (const body of ['one', 'two']) await data.json(['messages', 'send', '--dialog', '1', '--as', '1', body])
  const tail = data.start(['messages', 'tail', '--dialog', '1', '--lines', '1', '--count', '2', '--json'])
  await tail.prints(/"two"/)
  await data.json(['messages', 'send', '--dialog', '1', '--as', '2', 'three'])
  const { code, stdout } = await tail.ended
  expect(code).toBe(0)
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).text_body),
  ).toEqual(['two', 'three'])
})

test('[F4] what people typed cannot drive the terminal, and --json loses nothing of it', async () => {
  const data = dataFolder()
  const evil = '\x1b]52;c;aGk=\x07\u202eevil\u200b\u009b31m\ttab'
  await data.json(['users', 'add', '--email', 'anna@example.com', '--first-name', evil])
  await data.json(['users', 'add', '--email', 'boris@example.com'])
  await data.json(['dialogs', 'create', '--users', '1,2'])
  await data.json(['messages', 'send', '--dialog', '1', '--as', '1', `${evil}\nline`])
  const unsafe = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]/
  for (const tty of [true, false])
    for (const args of [
      ['users', 'list'],
      ['users', 'show', '1'],
      ['dialogs', 'show', '1'],
      ['messages', 'list', '--dialog', '1'],
      ['messages', 'tail', '--dialog', '1', '--count', '1'],
    ]) {
      const { stdout } = await data.run(['--color', 'never', ...args], { tty })
      expect(stdout).toContain('␛')
      expect(stdout).not.toMatch(unsafe)
    }
  const { stdout } = await data.run(['users', 'show', '1', '--json'])
  expect(stdout).not.toMatch(unsafe)
  expect(JSON.parse(stdout).first_name).toBe(evil)
  const exported = await data.run(['dialogs', 'export', '1', '--format', 'md'], { tty: true })
  expect(exported.stdout).not.toMatch(unsafe)
})
