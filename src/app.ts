import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { createTokens } from './auth/tokens.ts'
import { localBus } from './bus/local.ts'
import type { Config } from './config.ts'
import { createGateway } from './gateway/gateway.ts'
import { type Timings, timings } from './gateway/timings.ts'
import { createMetrics } from './http/metrics.ts'
import { createHttp } from './http/server.ts'
import { render } from './markdown/render.ts'
import type { Clock, Log } from './ports/runtime.ts'
import type { Store } from './ports/store.ts'
import type { Tokens } from './ports/tokens.ts'
import { type Message, Refusal, type RequestOf } from './protocol/index.ts'
import { openSqliteStore } from './store/sqlite/store.ts'
import { create } from './usecases/dialogs.messages.create.ts'
import { publishForeign } from './usecases/foreign.ts'
import { Publisher } from './usecases/publisher.ts'
import { RateLimits } from './usecases/rate-limits.ts'
import { run } from './usecases/run.ts'

export interface App {
  /** Opens the port. Rejects where it is taken or not allowed. */
  listen(): Promise<{ host: string; port: number; url: string }>
  /** CN5: stops accepting, finishes what was acknowledged, closes every socket with 1012, then the store. */
  close(): Promise<void>
  store: Store
  tokens: Tokens
  clock: Clock
  /** Writes a message as `author_id`, by the same way as a request on a socket. */
  createMessage(author_id: number, request: RequestOf<'dialogs.messages.create'>): Promise<Message>
  /** How many WebSockets are open. */
  sockets(): number
}

/** What tests put in place of the real thing. */
export interface Overrides {
  clock?: Clock
  timings?: Partial<Timings>
  log?: Log
}

/** The composition root: the only place that knows which adapter stands behind which port. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? { now: Date.now }
  const ids = { next: randomUUID }
  const log = overrides.log ?? createLog(config)
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 })
  const fileUrl = ({ id }: { id: number }) => `/files/${id}`
  const store = openSqliteStore(join(config.data_dir, 'dialogd.sqlite'), ids, fileUrl)
  const tokens = createTokens(tokenOptions(config), clock)
  const bus = localBus()
  const publisher = new Publisher(bus)
  const deps = { store, clock, publisher, render, mail_digest: config.mail_digest }
  const gate = { store, tokens, clock, provision: config.provision }
  const rates = new RateLimits(config.rate_limit)
  let draining = false
  const isDraining = () => draining

  const metrics = createMetrics(() => gateway.size)
  const gateway = createGateway({
    ...config,
    gate,
    bus,
    dispatch: { deps, rates, log, onAnswered: metrics.answered },
    ids,
    log,
    timings: { ...timings, ...overrides.timings },
    isDraining,
    onClosed: metrics.closed,
  })
  const http = createHttp({ gate, deps, rates, metrics, log, locale: config.locale, isDraining })
  gateway.attach(http.server)
  store.onForeignChanges((changes) => publishForeign(changes, publisher, bus))

  return {
    store,
    tokens,
    clock,
    async listen() {
      await http.listen({ host: config.host, port: config.port })
      const { address, port } = http.server.address() as AddressInfo
      const host = address.includes(':') ? `[${address}]` : address
      return { host, port, url: `ws://${host}:${port}/ws/` }
    },
    sockets: () => gateway.size,
    async createMessage(author_id, request) {
      const user = await store.users.find(author_id)
      if (!user) throw new Refusal('user_not_found', { about: `no user ${author_id}` })
      const { data } = await run(deps, create, { user, locale: config.locale }, request)
      return data
    },
    async close() {
      if (draining) return
      draining = true
      await gateway.close()
      await http.close()
      await store.close()
    },
  }
}

function createLog({ log_level, log_format }: Config): Log {
  const pretty = log_format === 'pretty' || (log_format === null && process.stderr.isTTY)
  const destination = pino.destination({ dest: 2, sync: true })
  const base = { level: log_level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }
  const transport = { target: 'pino-pretty', options: { destination: 2, colorize: true, translateTime: 'HH:MM:ss.l' } }
  return pretty ? pino({ ...base, transport }) : pino(base, destination)
}

function tokenOptions(config: Config) {
  const optional = <T>(value: T | null): T | undefined => value ?? undefined
  return {
    algorithm: config.jwt_algorithm,
    secret: optional(config.jwt_secret),
    previous_secret: optional(config.jwt_previous_secret),
    public_key: optional(config.jwt_public_key),
    issuer: optional(config.jwt_issuer),
    audience: optional(config.jwt_audience),
  }
}
