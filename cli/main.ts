import { Command, CommanderError, Option } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { type Context, createContext, type Globals, localeOf } from './context.ts'
import { exits } from './exits.ts'
import { type Io, processIo } from './io.ts'
import { type CommandModule, nouns, registry } from './registry.ts'
import { reportOf, tell } from './report.ts'

/** Runs this process's command and ends the process with its exit code. */
export async function main(): Promise<void> {
  const io = processIo()
  const end = (code: number) => io.stdout.write('', () => process.exit(code))
  // A reader that has seen enough (`| head`) is no failure.
  io.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : exits.failure))
  io.stderr.on('error', () => {})
  const unexpected = (error: unknown) => {
    tell(io, reportOf(error, localeOf(io.env), io.program), localeOf(io.env), {})
    process.exit(exits.bug)
  }
  process.on('uncaughtException', unexpected).on('unhandledRejection', unexpected)
  end(await run(process.argv.slice(2), io))
}

/** Runs one command and returns its exit code; this is the one catch. */
export async function run(argv: string[], io: Io): Promise<number> {
  let context: Context | undefined
  const program = createProgram(io, (globals) => {
    context = createContext(io, globals)
    return context
  })
  try {
    try {
      await program.parseAsync(withHelpAsFlag(argv), { from: 'user' })
    } finally {
      await context?.close()
    }
    return exits.ok
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exits.ok
    if (error instanceof CommanderError && error.code === 'commander.help') return exits.usage
    const locale = context?.locale() ?? localeOf(io.env)
    const report = reportOf(error, locale, context?.program() ?? io.program)
    tell(io, report, locale, { json: argv.includes('--json'), ...program.opts<Globals>() })
    return exits[report.exit]
  }
}

function createProgram(io: Io, open: (globals: Globals) => Context): Command {
  const program = new Command('dialogd')
    .description('A small self-hosted server for dialogs between people and their reviewers.')
    .version(manifest.version)
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

/** `help users add` is `users add --help`. */
const withHelpAsFlag = (argv: string[]) => (argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv)
