import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { settingNames } from '../../src/config/settings.ts'
import { events } from '../../src/protocol/index.ts'
import { projectRoot } from './sources.ts'

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8')
const pages = ['README.md', 'README.ru.md', 'CONTRIBUTING.md', 'AGENTS.md', 'CHANGELOG.md'].concat(
  readdirSync(join(projectRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
)

test('every link from one page of the project to another leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(projectRoot, dirname(page), target)))
      .map((target) => `${page} → ${target}`),
  )
  expect(broken).toEqual([])
})

test('the table of settings names every setting, and the table of events every event', () => {
  const operations = read('docs/operations.md')
  expect(settingNames.filter((name) => !operations.includes(`\`${name.toUpperCase()}\``))).toEqual([])
  for (const page of ['README.md', 'README.ru.md']) {
    expect(Object.keys(events).filter((name) => !read(page).includes(`| \`${name}\` |`))).toEqual([])
  }
})
