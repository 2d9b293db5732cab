import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { prepareFolder, preparePairs } from '../prepare.ts'
import { end, freshFolder, root, spawnTracked } from '../processes.ts'
import { settingsOf } from '../server.ts'
import { median, type Row, type Workload } from '../workload.ts'

const TIMES = 9

/** P9, in small: how long the one binary takes to help, and to its first answer on a socket. */
export const start: Workload = {
  about: `the one binary, ${TIMES} times each: --help, and from its start to the first answered frame`,
  async run() {
    const binary = join(root, 'dist/dialogd')
    if (!existsSync(binary)) throw new Error('there is no dist/dialogd: npm run build')
    const folder = freshFolder()
    prepareFolder(folder)
    const [pair] = await preparePairs(folder, 1)
    const env = { PATH: process.env.PATH, ...settingsOf(folder) }
    const [help, answered]: [number[], number[]] = [[], []]
    for (let n = 0; n <= TIMES; n++) {
      const began = performance.now()
      spawnSync(binary, ['--help'], { env, cwd: folder })
      const helped = performance.now() - began
      const took = await firstAnswer(binary, env, folder, pair!.sender.token)
      // The first time it is read from the disk.
      if (n > 0) [help, answered].forEach((all, index) => void all.push([helped, took][index]!))
    }
    const row = (subject: string, all: number[]): Row => ({
      workload: 'start',
      subject,
      took_p50: median(all),
      took_max: Math.max(...all),
    })
    return {
      rows: [row('--help', help), row('first answer', answered)],
      bars: [
        { what: 'ms of --help', value: median(help), at_most: 300 },
        { what: 'ms to the first answered frame', value: median(answered), at_most: 600 },
      ],
      notes: [],
    }
  },
}

/** Milliseconds from the start of the process to the answer of a client that was waiting for it. */
async function firstAnswer(
  binary: string,
  env: Record<string, string | undefined>,
  cwd: string,
  token: string,
): Promise<number> {
  const began = performance.now()
  const server = spawnTracked(binary, ['serve'], { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  const url = await new Promise<string>((resolve, reject) => {
    let out = ''
    server.once('exit', () => reject(new Error(`the server did not start: ${out}`)))
    server.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const [, found] = /^listening on (ws:\S+)$/m.exec(out) ?? []
      if (found) resolve(found)
    })
  })
  const took = await new Promise<number>((resolve, reject) => {
    const socket = new WebSocket(`${url}?token=${token}`)
    socket.once('open', () => socket.send('{"event":"notifications.dialogs.count"}'))
    socket.once('message', () => {
      resolve(performance.now() - began)
      socket.close()
    })
    socket.once('error', reject)
  })
  await end(server)
  return took
}
