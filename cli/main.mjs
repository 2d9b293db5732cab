#!/usr/bin/env node
// Plain old JavaScript without static imports: an older Node must be able to read this file, and say so.
const { versions, features } = process
const isBinary = process.getBuiltinModule?.('node:sea')?.isSea() ?? false
if (!features.typescript && !isBinary) {
  console.error(`error: dialogd needs Node 22.18 or newer, and this is ${versions.node}.`)
  console.error(
    'hint: `npm ci` brings a newer Node along; start dialogd by npm: npm start, npm run -s dialogd -- --help',
  )
  process.exit(2)
}
if (!isBinary) {
  // Compiled code is kept beside the dependencies, not in the shared temporary folder, where others could put theirs.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/dialogd`)
}
const { main } = await import('./main.ts')
await main()
