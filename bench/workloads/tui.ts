import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Flood } from '../frame-source.ts'
import { cpuMicros, machineMicros, residentBytes } from '../process-cpu.ts'
import { answerOf, end, forkModule, freshFolder, root } from '../processes.ts'
import { Pty } from '../pty.ts'
import type { Workload } from '../workload.ts'

const PER_SECOND = 1_000
const SECONDS = 45
const COLUMNS = 100
const ROWS = 30
const KEY_EVERY_MS = 250
/** How much longer than planned the frames may take, and how long until the last of them is on the screen. */
const SLACK_MS = 15_000

/** A token is only read for the user's name; the source of frames looks at none. */
const TOKEN = `e30.${Buffer.from('{"user_id":1,"first_name":"Anna"}').toString('base64url')}.sig`

/** The tester in a real terminal while frames pour in: what it takes, how soon a key shows, and that nothing is lost. */
export const tui: Workload = {
  about: `the tester at ${COLUMNS}x${ROWS}, ${PER_SECOND} frames a second`,
  async run({ profile, seconds = SECONDS }) {
    const folder = freshFolder()
    const token = join(folder, 'token')
    writeFileSync(token, TOKEN)
    const source = forkModule('frame-source.ts')
    const { url } = await answerOf<{ url: string }>(source)
    const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
    const program = [process.execPath, ...flags, join(root, 'cli/main.mjs')]
    const args = [...program, 'tui', '--url', url, '--token-file', token]
    const pty = new Pty(args, { columns: COLUMNS, rows: ROWS }, folder)
    const first_paint = await pty.shows('1 Log')
    await pty.shows('connected as user 1')
    const { pid } = pty

    pty.type('i')
    await pty.shows('send')
    pty.type('\u001b[B')
    await pty.shows('› body')
    const flood: Flood = { per_second: PER_SECOND, seconds }
    const done = answerOf<{ sent: number }>(source, flood, seconds * 1_000 + SLACK_MS)
    const reading = () => ({ at: performance.now() * 1_000, own: cpuMicros(pid), machine: machineMicros() })
    const before = reading()
    const resident: number[] = []
    const sampler = setInterval(() => resident.push(residentBytes(pid) / 1e6), 1_000)
    const keys: number[] = []
    let over = false
    void done.finally(() => (over = true))
    for (let n = 0; !over; n += 1) {
      await wait(KEY_EVERY_MS * (0.5 + Math.random()))
      keys.push(await typeOne(pty, n))
    }
    const { sent } = await done
    clearInterval(sampler)
    const after = reading()
    const took = after.at - before.at
    const cpu = (after.own - before.own) / took
    const others = (after.machine - before.machine) / took - cpu
    const lost = await missing(pty, sent)
    pty.type('\u0003')
    await pty.ended()
    await end(source)

    const sorted = keys.toSorted((a, b) => a - b)
    const quantile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!
    const rss_mb = Math.max(...resident)
    const [p50, p95] = [quantile(0.5), quantile(0.95)]
    const every = Math.ceil(resident.length / 10)
    const course = resident.filter((_, second) => second % every === every - 1).map((mb) => mb.toFixed(0))
    return {
      rows: [{ workload: 'tui', subject: `${seconds} s`, per_second: PER_SECOND, key_p50: p50, key_p95: p95, rss_mb }],
      bars: [
        { what: 'share of a core', value: cpu, at_most: 0.4 },
        { what: 'ms from a key to the screen, p95', value: p95, at_most: 80 },
        { what: 'MB resident at most', value: rss_mb, at_most: 220 },
        { what: 'frames lost', value: lost, at_most: 0 },
        { what: 'ms to the first paint', value: first_paint, at_most: 1_000 },
      ],
      notes: [
        `tui: ${keys.length} keys; MB every ${every} s: ${course.join(' ')}`,
        `tui: other processes, and what feeds and reads the screen, used ${others.toFixed(2)} of a core`,
      ],
    }
  },
}

/** Types a character into a form; it is there when the whole text is drawn. No frame holds the beginning. */
async function typeOne(pty: Pty, number: number): Promise<number> {
  const at = number % 20
  const typed = `QJX${String.fromCharCode(...Array.from({ length: at + 1 }, (_, index) => 0x61 + index))}`
  pty.type(at === 0 ? `\u0015${typed}` : typed.at(-1)!)
  return pty.shows(typed)
}

/** How many of the frames that were sent are neither in the log nor among those it says it let go. */
async function missing(pty: Pty, sent: number): Promise<number> {
  const until = performance.now() + SLACK_MS
  for (;;) {
    const lost = sent - inLog(pty.text)
    if (lost === 0 || performance.now() > until) return lost
    await wait(100)
  }
}

/** The log has a line more than frames came: that it is connected. */
function inLog(text: string): number {
  const [, kept, gone] = /([\d,]+) frames(?: · ([\d,]+) older let go)?/.exec(text) ?? []
  const number = (digits = '0') => Number(digits.replaceAll(',', ''))
  return number(kept) + number(gone) - 1
}
