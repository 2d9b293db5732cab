import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createFileUrls } from './auth/file-urls.ts'
import { createSigner } from './auth/signatures.ts'
import { createTokens } from './auth/tokens.ts'
import { createUnsubscribeUrls } from './auth/unsubscribe-urls.ts'
import { contentTypeOf } from './blobs/content-type.ts'
import { diskBlobs } from './blobs/disk.ts'
import { localBus } from './bus/local.ts'
import { ensureUrlSecret } from './config/secret.ts'
import type { Config } from './config.ts'
import { createGateway } from './gateway/gateway.ts'
import { type Timings, timings } from './gateway/timings.ts'
import { endConnections } from './http/closing.ts'
import { createMetrics } from './http/metrics.ts'
import { createHttp } from './http/server.ts'
import { calm } from './log/calm.ts'
import { createLog } from './log/pino.ts'
import { compose } from './mail/compose.ts'
import { emlMailer } from './mail/eml.ts'
import { probe } from './mail/probe.ts'
import { smtpMailer } from './mail/smtp.ts'
import { type MailTimings, mailTimings } from './mail/timings.ts'
import { MailWorker } from './mail/worker.ts'
import { render } from './markdown/render.ts'
import type { Blobs } from './ports/blobs.ts'
import type { Clock, Log } from './ports/runtime.ts'
import type { Store } from './ports/store.ts'
import type { Tokens } from './ports/tokens.ts'
import { type Message, Refusal, type RequestOf } from './protocol/index.ts'
import { openSqliteStore } from './store/sqlite/store.ts'
import { daily } from './usecases/daily.ts'
import { create } from './usecases/dialogs.messages.create.ts'
import { checkFiles, type FileFinding } from './usecases/files.check.ts'
import { type Collected, collectFiles } from './usecases/files.collect.ts'
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
  /** FL3: where rows and files do not agree. */
  checkFiles(): AsyncIterable<FileFinding>
  /** FL3: removes files that nobody can reach, as the server does when it starts and once a day. */
  collectFiles(): Promise<Collected>
  /** Sends a mail to see whether mails leave; rejects with `MailFailure`. */
  sendTestMail(to: string): Promise<void>
  /** Whether mails would be accepted; rejects with `MailFailure`. */
  checkMail(): Promise<void>
  /** How many WebSockets are open. */
  sockets(): number
}

/** What tests put in place of the real thing. */
export interface Overrides {
  clock?: Clock
  timings?: Partial<Timings>
  mail_timings?: Partial<MailTimings>
  log?: Log
  /** Wraps the place where files are kept. */
  blobs?: (disk: Blobs) => Blobs
}

/** How long mails that were sent or not needed stay listed, in milliseconds. */
const MAIL_KEPT_MS = 30 * 86_400_000

/** What the log says of a data folder that has lost its `url-secret`. */
const NEW_SECRET =
  'url-secret was missing and has been made anew: file addresses and unsubscribe links given out before are void; restore it from a backup to make them valid'

/** The composition root: the only place that knows which adapter stands behind which port. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? { now: Date.now }
  const ids = { next: randomUUID }
  const log = calm(overrides.log ?? (await createLog(config)))
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 })
  let base = config.public_url ?? addressOf(config.host, config.port)
  const database = join(config.data_dir, 'dialogd.sqlite')
  const url_secret = ensureUrlSecret(config)
  if (url_secret.made && existsSync(database))
    log.warn({ code: 'url_secret_missing', path: url_secret.path }, NEW_SECRET)
  const signer = createSigner(url_secret.secret)
  const file_urls = createFileUrls(signer, clock, () => base)
  const unsubscribe_urls = createUnsubscribeUrls(signer, () => base)
  const store = openSqliteStore(database, ids, file_urls.mint)
  const disk = diskBlobs(join(config.data_dir, 'files'))
  const blobs = overrides.blobs?.(disk) ?? disk
  const tokens = createTokens(tokenOptions(config), clock)
  const bus = localBus()
  const publisher = new Publisher(bus, () => worker.wake())
  const deps = { store, blobs, contentTypeOf, clock, publisher, render, mail_digest: config.mail_digest }
  const gate = { store, tokens, clock, provision: config.provision }
  const rates = new RateLimits(config.rate_limit)
  const pauses = { ...timings, ...overrides.timings }
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
    timings: pauses,
    isDraining,
    onClosed: metrics.closed,
  })
  const reading = { store, blobs, file_urls, clock, log }
  const mail_pauses = { ...mailTimings, ...overrides.mail_timings }
  const { smtp_url } = config
  const mailer = smtp_url === null ? emlMailer(join(config.data_dir, 'mail')) : smtpMailer(smtp_url, mail_pauses)
  const composing = { ...config, unsubscribeUrl: unsubscribe_urls.mint }
  const worker = new MailWorker({
    outbox: store.outbox,
    mailer,
    compose: (job) => compose(job, composing),
    clock,
    log,
    per_hour: config.mail_per_hour,
    timings: mail_pauses,
  })
  const purging = daily(() => store.outbox.purge(clock.now() - MAIL_KEPT_MS), log)
  const collecting = daily((signal) => collectFiles(reading, signal), log)
  const http = createHttp({
    gate,
    deps,
    reading,
    unsubscribe_urls,
    rates,
    metrics,
    log,
    locale: config.locale,
    isDraining,
    web: { example: config.example, base: () => base },
    timings: pauses,
  })
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
      base = config.public_url ?? addressOf(config.host, port)
      collecting.start()
      purging.start()
      worker.start()
      return { host, port, url: `ws://${host}:${port}/ws/` }
    },
    checkFiles: () => checkFiles(store, blobs),
    collectFiles: () => collectFiles(reading),
    sendTestMail: (to) => mailer.send(probe(config.mail_from, to, ids.next())),
    checkMail: () => mailer.verify(),
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
      await collecting.stop()
      await purging.stop()
      const ended = endConnections(http.server, pauses.finish_within)
      await gateway.close()
      await http.close()
      ended()
      await worker.stop()
      await store.close()
    },
  }
}

/** What URLs begin with where none is configured; "any address" is this machine's own. */
function addressOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
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
