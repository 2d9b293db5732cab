import { execFileSync } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

/** How long a test waits for something that must appear, in milliseconds. */
const PATIENCE = 12_000

let sessions = 0

export function hasTmux(): boolean {
  try {
    execFileSync('tmux', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A shell in a real terminal that nobody sees. */
export class Tmux {
  #open = true
  readonly #socket = `dialogd-test-${process.pid}-${++sessions}`

  constructor(columns: number, rows: number) {
    const env = { ...process.env, PS1: '$ ', TERM: 'xterm-256color', NO_COLOR: '', CI: '' }
    const shell = ['new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, 'bash --norc -i']
    execFileSync('tmux', ['-L', this.#socket, '-f', '/dev/null', ...shell], { env })
    onTestFinished(() => this.close())
  }

  /** Closes the window; what runs in it gets SIGHUP. */
  close(): void {
    if (this.#open) this.#tmux('kill-server')
    this.#open = false
  }

  /** Types a line into the shell, or text where it does not end in Enter. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', text)
  }

  key(...names: string[]): void {
    this.#tmux('send-keys', ...names)
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`)
  }

  /** The screen; with `colours`, with its escape sequences. */
  text(colours = false): string {
    return this.#tmux('capture-pane', '-p', ...(colours ? ['-e'] : []))
  }

  /** The screen that an alternate screen hides. */
  otherScreen(): string {
    return this.#tmux('capture-pane', '-p', '-a')
  }

  /** What tmux knows of the terminal: `alternate_on`, `cursor_flag`, … */
  fact(name: string): string {
    return this.#tmux('display-message', '-p', `#{${name}}`).trim()
  }

  async shows(wanted: string | RegExp | ((text: string) => boolean)): Promise<string> {
    const fits = (text: string) =>
      typeof wanted === 'string' ? text.includes(wanted) : wanted instanceof RegExp ? wanted.test(text) : wanted(text)
    const until = Date.now() + PATIENCE
    for (;;) {
      const text = this.text()
      if (fits(text)) return text
      if (Date.now() > until) throw new Error(`the terminal never showed ${wanted}:\n${text}`)
      await setTimeout(50)
    }
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#socket, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }
}
