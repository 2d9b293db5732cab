import { CommanderError } from 'commander'
import { type Context, createContext, type Globals, localeOf } from './context.ts'
import { exits } from './exits.ts'
import { type Io, processIo } from './io.ts'
import { createProgram } from './program.ts'

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

/** `help users add` is `users add --help`. */
const withHelpAsFlag = (argv: string[]) => (argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv)
