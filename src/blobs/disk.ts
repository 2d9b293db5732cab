import { createHash, randomBytes } from 'node:crypto'
import { constants, type Dirent } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Blobs, ByteRange, NewBlob } from '../ports/blobs.ts'
import { Refusal } from '../protocol/index.ts'

const KEY = /^[0-9a-f]{32}$/
const SHARD = /^[0-9a-f]{2}$/
/** Inside the folder of the blobs, so that a rename moves no bytes. */
const TEMPORARY = 'tmp'
/** Longer than any upload may take: what is older was left by a process whose number another one has now. */
const FORGOTTEN_MS = 3_600_000

/** Blobs as files `<folder>/<2 characters>/<key>`, readable by this user only. The folder is made by the first put. */
export function diskBlobs(folder: string): Blobs {
  /** The names of the files that are being written here; they begin with the number of this process. */
  const drafts = new Set<string>()
  const known = new Set<string>()
  const shardOf = (key: string) => join(folder, key.slice(0, 2))
  const pathOf = (key: string) => join(shardOf(key), key)

  /** Makes a folder that survives power loss, once. */
  async function ensure(path: string, parent: string): Promise<void> {
    if (known.has(path)) return
    if (await mkdir(path, { recursive: true, mode: 0o700 })) await syncFolder(parent)
    known.add(path)
  }

  async function put(content: AsyncIterable<Uint8Array>, limit: number): Promise<NewBlob> {
    const key = randomBytes(16).toString('hex')
    const name = `${process.pid}.${key}`
    const draft = join(folder, TEMPORARY, name)
    drafts.add(name)
    try {
      const file = await disk(async () => {
        await ensure(folder, join(folder, '..'))
        await ensure(join(folder, TEMPORARY), folder)
        return open(draft, 'wx', 0o600)
      })
      let written: Omit<NewBlob, 'key'>
      try {
        written = await copy(content, file, limit)
        await disk(() => file.sync())
      } finally {
        await file.close()
      }
      await disk(async () => {
        await ensure(shardOf(key), folder)
        await rename(draft, pathOf(key))
        await syncFolder(shardOf(key))
      })
      return { key, ...written }
    } catch (error) {
      // Somebody may have removed a folder that is known to be there; the next put makes it again.
      known.clear()
      for (const path of [draft, pathOf(key)]) await rm(path, { force: true }).catch(() => {})
      throw error
    } finally {
      drafts.delete(name)
    }
  }

  return {
    put,
    async get(key: string, range?: ByteRange) {
      if (!KEY.test(key)) return undefined
      const file = await disk(() => orMissing(open(pathOf(key), constants.O_RDONLY | constants.O_NOFOLLOW)))
      return file?.createReadStream(range)
    },
    async find(key) {
      if (!KEY.test(key)) return undefined
      const found = await disk(() => orMissing(stat(pathOf(key))))
      return found && { key, size: found.size }
    },
    async remove(key) {
      if (KEY.test(key)) await disk(() => rm(pathOf(key), { force: true }))
    },
    async *list() {
      for (const shard of await entries(folder, (entry) => entry.isDirectory() && SHARD.test(entry.name))) {
        const isBlob = ({ name }: Dirent) => KEY.test(name) && name.startsWith(shard)
        for (const key of await entries(join(folder, shard), isBlob)) {
          const found = await disk(() => orMissing(stat(pathOf(key))))
          if (found) yield { key, size: found.size, put_at: found.mtimeMs }
        }
      }
    },
    async sweep() {
      const place = join(folder, TEMPORARY)
      for (const name of await entries(place, (entry) => entry.isFile())) {
        if (drafts.has(name)) continue
        const found = await disk(() => orMissing(stat(join(place, name))))
        const forgotten = found && Date.now() - found.mtimeMs > FORGOTTEN_MS
        if (forgotten || !isRunning(Number.parseInt(name, 10))) await disk(() => rm(join(place, name), { force: true }))
      }
    },
  }
}

/** Writes chunk by chunk; a chunk is asked for when the one before is with the system, so that nothing piles up. */
async function copy(content: AsyncIterable<Uint8Array>, file: FileHandle, limit: number) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > limit) throw new Refusal('file_too_large')
    hash.update(chunk)
    await disk(() => file.writeFile(chunk))
  }
  return { size, sha256: hash.digest('hex') }
}

/** Whether another process with this number is there. This one's own number was an earlier process's before. */
function isRunning(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A rename survives power loss only when its folder does. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** The names in a folder, sorted; none where there is no folder. */
async function entries(path: string, fits: (entry: Dirent) => boolean): Promise<string[]> {
  const found = (await disk(() => orMissing(readdir(path, { withFileTypes: true })))) ?? []
  return found
    .filter(fits)
    .map(({ name }) => name)
    .sort()
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** What the file system refuses is `storage_unavailable`. */
async function disk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw new Refusal('storage_unavailable', { about: `the files: ${error.message}` })
  }
}
