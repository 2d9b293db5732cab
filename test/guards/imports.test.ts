import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot, sources } from './sources.ts'

/**
 * Who may import whom. A folder or file of src (or cli, tui) may import itself and what stands behind it; the longest
 * name that fits a file decides. AGENTS.md shows the same table for people.
 */
const mayImport: Record<string, string[]> = {
  'src/protocol': [],
  'src/domain': ['src/protocol', 'src/ports'],
  'src/ports': ['src/protocol', 'src/domain'],
  'src/usecases': ['src/protocol', 'src/domain', 'src/ports'],
  'src/config': ['src/protocol', 'src/config.ts'],
  'src/config.ts': ['src/protocol', 'src/config'],
  'src/assets.ts': [],
  'src/store': ['src/protocol', 'src/domain', 'src/ports', 'src/assets.ts'],
  'src/bus': ['src/protocol', 'src/domain', 'src/ports'],
  'src/blobs': ['src/protocol', 'src/domain', 'src/ports'],
  'src/mail': ['src/protocol', 'src/domain', 'src/ports'],
  'src/log': ['src/protocol', 'src/ports'],
  'src/auth': ['src/protocol', 'src/domain', 'src/ports'],
  'src/markdown': [],
  'src/gateway': ['src/protocol', 'src/domain', 'src/ports', 'src/usecases', 'src/auth/bearer.ts'],
  'src/http': [
    'src/protocol',
    'src/domain',
    'src/ports',
    'src/usecases',
    'src/auth/bearer.ts',
    'src/contracts',
    'src/assets.ts',
  ],
  'src/contracts': ['src/protocol', 'package.json'],
  'src/client': ['src/protocol'],
  'src/app.ts': ['src'],
  cli: [
    'package.json',
    'src/client',
    'src/protocol',
    'src/config',
    'src/config.ts',
    'src/app.ts',
    'src/ports',
    'src/auth',
  ],
  'cli/commands/tui.ts': ['cli', 'tui', 'src/client', 'src/protocol', 'src/app.ts', 'src/config.ts'],
  'cli/commands/tui.run.ts': ['cli', 'tui'],
  'cli/commands/tui.validate.ts': ['cli'],
  'cli/commands/tui.record.ts': ['cli', 'tui'],
  'cli/commands/tui.replay.ts': ['cli', 'tui'],
  'cli/sessions.ts': ['cli', 'tui'],
  'cli/scenario-files.ts': ['cli', 'tui'],
  tui: ['src/client', 'src/protocol', 'src/markdown', 'cli/term-safe.ts'],
  'src/web': ['src/client', 'src/protocol'],
}

const within = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`)
const areas = Object.keys(mayImport).sort((a, b) => b.length - a.length)
const areaOf = (file: string): string | undefined => areas.find((area) => within(file, area))

const importPattern = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g

function importsOf(file: string): string[] {
  const text = readFileSync(join(projectRoot, file), 'utf8')
  return [...text.matchAll(importPattern)].map(([, path]) =>
    relative(projectRoot, join(projectRoot, dirname(file), path!)),
  )
}

test('every source file imports only what its place in the import table allows', () => {
  const wrong: string[] = []
  for (const file of sources(['src', 'cli', 'tui'])) {
    const area = areaOf(file)
    if (area === undefined) {
      wrong.push(`${file} stands in no area of the table`)
      continue
    }
    for (const imported of importsOf(file)) {
      if (within(imported, area)) continue
      if (!mayImport[area]!.some((allowed) => within(imported, allowed))) wrong.push(`${file} imports ${imported}`)
    }
  }
  expect(wrong).toEqual([])
})

test('protocol imports zod only, domain and ports import no package at all', () => {
  const packagePattern = /^(?:import|export)[^'\n]*from '([^.'][^']*)'/gm
  const wrong: string[] = []
  for (const [folder, allowed] of [
    ['src/protocol', ['zod']],
    ['src/domain', []],
    ['src/ports', []],
  ] as [string, string[]][]) {
    for (const file of sources([folder])) {
      for (const [, name] of readFileSync(join(projectRoot, file), 'utf8').matchAll(packagePattern)) {
        if (!allowed.includes(name!)) wrong.push(`${file} imports ${name}`)
      }
    }
  }
  expect(wrong).toEqual([])
})

test('nobody but config.ts reads process.env', () => {
  const readers = sources(['src', 'cli', 'tui']).filter(
    (file) => file !== 'src/config.ts' && readFileSync(join(projectRoot, file), 'utf8').includes('process.env'),
  )
  expect(readers).toEqual([])
})
