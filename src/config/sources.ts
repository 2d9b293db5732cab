import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Locale } from '../protocol/errors.ts'
import { nearest } from './nearest.ts'
import { type Problem, problemOf, reasonOf } from './problem.ts'
import { flagOf, otherVariables, type SettingName, setting, settingNames, variableOf } from './settings.ts'

/** Where the value of a setting came from: the kind of place, and its name there. */
export interface Origin {
  source: 'flag' | 'environment' | 'file' | 'data folder' | 'default'
  name: string
}

/** What one place says about a setting, not yet validated. `from` is the file that holds the value itself. */
export interface Found {
  value: unknown
  origin: Origin
  /** Relative paths start here. */
  base: string
  from?: string
}

/** One place that settings come from. */
interface Place {
  source: Origin['source']
  values: Record<string, unknown>
  /** How the key of a setting, or of its `_file` variant, is written there. */
  nameOf: (key: string) => string
  base: string
  /** The keys of `values` that must be settings. */
  claimed: string[]
}

export const flagsPlace = (flags: Record<string, unknown>, base: string): Place => ({
  source: 'flag',
  values: flags,
  nameOf: flagOf,
  base,
  claimed: [],
})

export function environmentPlace(env: Record<string, string | undefined>, base: string): Place {
  const claimed = Object.keys(env).filter((name) => name.startsWith('DIALOGD_') && !otherVariables.includes(name))
  const values = Object.fromEntries(keys.map((key) => [key, env[variableOf(key)]]))
  return { source: 'environment', values, nameOf: variableOf, base, claimed }
}

export async function filePlace(path: string, locale: Locale): Promise<Place | Problem> {
  const at = { setting: 'config', origin: path }
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return problemOf('unreadable', locale, at, { path, reason: reasonOf(error) })
  }
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  // The parser's own message quotes lines of the file, which may hold secrets.
  const [error] = document.errors
  const where = error?.linePos ? `, line ${error.linePos[0].line}` : ''
  if (error) return problemOf('bad_syntax', locale, at, { where })
  let values: unknown
  try {
    values = document.toJS() ?? {}
  } catch {
    return problemOf('bad_syntax', locale, at, { where })
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return problemOf('not_a_map', locale, at)
  const nameOf = (key: string) => `${path}: ${key}`
  return {
    source: 'file',
    values: values as Place['values'],
    nameOf,
    base: dirname(path),
    claimed: Object.keys(values),
  }
}

/** Every key that may be set: the settings, and the `_file` variants of some. */
const keys = settingNames.flatMap((name) => (setting(name).file ? [name, `${name}_file`] : [name]))

/** What `place` says about `name`; its problems go into `problems`. */
export function look(place: Place, name: SettingName, locale: Locale, problems: Problem[]): Found | undefined {
  const own = (key: string) => (Object.hasOwn(place.values, key) ? (place.values[key] ?? undefined) : undefined)
  const [value, path] = [own(name), setting(name).file ? own(`${name}_file`) : undefined]
  const { source, nameOf, base } = place
  if (value !== undefined && path !== undefined) {
    const at = { setting: name, origin: nameOf(name) }
    problems.push(problemOf('both', locale, at, { other: nameOf(`${name}_file`) }))
    return undefined
  }
  if (path === undefined)
    return value === undefined ? undefined : { value, origin: { source, name: nameOf(name) }, base }
  const origin = { source, name: nameOf(`${name}_file`) }
  const from = isAbsolute(String(path)) ? String(path) : join(base, String(path))
  try {
    return { value: readFileSync(from, 'utf8').replace(/[\r\n]+$/, ''), origin, base, from }
  } catch (error) {
    const at = { setting: name, origin: origin.name }
    problems.push(problemOf('unreadable', locale, at, { path: from, reason: reasonOf(error) }))
    return undefined
  }
}

/** A problem for each thing in `place` that claims to be a setting and is none. */
export function unknownIn({ claimed, nameOf }: Place, locale: Locale): Problem[] {
  const known = keys.map(nameOf)
  return claimed.flatMap((name) => {
    const origin =
      known.includes(name) || keys.includes(name) ? undefined : name.startsWith('DIALOGD_') ? name : nameOf(name)
    if (origin === undefined) return []
    const near = nearest(name, name.startsWith('DIALOGD_') ? known : keys)
    return [problemOf(near ? 'unknown_near' : 'unknown', locale, { setting: name, origin }, near ? { near } : {})]
  })
}
