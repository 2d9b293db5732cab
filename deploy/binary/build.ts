/*
 * `npm run build [-- --platform linux-arm64 --node FILE --commit C]`: makes dist/dialogd, one executable with all that it needs;
 * dist/dialogd.mjs, the same for those who bring their own Node; and their checksums. Another platform's executable is
 * made of that platform's Node, named by --node, which must be of the version that runs this.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { assets, platforms, thisPlatform } from './assets.ts'
import { bundle, inDist } from './bundle.ts'
import { checkedOut } from './commit.ts'

const { values } = parseArgs({
  options: { platform: { type: 'string' }, node: { type: 'string' }, commit: { type: 'string' } },
})
const commit = values.commit ?? checkedOut()
const platform = values.platform ?? thisPlatform()
const isOther = platform !== thisPlatform()
if (!platforms().includes(platform)) fail(`there is nothing for ${platform}; choose one of ${platforms().join(', ')}`)
if (isOther && values.node === undefined) {
  fail(`${platform} is not this machine: name a Node ${process.versions.node} for it with --node`)
}
const ending = platform.startsWith('win32') ? '.exe' : ''
const names = isOther
  ? { executable: `dialogd-${platform}${ending}`, file: `dialogd-${platform}.mjs` }
  : { executable: `dialogd${ending}`, file: 'dialogd.mjs' }

mkdirSync(inDist('.'), { recursive: true })
await makeExecutable()
await bundle(inDist(names.file), { carrier: 'file', platform, commit })
chmodSync(inDist(names.file), 0o755)
const made = Object.values(names)
writeFileSync(inDist(isOther ? `SHA256SUMS-${platform}` : 'SHA256SUMS'), made.map(checksum).join(''))
for (const name of made) console.log(`dist/${name}  ${(statSync(inDist(name)).size / 1e6).toFixed(1)} MB`)

async function makeExecutable(): Promise<void> {
  const [main, recipe] = [inDist('.main.mjs'), inDist('.sea.json')]
  try {
    await bundle(main, { carrier: 'executable', platform, commit })
    const config = {
      main,
      mainFormat: 'module',
      output: inDist(names.executable),
      disableExperimentalSEAWarning: true,
      useCodeCache: false,
      assets: assets(platform),
      ...(values.node && { executable: values.node }),
    }
    writeFileSync(recipe, JSON.stringify(config))
    execFileSync(process.execPath, ['--build-sea', recipe], { stdio: ['ignore', 'ignore', 'inherit'] })
  } finally {
    for (const path of [main, recipe]) rmSync(path, { force: true })
  }
}

function checksum(name: string): string {
  return `${createHash('sha256')
    .update(readFileSync(inDist(name)))
    .digest('hex')}  ${basename(name)}\n`
}

function fail(text: string): never {
  console.error(`error: ${text}`)
  process.exit(2)
}
