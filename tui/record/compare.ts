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

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const pointerOf = (path: Path) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
