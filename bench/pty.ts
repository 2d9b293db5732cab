import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import xterm from '@xterm/headless'
import { spawnTracked } from './processes.ts'

/** How long anything may take to appear, milliseconds. */
const PATIENCE_MS = 15_000

interface Size {
  columns: number
  rows: number
}

/**
 * A program in a real terminal: `script` (util-linux) owns the pseudo terminal, and an emulator reads what comes out of
 * it, as a terminal on a desk would.
 */
export class Pty {
  readonly #child
  /** What is shown now. */
  readonly screen: xterm.Terminal
  readonly #pidFile: string
  #drawn = () => {}

  constructor(args: string[], { columns, rows }: Size, folder: string) {
    needScript()
    this.#pidFile = join(folder, 'pid')
    this.screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
    const shell = `stty cols ${columns} rows ${rows}; echo $$ > "$PID_FILE"; exec "$@"`
    const command = ['sh', '-c', shell, 'sh', ...args].map(quoted).join(' ')
    this.#child = spawnTracked('script', ['-q', '-e', '-c', command, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm-256color', PID_FILE: this.#pidFile },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout!.on('data', (chunk: Buffer) => this.screen.write(chunk, () => this.#drawn()))
  }

  /** The program itself, which `sh` has become. */
  get pid(): number {
    return Number(readFileSync(this.#pidFile, 'utf8'))
  }

  get text(): string {
    const { active } = this.screen.buffer
    const lines = Array.from({ length: this.screen.rows }, (_, row) => active.getLine(active.baseY + row))
    return lines.map((line) => line?.translateToString(true)).join('\n')
  }

  type(keys: string): void {
    this.#child.stdin!.write(keys)
  }

  /** Resolves when the program has ended by itself. */
  async ended(): Promise<void> {
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
  }

  /** Milliseconds from now until the screen shows something. */
  async shows(wanted: string): Promise<number> {
    const from = performance.now()
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`never shown: ${wanted}\n${this.text}`)), PATIENCE_MS)
      this.#drawn = () => {
        if (!this.text.includes(wanted)) return
        clearTimeout(late)
        this.#drawn = () => {}
        resolve(performance.now() - from)
      }
      this.#drawn()
    })
  }
}

function needScript(): void {
  if (spawnSync('script', ['--version']).error) throw new Error('this needs a terminal from `script` (util-linux)')
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
