import { CommanderError } from 'commander'
import { ConfigError } from '../src/config/problem.ts'
import { type ErrorCode, type Locale, Refusal, textOf } from '../src/protocol/errors.ts'
import { type Exit, exitOfCode } from './exits.ts'
import { Failure } from './failure.ts'
import type { Io } from './io.ts'
import { colours, type OutputOptions, paint } from './output.ts'
import { jsonSafe, termSafe, termSafeLines } from './term-safe.ts'
import { failureText, noteText } from './texts/index.ts'

/** What a command that failed leaves behind: how it ends and what is said. */
interface Report {
  exit: Exit
  code: string
  message: string
  hint: string
  /** Facts for programs, with `--json`. */
  details?: object
}

/** The one place that decides how a failed command ends. Whatever is not expected is a bug, told in one line. */
export function reportOf(error: unknown, locale: Locale, program: string): Report {
  if (error instanceof CommanderError) return reportOf(usageFailure(error), locale, program)
  if (error instanceof Failure) {
    const { text, hint } = failureText(locale, error.code, { ...error.parts, program })
    const named = error.code === 'refused_by_server' || error.code === 'mail_fault'
    const code = named ? error.parts.code! : error.code.replace(/_near$/, '')
    return { exit: error.exit, code, message: text, hint }
  }
  if (error instanceof Refusal) {
    const { about, ...details } = error.details
    const text = textOf(error.code, locale, error.details)
    const { hint } = failureText(locale, error.code, { program })
    const message = about ? `${text} (${about})` : text
    return { exit: exitOfCode(error.code), code: error.code satisfies ErrorCode, message, hint, details }
  }
  if (error instanceof ConfigError) {
    const { text, hint } = failureText(locale, 'config', { program })
    const lines = error.problems.map(({ origin, problem, hint }) => `\n  ${origin}: ${problem}. ${hint}`)
    return {
      exit: 'usage',
      code: 'config',
      message: text + lines.join(''),
      hint,
      details: { problems: error.problems },
    }
  }
  return reportOf(systemFailure(error) ?? bug(error), locale, program)
}

/** Says it on stderr: for a person, or as JSON. */
export function tell(io: Io, report: Report, locale: Locale, { json, color }: OutputOptions): void {
  const { code, message, hint, details } = report
  if (json) {
    io.stderr.write(`${jsonSafe(JSON.stringify({ error: { code, message, ...(hint && { hint }), ...details } }))}\n`)
    return
  }
  const on = colours(io, io.stderr, color)
  io.stderr.write(`${paint(on, 'red', `${noteText(locale, 'error')}:`)} ${termSafeLines(message)}\n`)
  if (hint) io.stderr.write(`${paint(on, 'bold', `${noteText(locale, 'hint')}:`)} ${termSafeLines(hint)}\n`)
}

/** Commander's errors come as English sentences; their code and the name in quotes are what we say it from. */
function usageFailure(error: CommanderError): Failure {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? ''
  // `--option=value` may hold a secret that does not belong there.
  const name = quoted.replace(/=.*$/s, '')
  const near = /Did you mean (?:one of )?([^?]+)\?/.exec(error.message)?.[1]
  switch (error.code) {
    case 'commander.unknownCommand':
      return near
        ? new Failure('usage', 'unknown_command_near', { name, near })
        : new Failure('usage', 'unknown_command', { name })
    case 'commander.unknownOption':
      return near
        ? new Failure('usage', 'unknown_option_near', { name, near })
        : new Failure('usage', 'unknown_option', { name })
    case 'commander.missingArgument':
      return new Failure('usage', 'missing_argument', { name: name.toUpperCase() })
    case 'commander.missingMandatoryOptionValue':
      return new Failure('usage', 'missing_option', { name })
    case 'commander.optionMissingArgument':
      return new Failure('usage', 'option_needs_value', { name })
    case 'commander.excessArguments':
      return new Failure('usage', 'excess_arguments')
    default:
      return new Failure('usage', 'bad_usage', { text: error.message.replace(/^error: /, '') })
  }
}

/** What the operating system refuses is nobody's bug. */
function systemFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined
  const {
    code,
    message,
    address = '',
    port = '',
  } = error as NodeJS.ErrnoException & { address?: string; port?: number }
  if (code === 'EADDRINUSE') return new Failure('failure', 'address_in_use', { host: address, port })
  if (code === 'EACCES' && port !== '') return new Failure('failure', 'address_forbidden', { port })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const { hostname = address } = error as { hostname?: string }
    return new Failure('failure', 'address_unknown', { host: hostname })
  }
  return new Failure('failure', 'file_failed', { reason: message })
}

/** One line that tells us where to look: the error and the first place of our own in its stack. */
function bug(error: unknown): Failure {
  const thrown = error instanceof Error ? error : new Error(String(error))
  const place = /\(?((?:file:\/\/)?[^\s(]*\/(?:src|cli|tui)\/[^\s)]+)\)?/.exec(
    thrown.stack?.split('\n    at ').slice(1).join(' ') ?? '',
  )
  const where = place ? ` at ${place[1]!.replace(/^.*\/(?=(?:src|cli|tui)\/)/, '')}` : ''
  const line = `${thrown.name}: ${thrown.message}`.split('\n')[0]!
  return new Failure('bug', 'bug', { text: termSafe(line + where) })
}
