import { type ErrorCode, errors } from '../src/protocol/errors.ts'

/** The exit codes of every command. */
export const exits = {
  ok: 0,
  failure: 1,
  usage: 2,
  not_found: 3,
  authorisation: 4,
  conflict: 5,
  cannot_connect: 6,
  timeout: 7,
  expectation: 8,
  violation: 9,
  bug: 70,
} as const

export type Exit = keyof typeof exits

const byStatus: Record<number, Exit> = {
  400: 'usage',
  401: 'authorisation',
  403: 'authorisation',
  404: 'not_found',
  409: 'conflict',
  422: 'usage',
}

/** How a command ends that was refused with a code of the protocol, by this server or another one. */
export function exitOfCode(code: string | undefined): Exit {
  const entry = code !== undefined && Object.hasOwn(errors, code) ? errors[code as ErrorCode] : undefined
  return (entry && byStatus[entry.http]) ?? 'failure'
}
