import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const client = pathToFileURL(join(import.meta.dirname, '../../src/client/index.ts')).href

/** Every module that Node loads when it is given the client, as the importing file names it. */
function loaded(): string[] {
  const program = `
    import { registerHooks } from 'node:module'
    const names = []
    registerHooks({ resolve: (name, context, next) => (names.push(name), next(name, context)) })
    await import(${JSON.stringify(client)})
    console.log(JSON.stringify(names))`
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }))
}

test('at run time the client is itself, the close table and the limits: no package, and nothing of Node', () => {
  const outside = loaded().filter((name) => name !== client && !/^\.\/[a-z]+\.ts$/.test(name))
  expect([...new Set(outside)].sort()).toEqual(['../protocol/close.ts', '../protocol/limits.ts'])
})
