import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { Dialog, errors, events, File, Frame, Message, PageMeta, User } from '../protocol/index.ts'

const root = join(import.meta.dirname, '../..')

/** What the declarations call by a name of its own; everything else is written out where it stands. */
const named = { User, File, Message, Dialog, PageMeta, Frame }

/** The declarations of client.js in one file that needs no package: the wire as the schemas have it, then the client. */
export function clientTypes(): string {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry)
  const interfaces = Object.keys(named).map((id) => `interface ${id} ${typeOf(schemas[id])}`)
  const read = (schema: z.ZodType, io: 'input' | 'output') => typeOf(z.toJSONSchema(schema, { io, metadata: registry }))
  const table = Object.values(events).map(({ name, summary, request, data, meta }) => {
    const fields = [`request: ${read(request, 'input')}`, `data: ${read(data, 'output')}`]
    const metas = [
      ...(meta ? [read(meta, 'output')] : []),
      ...(meta?.safeParse(undefined).success === false ? [] : ['undefined']),
    ]
    fields.push(`meta: ${metas.join(' | ')}`)
    return `/** ${summary} */\n'${name}': {\n${fields.join('\n')}\n}`
  })
  return [
    HEAD,
    ...interfaces,
    `interface Events {\n${table.join('\n')}\n}`,
    'type EventName = keyof Events',
    ...['Request', 'Data', 'Meta'].map(
      (part) => `type ${part}Of<Name extends EventName> = Events[Name]['${part.toLowerCase()}']`,
    ),
    `type ErrorCode = ${Object.keys(errors)
      .map((code) => `'${code}'`)
      .join(' | ')}`,
    ...declarations(),
  ].join('\n')
}

const HEAD = `/// <reference lib="esnext.disposable" />
// Made from src/protocol and src/client by \`npm run build:client\`.`

type JsonSchema = Exclude<z.core.JSONSchema.JSONSchema, boolean>

/** A JSON schema as a TypeScript type. */
function typeOf(schema: z.core.JSONSchema._JSONSchema | undefined): string {
  if (typeof schema !== 'object') return 'unknown'
  if (schema.$ref) return schema.$ref.split('/').at(-1)!
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ')
  if (schema.anyOf) return schema.anyOf.map((one) => typeOf(one)).join(' | ')
  if (schema.type === 'array') return `(${typeOf(schema.items as JsonSchema)})[]`
  if (schema.type === 'object') return objectOf(schema)
  const types = schema.type === undefined ? ['unknown'] : [schema.type].flat()
  return types.map((type) => (type === 'integer' ? 'number' : type)).join(' | ')
}

function objectOf({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  if (Object.keys(properties).length === 0)
    return `Record<string, ${additionalProperties ? typeOf(additionalProperties) : 'never'}>`
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  )
  return `{\n${fields.join('\n')}\n}`
}

/** What the compiler declares of the modules that the client's index exports from, and then its exports. */
function declarations(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'dialogd-types-'))
  try {
    const what = ['--declaration', '--emitDeclarationOnly', '--outDir', folder]
    const how = ['--ignoreConfig', '--strict', '--allowImportingTsExtensions', '--target', 'esnext']
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, join(root, 'src/client/index.ts'), ...what, ...how, '--module', 'nodenext'])
    const read = (name: string) => readFileSync(join(folder, 'client', `${name}.d.ts`), 'utf8')
    const index = read('index')
    const exported = new Set(index.match(/\w+/g))
    const modules = [...index.matchAll(/'\.\/(\w+)\.ts'/g)].map(([, name]) => withoutInner(read(name!), exported))
    return [...modules, index.replaceAll(/ from '.*'/g, '')]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Leaves out imports, and the functions and values that are for the client's other modules only. */
const withoutInner = (text: string, exported: Set<string>): string =>
  text
    .replaceAll(/^import .*\n|^export \{\};\n/gm, '')
    .replaceAll(
      /^(?:\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export declare (?:function|const) (\w+)[\s\S]*?;\n(?=[/a-z]|$(?!\n))/gm,
      (statement, name) => (exported.has(name) ? statement : ''),
    )
    .replaceAll(/^export /gm, '')
