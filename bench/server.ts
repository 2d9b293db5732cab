import { join } from 'node:path'
import { end, root, spawnNode } from './processes.ts'

/** A server under load: where it listens and which process it is. */
export interface Target {
  /** `ws://127.0.0.1:port/ws/` */
  url: string
  pid: number
  end(): Promise<void>
}

/** What the server is started with; `prepare` opens the same data with the same settings. */
export const settingsOf = (folder: string): Record<string, string> => ({
  DIALOGD_DATA_DIR: folder,
  DIALOGD_JWT_SECRET_FILE: join(folder, 'secret'),
  DIALOGD_RATE_LIMIT: 'off',
  DIALOGD_PORT: '0',
})

/** Starts the server as users do, on a data folder that holds the secret; `profile` keeps a CPU profile in that folder. */
export async function startServer(
  folder: string,
  profile?: string,
  checkout = root,
  settings: Record<string, string> = {},
): Promise<Target> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('DIALOGD_'))
  // As under npm, a server whose parent is gone ends by itself.
  const env = {
    ...Object.fromEntries(inherited),
    ...settingsOf(folder),
    ...settings,
    npm_lifecycle_event: 'bench',
  }
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : []
  const child = spawnNode([...flags, join(checkout, 'cli', 'main.mjs'), 'serve'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stderr!.setEncoding('utf8').on('data', (text) => (err = `${err}${text}`.slice(-4_096)))
  const url = await new Promise<string>((resolve, reject) => {
    const failed = () => reject(new Error(`the server did not start: ${err || out}`))
    const late = setTimeout(failed, 15_000)
    child.once('exit', failed)
    child.stdout!.setEncoding('utf8').on('data', (text) => {
      out += text
      const [, found] = /^listening on (ws:\S+)$/m.exec(out) ?? []
      if (!found) return
      clearTimeout(late)
      resolve(found)
    })
  })
  return { url, pid: child.pid!, end: () => end(child) }
}
