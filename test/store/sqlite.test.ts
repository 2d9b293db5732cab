import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/store/sqlite/store.ts'
import { type StoreUnderTest, storeContract } from '../contract/store.ts'

const ids = { next: () => crypto.randomUUID() }
const open = (file: string) => openSqliteStore(file, ids, ({ id }) => `/files/${id}`)

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'dialogd-store-'))
  return {
    path,
    file: join(path, 'dialogd.sqlite'),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

storeContract('sqlite', async (): Promise<StoreUnderTest> => {
  const place = folder()
  const store = open(place.file)
  return {
    store,
    beside: async () => open(place.file),
    async [Symbol.asyncDispose]() {
      await store.close()
      place[Symbol.dispose]()
    },
  }
})

test('[D2] every connection is durable: WAL and synchronous=FULL', async () => {
  using place = folder()
  const store = open(place.file)
  await store.ping()
  const db = new Database(place.file, { readonly: true })
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  db.close()
  await store.close()
})

test('[D5] a database that is damaged, no database, newer, a folder or out of reach is refused in one line and left as it was', async () => {
  using place = folder()
  await open(place.file).close()
  const whole = readFileSync(place.file)

  const make: Record<string, () => string> = {
    'is not a SQLite database': () => {
      const file = join(place.path, 'text.sqlite')
      writeFileSync(
        file,
        'this is a letter to my aunt, and not a database at all, as anyone can see at once\n'.repeat(20),
      )
      return file
    },
    'is damaged': () => {
      const file = join(place.path, 'damaged.sqlite')
      const bytes = Buffer.from(whole)
      bytes.fill(0xaa, 100, 8_000)
      writeFileSync(file, bytes)
      return file
    },
    'was written by a newer dialogd': () => {
      const file = join(place.path, 'newer.sqlite')
      writeFileSync(file, whole)
      const db = new Database(file)
      db.exec("insert into __drizzle_migrations (hash, created_at) values ('future', 99999999999999)")
      db.close()
      return file
    },
    'cannot be opened': () => place.path,
    'its folder does not exist': () => join(place.path, 'nowhere', 'dialogd.sqlite'),
  }
  for (const [text, prepare] of Object.entries(make)) {
    const file = prepare()
    const before = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file) : undefined
    let refusal: unknown
    try {
      open(file)
    } catch (error) {
      refusal = error
    }
    expect(refusal, text).toMatchObject({
      code: 'storage_unavailable',
      details: { about: expect.stringContaining(text) },
    })
    expect((refusal as Error).message, text).not.toContain('\n')
    if (before) expect(readFileSync(file).equals(before), text).toBe(true)
  }
})
