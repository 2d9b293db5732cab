import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { readScenarioFiles } from '../scenario-files.ts'

export function define(command: Command): void {
  command.argument('<files...>', 'scenarios in YAML')
}

/** Reads scenarios without running them; what is wrong ends the command with exit code 2. */
export async function run({ out, io }: Context, _options: object, files: string[]): Promise<void> {
  const scenarios = await readScenarioFiles(files, io)
  const items = scenarios.map(({ file, line, title, rules, steps }) => ({
    file,
    line,
    title,
    rules,
    steps: steps.length,
  }))
  const rows = items.map(({ file, line, title, rules, steps }) => [
    `${file}:${line}`,
    rules.join(' '),
    String(steps),
    title,
  ])
  out.list(['place', 'rules', 'steps', 'title'], rows, items)
}
