import { Command, CommanderError, Option } from 'commander'
import type { Context, Globals } from './context.ts'
import type { Io } from './io.ts'
import { type CommandModule, nouns, registry } from './registry.ts'
import { version } from './version.ts'

/** Every command with its summary; its options are read just before it runs. `open` makes what it runs in. */
export function createProgram(io: Io, open: (globals: Globals) => Context): Command {
  const program = new Command('dialogd')
    .description('A small self-hosted server for dialogs between people and their reviewers.')
    .option('-V, --version', 'output the version number and the commit')
    .option('--json', 'valid JSON and nothing else on stdout')
    .option('--data-dir <folder>', 'folder of the data (default: ./data)')
    .option('--config <file>', 'YAML or JSON file of settings (default: ./dialogd.yaml, if it is there)')
    .option('-q, --quiet', 'no remarks on stderr')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']))
    .option('-y, --yes', 'answer every question with yes')
    .option('--no-input', 'never ask')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  program.on('option:version', () => {
    io.stdout.write(`${version()}\n`)
    throw new CommanderError(0, 'commander.version', '')
  })
  const groups = new Map<string, Command>()
  for (const [words, { summary, load }] of Object.entries(registry)) {
    const [noun, verb] = words.split(' ') as [string, string?]
    const group =
      verb === undefined
        ? program
        : (groups.get(noun) ?? program.command(noun).description(nouns[noun]!).helpCommand(false))
    if (verb !== undefined) groups.set(noun, group)
    const leaf = group.command(verb ?? noun).description(summary)
    // A command may have commands of its own: `tui`, `tui run`.
    if (verb === undefined) groups.set(noun, leaf)
    loaders.set(leaf, async () => attach(leaf, await load(), () => open(program.opts())))
  }
  for (const parent of [program, ...groups.values()])
    parent.hook('preSubcommand', (_parent, command) => loaders.get(command)?.())
  return program
}

/** Loads a command's module just before its arguments are read. */
const loaders = new WeakMap<Command, () => Promise<void>>()

function attach(leaf: Command, module: CommandModule, open: () => Context): void {
  module.define(leaf)
  // Commander takes what a command and the one above it (`tui run`, `tui`) both understand for the one above.
  const options = () => ({ ...leaf.opts(), ...(leaf.parent?.parent ? leaf.parent.opts() : {}) })
  leaf.action(() => module.run(open(), options() as never, ...(leaf.processedArgs as never[])))
}

/** The same with every command's options, for what describes them: completion, docs. Nothing of it can be run. */
export async function wholeProgram(io: Io): Promise<Command> {
  const program = createProgram(io, () => {
    throw new Error('this program only describes itself')
  })
  for (const command of leaves(program)) await loaders.get(command)?.()
  return program
}

const leaves = (command: Command): Command[] => [command, ...command.commands.flatMap(leaves)]
