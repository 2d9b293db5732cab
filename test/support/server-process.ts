import { createApp } from '../../src/app.ts'
import { type Config, defaultConfig } from '../../src/config.ts'
import type { MailTimings } from '../../src/mail/timings.ts'

export interface ServerOptions {
  config?: Partial<Config>
  mail_timings?: Partial<MailTimings>
  /** How many milliseconds its clock is ahead. */
  ahead?: number
}

/**
 * A server in a process of its own, to be measured and killed:
 * `node server-process.ts <data folder> <secret> <users> [<ServerOptions as JSON>]`.
 */
const [data_dir = '', jwt_secret = '', users = '1', options = '{}'] = process.argv.slice(2)
const { config, mail_timings = {}, ahead = 0 } = JSON.parse(options) as ServerOptions
const log = { debug() {}, info() {}, warn() {}, error: (fields: object, line: string) => console.error(line, fields) }
const app = await createApp(defaultConfig({ data_dir, jwt_secret, port: 0, rate_limit: null, ...config }), {
  log,
  mail_timings,
  clock: { now: () => Date.now() + ahead },
})
const tokens: string[] = []
for (let id = 1; id <= Number(users); id += 1) {
  if (!(await app.store.users.find(id))) await app.store.users.add({ id, at: Date.now() })
  tokens.push(app.tokens.mint({ user_id: id, ttl: 3_600_000 }))
}
const { url } = await app.listen()
console.log(JSON.stringify({ http: url.replace('ws:', 'http:').replace('/ws/', ''), tokens }))
