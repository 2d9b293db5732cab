import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { parseDuration } from '../src/config/duration.ts'
import { reasonOf } from '../src/config/problem.ts'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import type { Io } from './io.ts'

/** Readers of option values for commander; `name` is the flag or argument as a person writes it. */
export const duration =
  (name: string) =>
  (value: string): number => {
    const milliseconds = parseDuration(value)
    if (!milliseconds) throw new Failure('usage', 'bad_duration', { name, value })
    return milliseconds
  }

export const whole =
  (name: string, least = 1) =>
  (value: string): number => {
    if (!/^\d{1,15}$/.test(value) || Number(value) < least)
      throw new Failure('usage', 'bad_number', { name, value, least })
    return Number(value)
  }

/** One of a few words; they stay readable for whoever describes the option. */
export function choice<Value extends string>(name: string, choices: readonly Value[]) {
  const parse = (value: string): Value => {
    const found = choices.find((one) => one === value)
    if (found === undefined) throw new Failure('usage', 'bad_choice', { name, value, choices: choices.join(', ') })
    return found
  }
  return Object.assign(parse, { choices })
}

/** No control characters, spaces or brackets: nothing that could add a header or a recipient to a mail (EM6). */
export const isEmail = (value: string): boolean =>
  value.length <= 254 && /^[^\s<>@,;:"\\\p{C}]+@[^\s<>@,;:"\\\p{C}]+$/u.test(value)

export function email(value: string): string {
  if (!isEmail(value)) throw new Failure('usage', 'bad_email', { value })
  return value
}

export function readFile(path: string, { cwd }: Io): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw new Failure('usage', 'unreadable', { path, reason: reasonOf(error) })
  }
}

/** All of standard input as text, without its last line break. */
export async function readStdin(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)).replace(/\r?\n$/, '')
  } catch {
    throw new Failure('usage', 'bad_text')
  }
}

/** Asks on the terminal; without one, or with `--no-input`, the command needs the flag or argument `name`. */
export async function ask({ io, globals }: Context, name: string, message: string, secret = false): Promise<string> {
  const { stdin, stderr } = io
  if (!stdin.isTTY || !stderr.isTTY || globals.input === false) throw new Failure('usage', 'missing_input', { name })
  const { isCancel, password, text } = await import('@clack/prompts')
  const answer = await (secret ? password : text)({ message, input: stdin, output: stderr })
  if (isCancel(answer) || !answer) throw new Failure('failure', 'cancelled')
  return answer
}
