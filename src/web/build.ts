import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { clientTypes } from './types.ts'

const root = join(import.meta.dirname, '../..')

/** The typed client as one ESM file for browsers and Node, to be read as well as run. */
async function clientScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/client/index.ts')],
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    banner: { js: '// Made from src/client by `npm run build:client`.' },
    write: false,
  })
  return outputFiles[0]!.text
}

const formatted = (text: string, name: string): string =>
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', `--stdin-file-path=${name}`],
    {
      cwd: root,
      input: text,
      encoding: 'utf8',
    },
  )

/** The committed files that are made from others, by their place in the project. */
export const made = async (): Promise<Record<string, string>> => ({
  'src/web/client.js': formatted(await clientScript(), 'src/web/client.js'),
  'src/web/client.d.ts': formatted(clientTypes(), 'src/web/client.d.ts'),
})

if (import.meta.main) for (const [name, text] of Object.entries(await made())) writeFileSync(join(root, name), text)
