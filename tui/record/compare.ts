import type { WireFrame } from '../wire/entry.ts'
import { type Ids, kindOf } from './ids.ts'

/** A place where the live frame is not what was recorded. */
export interface Difference {
  /** JSON Pointer. */
  pointer: string
  recorded: unknown
  live: unknown
}

type Path = (string | number)[]

/** Fields that differ from run to run; where one of them is null in one frame only, that is told. */
export const volatile = ['date_created', 'date_read', 'rev', 'url', 'email', 'retry_after']

/** Compares two frames and learns from them which live ids stand for the recorded ones. */
export function compareFrames(recorded: WireFrame, live: WireFrame, ids: Ids, ignore: readonly string[]): Difference[] {
  const differences: Difference[] = []
  const event = String(recorded.event)
  const visit = (before: unknown, now: unknown, path: Path): void => {
    const name = path.findLast((part) => typeof part === 'string')
    if (name !== undefined && ignore.includes(name)) return
    if (name !== undefined && volatile.includes(name) && (before === null) === (now === null)) return
    const kind = path[0] === 'data' ? kindOf(event, path) : undefined
    if (kind && typeof before === 'number' && typeof now === 'number') {
      const known = ids.get(kind, before)
      if (known === undefined) ids.set(kind, before, now)
      else if (known !== now) differences.push({ pointer: pointerOf(path), recorded: known, live: now })
      return
    }
    const expected = placed(before, name, path, recorded, ids, now)
    if (expected !== undefined) {
      if (expected !== now) differences.push({ pointer: pointerOf(path), recorded: expected, live: now })
      return
    }
    if (isTree(before) && isTree(now) && Array.isArray(before) === Array.isArray(now)) {
      for (const key of new Set([...Object.keys(before), ...Object.keys(now)]))
        visit(before[key], now[key], [...path, Array.isArray(before) ? Number(key) : key])
      return
    }
    if (before !== now) differences.push({ pointer: pointerOf(path), recorded: before, live: now })
  }
  visit(recorded, live, [])
  return differences
}

/** What a `seq`, a total of messages or a `uid` must be there, where it is one; it follows from what came before. */
function placed(
  value: unknown,
  name: string | undefined,
  path: Path,
  recorded: WireFrame,
  ids: Ids,
  live: unknown,
): string | number | undefined {
  if (name === 'uid' && path[0] === 'data' && typeof value === 'string' && value !== '') return ids.uid(value)
  if (typeof value !== 'number' || typeof live !== 'number') return undefined
  if (name === 'seq') {
    const message = path.slice(0, -1).reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], recorded)
    const { dialog } = message as { dialog?: unknown }
    return typeof dialog === 'number' ? ids.seq(dialog, value, live) : undefined
  }
  if (path.join('/') !== 'meta/total' || recorded.event !== 'dialogs.messages.load') return undefined
  const [first] = Array.isArray(recorded.data) ? recorded.data : []
  return typeof first?.dialog === 'number' ? ids.seq(first.dialog, value) : undefined
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const pointerOf = (path: Path) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
