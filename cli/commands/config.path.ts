import { existsSync } from 'node:fs'
import { type Context, configFile } from '../context.ts'

export function define(): void {}

export async function run({ io, globals, out, say }: Context): Promise<void> {
  const { path } = configFile(globals, io)
  const exists = existsSync(path)
  if (!exists) out.note(say('no_file'))
  out.value(path, { path, exists })
}
