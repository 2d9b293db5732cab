import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp, type Overrides } from '../../src/app.ts'
import { type Config, defaultConfig } from '../../src/config.ts'
import type { Log } from '../../src/ports/runtime.ts'
import type { UserRecord } from '../../src/ports/store.ts'
import { Peer } from './peer.ts'
import { answered } from './rest-contract.ts'

/** Key of every test world; long enough to be accepted, marked so that a leak is found. */
export const SECRET = 'test-secret-that-must-never-be-shown-0123456789'

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** A person of a test: a user with a token, and the sockets opened as them. */
export interface Person extends UserRecord {
  token: string
  /** Opens a socket and waits until it is open. */
  connect(options?: { headers?: Record<string, string>; query?: string }): Promise<Peer>
}

/** A real server on a free port, with a real database in a folder of its own. */
export interface World extends AsyncDisposable {
  app: App
  config: Config
  /** `ws://127.0.0.1:port/ws/` */
  url: string
  /** `http://127.0.0.1:port` */
  http: string
  database: string
  person(first_name: string, more?: Partial<UserRecord>): Promise<Person>
  dialog(...people: Person[]): Promise<number>
  /** Two people, their dialog, and an open socket for each. */
  pair(): Promise<{ anna: Person; boris: Person; dialog: number; a: Peer; b: Peer }>
  post(path: string, body: unknown, token?: string, headers?: Record<string, string>): Promise<Response>
}

export async function startWorld(own: Partial<Config> = {}, overrides: Overrides = {}): Promise<World> {
  const data_dir = own.data_dir ?? (await mkdtemp(join(tmpdir(), 'dialogd-test-')))
  const config = defaultConfig({ port: 0, jwt_secret: SECRET, rate_limit: null, ...own, data_dir })
  const app = await createApp(config, { log: silent, ...overrides })
  const { url } = await app.listen()
  const http = url.replace('ws:', 'http:').replace('/ws/', '')

  const world: World = {
    app,
    config,
    url,
    http,
    database: join(data_dir, 'dialogd.sqlite'),
    async person(first_name, more = {}) {
      const email = `${first_name}@example.com`
      const user = await app.store.users.add({ email, first_name, at: app.clock.now(), ...more })
      const token = app.tokens.mint({ user_id: user.id, ttl: 3_600_000 })
      const connect: Person['connect'] = ({ headers = {}, query = '' } = {}) =>
        new Peer(`${url}?token=${token}${query}`, { headers }).opened()
      return { ...user, token, connect }
    },
    async dialog(...people) {
      const { id } = await app.store.dialogs.create({ user_ids: people.map(({ id }) => id), at: app.clock.now() })
      return id
    },
    async pair() {
      const boris = await world.person('boris')
      const anna = await world.person('anna', { reviewer_id: boris.id })
      const dialog = await world.dialog(anna, boris)
      return { anna, boris, dialog, a: await anna.connect(), b: await boris.connect() }
    },
    async post(path, body, token, headers = {}) {
      const authorization: Record<string, string> = token ? { authorization: `JWT ${token}` } : {}
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const all = { 'content-type': 'application/json', ...authorization, ...headers }
      const response = await fetch(`${http}${path}`, { method: 'POST', body: text, headers: all })
      await answered('POST', response)
      return response
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      // A folder that was handed in belongs to another world, which still works in it.
      if (own.data_dir === undefined) await rm(data_dir, { recursive: true, force: true })
    },
  }
  return world
}
