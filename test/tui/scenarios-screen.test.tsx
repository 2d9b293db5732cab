import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { App } from '../../tui/app.tsx'
import { projectRoot } from '../guards/sources.ts'
import { TestTerminal } from './terminal.ts'
import { testing } from './tester.ts'

const failing = `title: a wrong guess
sessions: { A: anna, B: boris }
dialogs: { theirs: [A, B] }
within: 300ms
steps:
  - { send: dialogs.messages.create, as: A, with: { dialog_id: '\${theirs}', body: "hello \\u202e" }, reply: }
  - { expect: dialogs.messages.create, as: B, where: { data: { text_body: bye } } }
  - { send: dialogs.load, as: A }
`

test.for([
  [80, 24],
  [120, 40],
])(
  'at %ix%i a scenario is run on the connected server, with its steps, and a failure shows what came closest',
  async ([columns, rows]) => {
    const { tester, folder } = await testing()
    writeFileSync(join(folder, 'a.yaml'), failing)
    writeFileSync(
      join(folder, 'b.yaml'),
      failing.replace('bye', 'hello').replace('a wrong guess', 'a right one').replace(' \\u202e', ''),
    )
    writeFileSync(join(folder, 'c.yaml'), 'title: c\nsteps: []\n')
    writeFileSync(join(folder, 'other.yaml'), 'services: { web: { image: x } }\n')
    const terminal = new TestTerminal(columns!, rows!)
    terminal.show(<App tester={tester} stop={async () => {}} />)
    await terminal.shows('Type a message')
    terminal.type('\u001b')
    await terminal.shows('types as anna')
    terminal.type('6')
    await terminal.shows('Scenarios 2')
    expect(terminal.text).toContain('c.yaml:1: sessions')
    terminal.type('\r')
    await terminal.shows('✗ a wrong guess')
    await terminal.shows('✓ A send dialogs.messages.create')
    expect(terminal.text).toContain('✗ B expect dialogs.messages.create')
    expect(terminal.text).toContain('· A send dialogs.load')
    expect(terminal.text).toMatch(/data\.text_body: "hello <202E>"/)
    expect(terminal.text).toContain('nearest:')
    terminal.type('\u001b[B')
    terminal.type('\r')
    await terminal.shows('✓ a right one')
    await terminal.shows('✓ 1  ✗ 1')
    expect(terminal.lines.every((line) => line.length <= columns!)).toBe(true)
    terminal.type('v')
    await terminal.shows('▷ recording a right one')
    expect(terminal.text).toContain('dialogs.messages.crea')
    terminal.type('b')
    await terminal.shows('✓ a right one')
  },
)

test('a scenario with somebody who is not connected says so, and one that needs a new dialog says to make it', async () => {
  const { tester, folder } = await testing()
  copyFileSync(join(projectRoot, 'docs/scenarios/dialogs.load.yaml'), join(folder, 'load.yaml'))
  const terminal = new TestTerminal(120, 40)
  terminal.show(<App tester={tester} stop={async () => {}} />)
  tester.perform('screen.scenarios')
  await terminal.shows('Scenarios 4')
  terminal.type('\u001b[B')
  terminal.type('\r')
  await terminal.shows('nobody is connected who is called so')
})
