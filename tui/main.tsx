import { render } from 'ink'
import { App } from './app.tsx'
import { perform } from './commands.ts'
import { settle } from './conversation.ts'
import type { Recording } from './record/reader.ts'
import { recordInto, view } from './recording.ts'
import type { ScenarioServer } from './runner/server.ts'
import { type PersonSpec, type SessionSpec, Tester, type TesterSpec } from './tester.ts'
import { type ThemeName, themeFrom } from './theme.ts'
import { typed } from './typing.ts'

export type { PersonSpec, SessionSpec } from './tester.ts'

export interface TesterOptions {
  /** Whom to connect as; with none, the list of `people` is shown first. */
  sessions: readonly SessionSpec[]
  people?: readonly PersonSpec[]
  theme?: ThemeName
  /** Where recordings and scenarios are looked for and written. */
  folder?: string
  /** Where scenarios are, a file or a folder. */
  scenarios?: string
  /** Makes people and dialogs for scenarios, where the server is ours. */
  server?: ScenarioServer
  /** Begins to record into this file at once; it must not be there. */
  record?: string
  /** Shows this recording; with no sessions, nothing else. */
  recording?: Recording & { name: string }
  /** Line under line, for a screen reader; the environment (INK_SCREEN_READER) may ask for it as well. */
  screenReader?: boolean
  /** For NO_COLOR and its like. */
  env?: Record<string, string | undefined>
  stdin?: NodeJS.ReadStream
  stdout?: NodeJS.WriteStream
}

/** What a process without a terminal is told; the caller prints it and exits with 2. */
export const NO_TERMINAL = 'The tester needs a terminal for its input and output.'

/** Whether there is a terminal to draw on and to read keys from. */
export const hasTerminal = ({ stdin = process.stdin, stdout = process.stdout }: Partial<TesterOptions> = {}): boolean =>
  stdin.isTTY === true && stdout.isTTY === true

/**
 * Runs the tester until somebody quits; resolves with the exit code: 0, 2 without a terminal, 128 and the signal's
 * number after SIGTERM or SIGHUP. Rejects where a screen throws. The terminal is whole again in every case.
 */
export async function runTester(options: TesterOptions): Promise<number> {
  const { sessions, people = [], env = {}, stdin = process.stdin, stdout = process.stdout } = options
  if (!hasTerminal(options)) {
    process.stderr.write(`error: ${NO_TERMINAL}\n`)
    return 2
  }
  const { folder, scenarios, server } = options
  const theme = themeFrom(env, options.theme)
  const linear = options.screenReader || env.INK_SCREEN_READER === 'true'
  const tester = createTester({
    sessions,
    people,
    theme,
    linear,
    ...(folder && { folder }),
    ...(scenarios && { scenarios }),
    ...(server && { server }),
  })
  try {
    if (options.record !== undefined) recordInto(tester, options.record)
  } catch (error) {
    tester.end()
    throw error
  }
  if (options.recording) view(tester, options.recording.name, options.recording)
  const instance = render(<App tester={tester} stop={stop} />, {
    stdin,
    stdout,
    // Set CI, a CI system's pseudo terminal is still a terminal that somebody looks at.
    interactive: true,
    alternateScreen: !linear,
    incrementalRendering: !linear,
    isScreenReaderEnabled: linear,
    maxFps: 60,
    exitOnCtrlC: false,
  })
  let code = 0
  const signalled = (signal: 'SIGTERM' | 'SIGHUP' | 'SIGINT') => {
    code = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal]
    instance.unmount()
  }
  // What is printed about a bug must not land on the screen that is about to vanish.
  const unexpected = () => instance.unmount()
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const
  for (const signal of signals) process.on(signal, signalled)
  process.prependListener('uncaughtException', unexpected)
  try {
    await instance.waitUntilExit()
    return code
  } finally {
    for (const signal of signals) process.off(signal, signalled)
    process.off('uncaughtException', unexpected)
    tester.end()
  }
}

/** A tester whose keys work. */
export function createTester(spec: TesterSpec): Tester {
  const tester = new Tester(spec)
  tester.perform = (id) => perform(tester, id)
  tester.typed = (press) => typed(tester, press)
  tester.settle = () => settle(tester)
  return tester
}

/**
 * Stops this process and those it was started by, as ^Z does; in raw mode the terminal does not. What waits here waits
 * until `fg`. Where nobody could wake it (no job control), the system ignores it.
 */
async function stop(): Promise<void> {
  process.kill(0, 'SIGTSTP')
  await new Promise((resolve) => setTimeout(resolve, 50))
}
