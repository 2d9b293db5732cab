import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { formatDuration } from '../../src/config/duration.ts'
import { type SettingName, setting, settingNames } from '../../src/config/settings.ts'
import type { Config, Origin } from '../../src/config.ts'
import type { Context } from '../context.ts'

export function define(command: Command): void {
  command.option('--origin', 'also tell where each value comes from')
}

export async function run({ settings, out }: Context, options: { origin?: boolean }): Promise<void> {
  const { config, origins } = await settings()
  const made = config.jwt_secret === null && existsSync(join(config.data_dir, 'jwt-secret'))
  const shown = settingNames.map((name) => {
    const kept: Origin | undefined =
      made && name === 'jwt_secret' ? { source: 'data folder', name: join(config.data_dir, 'jwt-secret') } : undefined
    const origin = kept ?? origins[name]
    const value = kept || (setting(name).secret && config[name] !== null) ? '********' : config[name]
    return { name, value, text: textOf(config, name, value), origin }
  })
  const columns = ['setting', 'value', ...(options.origin ? ['origin'] : [])]
  const rows = shown.map(({ name, text, origin }) => [name, text, ...(options.origin ? [origin.name] : [])])
  const items = shown.map(({ name, value, origin }) => [name, options.origin ? { value, origin } : value])
  out.list(columns, rows, Object.fromEntries(items))
}

/** A value as the settings themselves are written. */
function textOf({ rate_limit }: Config, name: SettingName, value: unknown): string {
  const { kind } = setting(name)
  if (kind === 'rate_limit') {
    if (!rate_limit) return 'off'
    const { per_second, burst, creates_per_second, creates_burst } = rate_limit
    return `${per_second}/s:${burst},${creates_per_second}/s:${creates_burst}`
  }
  if (kind === 'duration') return value === 0 ? 'off' : formatDuration(Number(value))
  if (kind === 'switch') return value ? 'on' : 'off'
  if (Array.isArray(value)) return value.join(',')
  return value === null ? '' : String(value)
}
