import { Failure } from './failure.ts'
import type { Io } from './io.ts'
import { readFile, readStdin } from './values.ts'

/** The fields of a request, from `--data` and then each `--set`. */
export async function readFields(
  io: Io,
  { data, set }: { data?: string; set: string[] },
): Promise<Record<string, unknown>> {
  const fields = data === undefined ? {} : await readData(io, data)
  for (const pair of set) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) throw new Failure('usage', 'bad_pair', { value: pair })
    Object.defineProperty(fields, name, {
      value: jsonOrText(value),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return fields
}

async function readData(io: Io, data: string): Promise<Record<string, unknown>> {
  const text = data === '-' ? await readStdin(io.stdin) : data.startsWith('@') ? readFile(data.slice(1), io) : data
  const fields = jsonOrText(text)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) throw new Failure('usage', 'bad_data')
  return fields as Record<string, unknown>
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
