import { resolve } from 'node:path'
import type { z } from 'zod'
import type { kinds } from './config/kinds.ts'
import { badValue, ConfigError, type Problem } from './config/problem.ts'
import { type SettingName, setting, settingNames, type settings } from './config/settings.ts'
import { environmentPlace, type Found, filePlace, flagsPlace, look, type Origin, unknownIn } from './config/sources.ts'
import type { Locale } from './protocol/errors.ts'

export { ConfigError, type Problem } from './config/problem.ts'
export type { Origin } from './config/sources.ts'

type ValueOf<Name extends SettingName> =
  | z.output<(typeof kinds)[(typeof settings)[Name]['kind']]>
  | (null extends (typeof settings)[Name]['default'] ? null : never)

/**
 * Every setting by its name in lower case, valid and frozen. Paths are absolute, durations in milliseconds (0 is
 * off), `rate_limit` null is off, `jwt_secret` null is one that `ensureSecret` has yet to make.
 */
export type Config = Readonly<{ [Name in SettingName]: ValueOf<Name> }>
export type Origins = Record<SettingName, Origin>

export interface ConfigSources {
  /** By the setting's name or its `_file` variant; undefined is not given. */
  flags?: Record<string, unknown>
  env?: Record<string, string | undefined>
  /** The path of a YAML or JSON file. */
  file?: string | undefined
  /** What relative paths of flags and variables start from; the current folder by default. */
  base?: string
}

/** The environment of this process; the only place that reads it. */
export const environment = (): Record<string, string | undefined> => process.env

/** The settings from flags, `DIALOGD_*` variables, config file and defaults, in this order. Throws `ConfigError` with everything that is wrong. */
export async function loadConfig(sources: ConfigSources): Promise<{ config: Config; origins: Origins }> {
  const { flags = {}, env = {}, file, base = process.cwd() } = sources
  const locale = guessLocale(flags.locale, env.DIALOGD_LOCALE)
  const problems: Problem[] = []
  const places = [flagsPlace(flags, base), environmentPlace(env, base)]
  if (file !== undefined) {
    const place = await filePlace(resolve(base, file), locale)
    if ('problem' in place) problems.push(place)
    else places.push(place)
  }
  for (const place of places) problems.push(...unknownIn(place, locale))

  const { kinds } = await import('./config/kinds.ts')
  const { checkKeys } = await import('./config/keys.ts')
  const values: Partial<Record<SettingName, unknown>> = {}
  const origins = {} as Origins
  for (const name of settingNames) {
    const [found] = places.map((place) => look(place, name, locale, problems)).filter((found) => found !== undefined)
    const { kind, default: fallback } = setting(name)
    const parsed = found && kinds[kind].safeParse(found.value)
    if (parsed?.error)
      problems.push(badValue(name, found!.origin.name, found!.value, parsed.error.issues[0]!.message, locale))
    origins[name] = found?.origin ?? { source: 'default', name: 'default' }
    values[name] = absolute(kind, parsed?.success ? parsed.data : fallback, found, base)
  }
  const config = freeze(values as Config)
  if (problems.length === 0) problems.push(...checkKeys(config, origins))
  if (problems.length > 0) throw new ConfigError(problems)
  return { config, origins }
}

/** The defaults with some values of one's own, for tests and embedding; nothing is validated. */
export function defaultConfig(own: Partial<Config> = {}): Config {
  const values = Object.fromEntries(settingNames.map((name) => [name, setting(name).default])) as Config
  return freeze({ ...values, data_dir: resolve(values.data_dir), ...own })
}

const absolute = (kind: string, value: unknown, found: Found | undefined, base: string) =>
  kind === 'folder' ? resolve(found?.base ?? base, String(value)) : value

function freeze(config: Config): Config {
  for (const value of Object.values(config)) if (typeof value === 'object') Object.freeze(value)
  return Object.freeze(config)
}

/** The language that problems are told in, before it is known whether the setting is valid. */
function guessLocale(...candidates: unknown[]): Locale {
  return candidates.find((candidate) => candidate === 'en' || candidate === 'ru') ?? 'en'
}
