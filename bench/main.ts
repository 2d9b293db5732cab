/*
 * `npm run bench [-- workload… --json --profile FOLDER --seconds N]`: measures the server as users run it, and the yardsticks in the
 * same run. Exits with 1 where a bar is missed; docs/performance.md says what the figures mean.
 */
import { mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { cleanUp, cleanUpNow } from './processes.ts'
import { table } from './table.ts'
import { type Bar, holds, type Outcome, type Workload } from './workload.ts'
import { create } from './workloads/create.ts'
import { idle } from './workloads/idle.ts'
import { mail } from './workloads/mail.ts'
import { start } from './workloads/start.ts'
import { tui } from './workloads/tui.ts'

const workloads: Record<string, Workload> = { create, idle, mail, start, tui }
/** What is measured where no workload is named: the server. */
const usual = ['create', 'idle', 'mail']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, profile: { type: 'string' }, seconds: { type: 'string' } },
})
const names = positionals.length > 0 ? positionals : usual
const seconds = values.seconds === undefined ? undefined : Number(values.seconds)
/** Whatever hangs, the run ends. */
const DEADLINE_MS = 115_000 + (seconds ?? 0) * 1_000
const unknown = names.find((name) => !Object.hasOwn(workloads, name))
if (unknown !== undefined) stop(2, `there is no workload ${unknown}; there are ${Object.keys(workloads).join(', ')}`)
if (seconds !== undefined && !(seconds >= 1)) stop(2, '--seconds is a number, 1 or more')
if (process.platform !== 'linux') stop(2, 'CPU time is read from /proc, so this runs on Linux only')

process.on('SIGINT', () => stop(130, 'interrupted'))
process.on('SIGTERM', () => stop(143, 'interrupted'))
setTimeout(() => stop(1, `not done in ${DEADLINE_MS / 1_000} s`), DEADLINE_MS).unref()

const profile = values.profile === undefined ? undefined : resolve(values.profile)
if (profile) mkdirSync(profile, { recursive: true })
const total: Outcome = { rows: [], bars: [], notes: [] }
try {
  for (const name of names) {
    const { about, run } = workloads[name]!
    if (!values.json) console.error(`${name}: ${about} …`)
    const { rows, bars, notes } = await run({ profile, seconds })
    total.rows.push(...rows)
    total.bars.push(...bars)
    total.notes.push(...notes)
  }
  await cleanUp()
} catch (error) {
  stop(1, error instanceof Error ? error.message : String(error))
}

const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version }
if (values.json) console.log(JSON.stringify({ machine, ...total, ok: total.bars.every(holds) }, null, 2))
else {
  console.log(`\n${table(total.rows)}\n`)
  for (const note of total.notes) console.log(note)
  console.log(`${machine.cpus} × ${machine.model}, Node ${machine.node}\n`)
  for (const bar of total.bars) console.log(verdict(bar))
}
process.exitCode = total.bars.every(holds) ? 0 : 1

function verdict(bar: Bar): string {
  const limit = bar.at_most === undefined ? `at least ${bar.at_least}` : `at most ${bar.at_most}`
  return `${holds(bar) ? 'ok    ' : 'MISSED'} ${bar.what}: ${Number(bar.value.toPrecision(4))} (${limit})`
}

function stop(code: number, why: string): never {
  cleanUpNow()
  console.error(`bench: ${why}`)
  process.exit(code)
}
