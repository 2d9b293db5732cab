import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asset, packed } from '../../assets.ts'
import { Refusal } from '../../protocol/index.ts'

/** What the build packs the addon of better-sqlite3 as. */
export const ADDON = 'better_sqlite3.node'

let loaded: string | undefined

/**
 * The option that tells better-sqlite3 where its addon is: nowhere special in a checkout; in a packed program the addon
 * it carries, which must be a file to be loaded. Refuses `temporary_folder_unusable`.
 */
export function nativeBinding(): { nativeBinding?: string } {
  if (!packed) return {}
  loaded ??= load(unpack(asset(ADDON)))
  return { nativeBinding: loaded }
}

/**
 * Writes the addon to a folder that only this user can reach, once; another version has another name. What lies there
 * and is not the addon, byte for byte, is replaced and never loaded. Returns the file's path.
 */
export function unpack(bytes: Buffer, temporary = tmpdir()): string {
  // Windows has no user numbers; its temporary folder is the user's own.
  const uid = process.getuid?.()
  const folder = join(temporary, uid === undefined ? 'dialogd' : `dialogd-${uid}`)
  const file = join(folder, `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.node`)
  return usable(folder, () => {
    mkdirSync(temporary, { recursive: true })
    makePrivate(folder, uid)
    if (!isSame(file, bytes)) write(file, bytes)
    return file
  })
}

function makePrivate(folder: string, uid: number | undefined): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(folder)
  const mine = uid === undefined || (found.uid === uid && (found.mode & 0o077) === 0)
  if (!found.isDirectory() || !mine) throw new Error('it is not a folder that only this user can reach')
}

function isSame(file: string, bytes: Buffer): boolean {
  let descriptor: number
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  } catch {
    return false
  }
  try {
    return fstatSync(descriptor).isFile() && readFileSync(descriptor).equals(bytes)
  } finally {
    closeSync(descriptor)
  }
}

function write(file: string, bytes: Buffer): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    // Fails where anything lies there already.
    const descriptor = openSync(draft, 'wx', 0o500)
    try {
      writeFileSync(descriptor, bytes)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
}

function load(file: string): string {
  const module = { exports: {} }
  usable(file, () => process.dlopen(module, file))
  // better-sqlite3 takes the loaded addon as well as its path; its types know of the path only.
  return module.exports as string
}

function usable<T>(path: string, use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw new Refusal('temporary_folder_unusable', { about: `${path}: ${(error as Error).message.split('\n')[0]}` })
  }
}
