import type { Command } from 'commander'
import { flagOf, setting, settingNames } from '../../src/config/settings.ts'
import type { Context } from '../context.ts'
import { pageAt } from '../mint.ts'
import { announce } from '../server-file.ts'
import { collectStartUpGarbage } from '../start-up-garbage.ts'
import { untilStopped } from '../stop.ts'

export function define(command: Command): void {
  for (const name of settingNames) {
    if (name === 'data_dir') continue
    const { about, file } = setting(name)
    // Whoever can list processes can read their arguments: a secret comes from a file or the environment.
    if (file) command.option(`${flagOf(`${name}_file`)} <file>`, `a file: ${about}`)
    else command.option(`${flagOf(name)} <value>`, about)
  }
  command.addHelpText('after', '\nEvery option is also a DIALOGD_… variable and a key of the config file.')
}

export async function run(context: Context, options: Record<string, unknown>): Promise<void> {
  const { out, say } = context
  await context.settings(flagsOf(options))
  const app = await context.open({ create: true, secret: true, server: true })
  const { config } = await context.settings()
  const stopped = untilStopped(context)
  const { url } = await app.listen()
  const retract = announce(config, url)
  try {
    out.value(`listening on ${url}`, { event: 'listening', url })
    out.note(say('serve_next', { program: context.program(), url }))
    if (config.example) out.note(say('serve_page', { page: pageAt(url) }))
    collectStartUpGarbage()
    await stopped
    await context.close()
  } finally {
    retract()
  }
}

/** The command's options by setting name, or by the name of a setting's file. */
function flagsOf(options: Record<string, unknown>): Record<string, unknown> {
  const { secretFile, ...others } = options
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  const flags = Object.fromEntries(Object.entries(others).map(([name, value]) => [snake(name), value]))
  return { ...flags, jwt_secret_file: secretFile }
}
