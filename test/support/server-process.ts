import { createApp } from '../../src/app.ts'
import { defaultConfig } from '../../src/config.ts'

/** A server in a process of its own, to be measured and killed: `node server-process.ts <data folder> <secret> <users>`. */
const [data_dir = '', jwt_secret = '', users = '1'] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn() {}, error: (fields: object, line: string) => console.error(line, fields) }
const app = await createApp(defaultConfig({ data_dir, jwt_secret, port: 0, rate_limit: null }), { log })
const tokens: string[] = []
for (let id = 1; id <= Number(users); id += 1) {
  if (!(await app.store.users.find(id))) await app.store.users.add({ id, at: Date.now() })
  tokens.push(app.tokens.mint({ user_id: id, ttl: 3_600_000 }))
}
const { url } = await app.listen()
console.log(JSON.stringify({ http: url.replace('ws:', 'http:').replace('/ws/', ''), tokens }))
