import type { Command } from 'commander'
import { formatDuration } from '../../src/config/duration.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { oneLine } from '../frame-line.ts'
import { findTarget, type TargetOptions, targetOptions } from '../target.ts'
import { duration, whole } from '../values.ts'

interface Options extends TargetOptions {
  events?: string
  count?: number
  for?: number
}

export function define(command: Command): void {
  targetOptions(command)
    .option('--events <names>', 'only these events, comma-separated')
    .option('--count <number>', 'stop after this many frames', whole('--count'))
    .option('--for <time>', 'stop after this time; with --count, fail if fewer came', duration('--for'))
}

export async function run(context: Context, options: Options): Promise<void> {
  const { url, token } = await findTarget(context, options)
  const { openSocket } = await import('../socket.ts')
  const { checkFrame } = await import('../frames.ts')
  const names = options.events?.split(',').map((name) => name.trim())
  const deadline = options.for === undefined ? undefined : performance.now() + options.for
  const socket = await openSocket(url, token)
  context.out.note(context.say('connected', { url }))
  try {
    let got = 0
    while (got !== options.count) {
      const text = await socket.next(deadline)
      if (text === undefined) {
        if (options.count === undefined) return
        throw new Failure('timeout', 'too_few_frames', {
          got,
          wanted: options.count,
          time: formatDuration(options.for!),
        })
      }
      const { frame, violation } = checkFrame(text)
      if (frame && names && !names.includes(frame.event)) continue
      await context.out.stream(oneLine(text))
      if (violation) throw violation
      got += 1
    }
  } finally {
    socket.close()
  }
}
