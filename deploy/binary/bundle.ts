import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { assets, root } from './assets.ts'

export interface Bundled {
  /** How it comes to its assets: they are in the executable, or in the file itself. */
  carrier: 'executable' | 'file'
  platform: string
  /** What `--version` tells of it. */
  commit: string | null
}

/**
 * What packages of CommonJS call, which an ES module does not have. It knows Node's own modules and no file: a package
 * that somebody has put beside the program, for the optional ones that packages try, is never run.
 */
const ownRequire =
  'const require=(name)=>{const own=process.getBuiltinModule(name);if(own)return own;' +
  'throw Object.assign(new Error("there is no module "+name+" in dialogd"),{code:"MODULE_NOT_FOUND"})};'

/** Makes `outfile` of everything that dialogd runs: one ES module that needs no other file but Node. */
export async function bundle(outfile: string, { carrier, platform, commit }: Bundled): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['cli/main.mjs'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    define: { DIALOGD_COMMIT: JSON.stringify(commit), 'process.env.NODE_ENV': '"production"' },
    banner: { js: ownRequire },
    plugins: [inPlaceOf(carrier === 'file' ? { ...unneeded, ...carried(platform) } : unneeded)],
  })
}

/** Modules by the end of their path or by their name, and the source that stands in for each. */
type Replacements = Record<string, () => string>

/** What only a checkout needs. */
const unneeded: Replacements = {
  // Translates JSX while it is loaded; a bundle has it translated.
  '/jsx.ts': () => 'export async function understandJsx() {}',
  // Ink asks for it with DEV=true only.
  'react-devtools-core': () => 'export default {}',
}

/** src/assets.ts of a bundle that carries its assets in itself. */
const carried = (platform: string): Replacements => ({
  '/assets.ts': () => {
    const table = Object.entries(assets(platform)).map(([name, file]) => [name, readFileSync(file, 'base64')])
    return `const table = ${JSON.stringify(Object.fromEntries(table))}
      export const packed = true
      export const asset = (name) => Buffer.from(table[name], 'base64')`
  },
})

function inPlaceOf(replacements: Replacements): Plugin {
  return {
    name: 'in place of',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path }) => {
        const name = Object.keys(replacements).find((name) => path === name || (name[0] === '/' && path.endsWith(name)))
        return name === undefined ? undefined : { path: name, namespace: 'replaced' }
      })
      onLoad({ filter: /./, namespace: 'replaced' }, ({ path }) => ({ contents: replacements[path]!(), loader: 'js' }))
    },
  }
}

/** Where a bundle of this name lies. */
export const inDist = (name: string): string => join(root, 'dist', name)
