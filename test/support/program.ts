import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { give, programUnderTest } from './under-test.ts'

const run = promisify(execFile)

/** Lines that a child process prints, awaited one condition at a time. */
export class Lines {
  readonly all: string[] = []
  #rest = ''
  #wake: (() => void) | undefined

  constructor(child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (this.#rest + text).split('\n')
        this.#rest = lines.pop()!
        this.all.push(...lines)
        this.#wake?.()
      })
    }
    child.on('exit', () => this.#wake?.())
  }

  /** The first line that fits; fails loudly when it does not come. The last one may be unfinished, as a prompt is. */
  async find(fits: (line: string) => boolean): Promise<string> {
    const until = Date.now() + 15_000
    for (;;) {
      const line = [...this.all, this.#rest].find(fits)
      if (line !== undefined) return line
      if (Date.now() > until) throw new Error(`no such line came; so far:\n${this.all.join('\n')}`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        setTimeout(resolve, 500).unref()
      })
    }
  }
}

/** The real program on a data folder of its own, run as its users do. */
export class Program implements AsyncDisposable {
  readonly folder = give(mkdtempSync(join(tmpdir(), 'dialogd-e2e-')))
  readonly #children: ChildProcess[] = []
  readonly #cwd = programUnderTest.cwd ?? this.folder

  /** Runs a command to its end and gives what it printed to stdout. */
  async dialogd(...args: string[]): Promise<string> {
    const [command, ...words] = programUnderTest.usual
    const { stdout } = await run(command!, [...words, '--data-dir', this.folder, ...args], { cwd: this.#cwd })
    return stdout.trim()
  }

  /**
   * Starts the server and waits until it listens; `directly` is without npm, so that the child is the server itself. The
   * port is a free one, unless it is to be that of a server before.
   */
  async serve(
    directly = false,
    env: Record<string, string> = {},
    port = '0',
  ): Promise<{ url: string; child: ChildProcess; lines: Lines }> {
    const args = ['--data-dir', this.folder, 'serve', '--port', port]
    const [command, ...words] = directly ? programUnderTest.direct : programUnderTest.usual
    const { child, lines } = this.start(command!, [...words, ...args], env)
    const line = await lines.find((line) => line.startsWith('listening on '))
    return { url: line.slice('listening on '.length), child, lines }
  }

  start(command: string, args: string[], env: Record<string, string> = {}): { child: ChildProcess; lines: Lines } {
    const options = { cwd: this.#cwd, env: { ...process.env, ...env } }
    const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#children.push(child)
    return { child, lines: new Lines(child) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
