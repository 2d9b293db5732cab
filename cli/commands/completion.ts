import { Argument, type Command } from 'commander'
import type { Context } from '../context.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export function define(command: Command): void {
  command.addArgument(new Argument('<shell>').choices(shells))
}

export async function run({ io }: Context, _options: object, shell: (typeof shells)[number]): Promise<void> {
  const { wholeProgram } = await import('../program.ts')
  const { completions } = await import('../completion.ts')
  io.stdout.write(completions[shell](await wholeProgram(io)))
}
