import type { Command } from 'commander'
import type { Message } from '../../src/protocol/index.ts'
import type { Context } from '../context.ts'
import { messageRow } from '../message-row.ts'
import { findDialog } from '../people.ts'
import { whole } from '../values.ts'

interface Options {
  dialog: number
  lines: number
  count?: number
}

export function define(command: Command): void {
  command
    .requiredOption('--dialog <id>', 'which dialog', whole('--dialog'))
    .option('--lines <number>', 'how many earlier ones to begin with', whole('--lines', 0), 10)
    .option('--count <number>', 'stop after this many', whole('--count'))
}

export async function run({ open, out }: Context, { dialog, lines, count }: Options): Promise<void> {
  const { store } = await open()
  await findDialog(store, dialog)
  let printed = 0
  let seq = 0
  const print = async (message: Message) => {
    if (message.seq <= seq || printed === count) return
    seq = message.seq
    printed += 1
    await (out.json ? out.stream(JSON.stringify(message)) : out.row(messageRow(message)))
  }
  const { promise: arrival, resolve: first } = Promise.withResolvers<void>()
  let wake = first
  const page = async (more: object) => {
    const { messages } = await store.messages.page({
      dialog_id: dialog,
      user_id: undefined,
      limit: 100,
      offset: 0,
      ...more,
    })
    return messages
  }
  // Listening begins before the first page is read, so that nothing falls between the two.
  const stop = store.onForeignChanges(() => wake())
  // The store's own watch does not keep a process alive.
  const alive = setInterval(() => {}, 60_000)
  try {
    const earlier = lines > 0 ? await page({ limit: lines }) : []
    const [last] = earlier.length > 0 ? [] : await page({ limit: 1 })
    seq = last?.seq ?? 0
    for (const message of earlier) await print(message)
    for (let news = arrival; printed !== count; ) {
      await news
      const next = Promise.withResolvers<void>()
      ;[news, wake] = [next.promise, next.resolve]
      for (
        let more = await page({ after_seq: seq });
        more.length > 0 && printed !== count;
        more = await page({ after_seq: seq })
      )
        for (const message of more) await print(message)
    }
  } finally {
    stop()
    clearInterval(alive)
  }
}
