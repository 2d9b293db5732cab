import { createHmac } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../src/config.ts'

/** What a running server leaves in its data folder, so that other commands find it. */
interface RunningServer {
  /** `ws://host:port/ws/` */
  url: string
  pid: number
  /** Names the secret without telling it; null where tokens are verified with a public key. */
  key_id: string | null
}

const pathOf = (data_dir: string) => join(data_dir, 'server.json')

/** Commands that mint tokens compare it with their own, because tokens of another secret are of no use. */
export const keyId = ({ jwt_secret }: Config): string | null =>
  jwt_secret && createHmac('sha256', jwt_secret).update('dialogd key id').digest('hex').slice(0, 8)

/** Writes the file; returns what removes it again, unless another server has taken its place. */
export function announce(config: Config, url: string): () => void {
  const path = pathOf(config.data_dir)
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ url, pid: process.pid, key_id: keyId(config) })}\n`, { mode: 0o600 })
  renameSync(draft, path)
  return () => {
    if (read(path)?.pid === process.pid) rmSync(path, { force: true })
  }
}

/** The server that runs on this data folder, if one does; a file that a killed server left does not count. */
export function findServer(data_dir: string): RunningServer | undefined {
  const server = read(pathOf(data_dir))
  return server && isAlive(server.pid) ? server : undefined
}

function read(path: string): RunningServer | undefined {
  try {
    const { url, pid, key_id } = JSON.parse(readFileSync(path, 'utf8')) as RunningServer
    return typeof url === 'string' && Number.isInteger(pid) && pid > 0 ? { url, pid, key_id } : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
