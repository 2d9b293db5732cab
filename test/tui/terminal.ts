import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import { Terminal } from '@xterm/headless'
import { type Instance, render } from 'ink'
import type { ReactNode } from 'react'
import { onTestFinished } from 'vitest'

// Ink wants what vitest leaves out of its console.
Object.assign(console, { Console })

/** How long a test waits for something that must appear, in milliseconds. */
const PATIENCE = 8_000

/** A terminal of a test: Ink draws into a real terminal emulator, and keys are typed as bytes. */
export class TestTerminal {
  readonly #terminal: Terminal
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  /** Every byte that was written. */
  raw = ''
  instance: Instance | undefined
  #wake = () => {}

  constructor(columns: number, rows: number) {
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true })
    const nothing = () => this.stdin
    this.stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: nothing,
      ref: nothing,
      unref: nothing,
    }) as never
    const output = Object.assign(new PassThrough(), { isTTY: true, columns, rows }) as unknown as NodeJS.WriteStream
    output.on('data', (chunk) => {
      this.raw += String(chunk)
      this.#terminal.write(String(chunk), () => this.#wake())
    })
    this.stdout = output
  }

  show(node: ReactNode): void {
    const { stdin, stdout } = this
    const options = {
      interactive: true,
      alternateScreen: true,
      incrementalRendering: true,
      maxFps: 60,
      exitOnCtrlC: false,
    }
    this.instance = render(node, { stdin, stdout, patchConsole: false, ...options })
    onTestFinished(() => this.instance?.unmount())
  }

  type(keys: string): void {
    ;(this.stdin as unknown as PassThrough).write(keys)
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows)
    Object.assign(this.stdout, { columns, rows })
    this.stdout.emit('resize')
  }

  get lines(): string[] {
    const { active } = this.#terminal.buffer
    return Array.from({ length: this.#terminal.rows }, (_, row) =>
      active.getLine(active.baseY + row)!.translateToString(true),
    )
  }

  get text(): string {
    return this.lines.join('\n')
  }

  /** Resolves with the screen once it shows `wanted`. */
  async shows(wanted: string | RegExp | ((text: string) => boolean)): Promise<string> {
    const fits = (text: string) =>
      typeof wanted === 'string' ? text.includes(wanted) : wanted instanceof RegExp ? wanted.test(text) : wanted(text)
    const until = Date.now() + PATIENCE
    while (!fits(this.text)) {
      if (Date.now() > until) throw new Error(`the screen never showed ${wanted}:\n${this.text}`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    return this.text
  }
}
