import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Io } from '../../cli/io.ts'
import { run } from '../../cli/main.ts'

const entry = join(import.meta.dirname, '../../cli/main.mjs')

/** How long a test waits for what a program must print, in milliseconds. */
const PATIENCE = 15_000

/** A folder of the running test, removed when it ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dialogd-cli-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

interface Ended {
  code: number
  stdout: string
  stderr: string
}

export interface Around {
  stdin?: string | Buffer
  env?: Record<string, string>
  cwd?: string
  /** Whether stdout and stderr are terminals; stdin then is one too, where nothing is piped in. */
  tty?: boolean
}

/** What a program has printed so far, and waiting for what it must print. */
class Printed {
  stdout = ''
  stderr = ''
  over = false
  #wake = () => {}

  add(to: 'stdout' | 'stderr', chunk: unknown): void {
    this[to] += String(chunk)
    this.#wake()
  }

  end(): void {
    this.over = true
    this.#wake()
  }

  /** Resolves with what `pattern` found, once it is printed. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    const timer = setTimeout(() => this.end(), PATIENCE)
    for (;;) {
      const found = pattern.exec(this.stdout) ?? pattern.exec(this.stderr)
      if (found || this.over) clearTimeout(timer)
      if (found) return found
      if (this.over) throw new Error(`${pattern} was not printed:\n${this.stdout}\n${this.stderr}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** Starts a command inside this process, with the outer world replaced. */
export function start(args: string[], { stdin, env = {}, cwd = tmpdir(), tty = false }: Around = {}) {
  const printed = new Printed()
  const input: Io['stdin'] = Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)])
  if (tty && stdin === undefined) input.isTTY = true
  const sink = (name: 'stdout' | 'stderr'): Io['stdout'] =>
    Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          printed.add(name, chunk)
          done()
        },
      }),
      { isTTY: tty, columns: 100 },
    )
  const io: Io = {
    stdin: input,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env,
    cwd,
    program: 'dialogd',
    onSignal() {},
    exit(code) {
      throw new Error(`exit ${code} inside a test`)
    },
  }
  const ended = run(args, io).then((code): Ended => {
    printed.end()
    return { code, stdout: printed.stdout, stderr: printed.stderr }
  })
  return { prints: (pattern: RegExp) => printed.prints(pattern), ended }
}

/** Runs a command inside this process to its end. */
export const cli = (args: string[], around: Around = {}): Promise<Ended> => start(args, around).ended

/** A data folder and the commands on it. */
export function dataFolder() {
  const path = join(folder(), 'data')
  const on = (args: string[], around: Around = {}) => cli(['--data-dir', path, ...args], around)
  return {
    path,
    run: on,
    start: (args: string[], around: Around = {}) => start(['--data-dir', path, ...args], around),
    /** The JSON that a command prints; fails where it does not succeed. */
    async json<T>(args: string[], around: Around = {}): Promise<T> {
      const { code, stdout, stderr } = await on(['--json', ...args], around)
      if (code !== 0) throw new Error(`exit ${code}: ${stderr}`)
      return JSON.parse(stdout) as T
    },
  }
}

/** The real program in a process of its own; killed when the test ends, if it still runs. */
export function spawnCli(args: string[], env: Record<string, string> = {}, command: string = process.execPath) {
  const { PATH = '', HOME = '' } = process.env
  const printed = new Printed()
  const child = spawn(command, [entry, ...args], { env: { PATH, HOME, ...env }, cwd: tmpdir() })
  child.stdout.on('data', (chunk) => printed.add('stdout', chunk))
  child.stderr.on('data', (chunk) => printed.add('stderr', chunk))
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      printed.end()
      resolve({ code: code ?? -1, stdout: printed.stdout, stderr: printed.stderr })
    }),
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, printed, ended, prints: (pattern: RegExp) => printed.prints(pattern) }
}
