import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..', '..')
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

/** The real program on a data folder of its own, run as the README says: `npm run -s dialogd -- …`. */
export class Program implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'dialogd-e2e-'))
  readonly #children: ChildProcess[] = []

  /** Runs a command to its end and gives what it printed to stdout. */
  async dialogd(...args: string[]): Promise<string> {
    const { stdout } = await run('npm', ['run', '-s', 'dialogd', '--', '--data-dir', this.folder, ...args], {
      cwd: root,
    })
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
    const { child, lines } = directly
      ? this.start(process.execPath, [join(root, 'cli/main.mjs'), ...args], env)
      : this.start('npm', ['run', '-s', 'dialogd', '--', ...args])
    const line = await lines.find((line) => line.startsWith('listening on '))
    return { url: line.slice('listening on '.length), child, lines }
  }

  start(command: string, args: string[], env: Record<string, string> = {}): { child: ChildProcess; lines: Lines } {
    const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
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
