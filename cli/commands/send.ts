import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import { formatDuration } from '../../src/config/duration.ts'
import type { Frame } from '../../src/protocol/index.ts'
import type { Context } from '../context.ts'
import { exitOfCode } from '../exits.ts'
import { Failure } from '../failure.ts'
import { oneLine } from '../frame-line.ts'
import { readFields } from '../request.ts'
import { findTarget, type TargetOptions, targetOptions } from '../target.ts'
import { duration } from '../values.ts'

interface Options extends TargetOptions {
  set: string[]
  data?: string
  expect?: string
  within?: number
}

export function define(command: Command): void {
  targetOptions(command.argument('<event>', 'such as dialogs.load'))
    .option(
      '--set <name=value>',
      'a field; the value is JSON, or text (repeatable)',
      (pair, all: string[]) => [...all, pair],
      [],
    )
    .option('--data <json>', 'all fields: {…}, @FILE, or - for stdin')
    .option('--expect <event>', 'wait for this event, or for this error code')
    .option('--within <time>', 'how long to wait; 5s by default', duration('--within'))
}

export async function run(context: Context, options: Options, event: string): Promise<void> {
  const fields = await readFields(context.io, options)
  const { url, token } = await findTarget(context, options)
  const { openSocket } = await import('../socket.ts')
  const { checkFrame } = await import('../frames.ts')
  const socket = await openSocket(url, token)
  try {
    const { request_id = randomUUID() } = fields
    socket.send(JSON.stringify({ ...fields, event, request_id }))
    const { expect: wanted, within = 5_000 } = options
    const deadline = performance.now() + within
    const time = formatDuration(within)
    let answer: Frame | undefined
    for (;;) {
      const text = await socket.next(deadline)
      if (text === undefined) {
        // A server without request ids (FR3 is an extension): its answer is the frame of the same event.
        if (answer && wanted === undefined) return settle(answer)
        if (answer && wanted !== undefined) throw new Failure('expectation', 'expected_missing', { wanted, time })
        throw new Failure('timeout', 'no_reply', { event, time })
      }
      await context.out.stream(oneLine(text))
      const { frame, violation } = checkFrame(text)
      if (violation) throw violation
      const isReply = frame.request_id === request_id
      if (isReply || (frame.event === event && frame.request_id === undefined))
        answer = isReply ? frame : (answer ?? frame)
      if (wanted === undefined && isReply) return settle(frame)
      if (wanted === undefined) continue
      if (wanted === (frame.exception ? frame.code : frame.event)) return
      if (isReply && frame.exception)
        throw new Failure('expectation', 'not_expected', { wanted, got: frame.code ?? 'error' })
    }
  } finally {
    socket.close()
  }
}

/** An error of the server ends the command as the same refusal would end it here. */
function settle({ exception, code, data }: Frame): void {
  if (exception) throw new Failure(exitOfCode(code), 'refused_by_server', { text: String(data), code: code ?? 'error' })
}
