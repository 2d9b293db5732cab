import { hash } from 'node:crypto'
import type { DataOf, Dialog, Frame, Message } from '../../src/protocol/index.ts'
import type { Violation } from '../wire/entry.ts'
import { claims } from './answers.ts'

/** How many messages are remembered; beyond, the oldest are forgotten. A page or an event about an older one is rare. */
const REMEMBERED = 5_000

/** A longer text is remembered as its digest, characters. */
const QUOTED = 200

/** What a message is compared by: some hundred bytes, where the message itself takes thousands. */
interface Remembered extends Pick<Message, 'rev' | 'date_read'> {
  place: string
  /** What of it never changes. */
  lasting: string
}

/** What all sessions together have learnt of messages and dialogs; one server stands behind them. */
export class Known {
  #messages = new Map<number, Remembered>()
  #places = new Map<string, number>()
  #participants = new Map<number, Set<number>>()

  /** Compares a message with what was told of it before, and remembers it. */
  message(message: Message): Violation[] {
    const { id, dialog, seq, rev, date_read } = message
    const lasting = lastingOf(message)
    const before = this.#messages.get(id)
    const place = `${dialog}:${seq}`
    const there = this.#places.get(place)
    const violations = claims(
      'MC3',
      there === undefined || there === id,
      `seq ${seq} of dialog ${dialog} is message ${there} already`,
    )
    if (before) {
      violations.push(
        ...claims(
          'MC2',
          before.lasting === lasting,
          `message ${id} is not what it was: ${lasting} instead of ${before.lasting}`,
        ),
        ...claims(
          'MS3',
          before.date_read === null || rev < before.rev || date_read === before.date_read,
          `date_read of message ${id} changed`,
        ),
        ...claims(
          'MS3',
          rev !== before.rev || date_read === before.date_read,
          `date_read of message ${id} changed without its rev`,
        ),
      )
    }
    if (violations.length > 0) return violations
    this.#places.set(place, id)
    if (!before || rev >= before.rev) this.#messages.set(id, { place, rev, date_read, lasting })
    if (this.#messages.size > REMEMBERED) this.#forget()
    return []
  }

  /** Who takes part in a dialog, where somebody has loaded it. */
  dialog(dialog: Dialog, viewer: number): void {
    this.#participants.set(dialog.id, new Set([viewer, ...dialog.users.map(({ id }) => id)]))
  }

  /** False where the user is certainly not in the dialog. */
  mayBeIn(dialog: number, user: number): boolean {
    return this.#participants.get(dialog)?.has(user) ?? true
  }

  /** Whether the user is certainly in the dialog. */
  isIn(dialog: number, user: number): boolean {
    return this.#participants.get(dialog)?.has(user) ?? false
  }

  #forget(): void {
    const [id, { place }] = this.#messages.entries().next().value!
    this.#messages.delete(id)
    this.#places.delete(place)
  }
}

function lastingOf({ dialog, seq, user, markdown_body, lesson, uid, date_created, file, reply }: Message): string {
  const refers = { file: file?.id ?? null, reply: reply?.id ?? null }
  const text = markdown_body.length > QUOTED ? digestOf(markdown_body) : markdown_body
  return JSON.stringify({ dialog, seq, user: user.id, markdown_body: text, lesson, uid, date_created, ...refers })
}

const digestOf = (text: string) => `${text.slice(0, 40)}… (SHA-1 ${hash('sha1', text.toWellFormed())})`

/** The messages that a frame of the protocol carries. */
export function messagesIn(frame: Frame, name: string): Message[] {
  if (name === 'dialogs.messages.load') return frame.data as DataOf<'dialogs.messages.load'>
  if (name === 'dialogs.load')
    return (frame.data as DataOf<'dialogs.load'>).flatMap(({ last_message }) => last_message ?? [])
  return name === 'notifications.dialogs.count' ? [] : [frame.data as Message]
}

/** DL2, DL3, ML2: what can be said of a page by itself. */
export function pageIs(frame: Frame, name: string, user: number | undefined): Violation[] {
  if (name === 'dialogs.messages.load') {
    const page = frame.data as DataOf<'dialogs.messages.load'>
    const gap = page.findIndex(
      ({ seq, dialog }, n) => n > 0 && (seq !== page[n - 1]!.seq + 1 || dialog !== page[0]!.dialog),
    )
    return claims('ML2', gap < 0, `seq ${page[gap - 1]?.seq} is followed by ${page[gap]?.seq}`)
  }
  if (name !== 'dialogs.load') return []
  const page = frame.data as DataOf<'dialogs.load'>
  const activity = ({ last_message, date_created }: Dialog) => last_message?.date_created ?? date_created
  const older = page.findIndex((dialog, n) => n > 0 && activity(dialog) > activity(page[n - 1]!))
  return [
    ...claims('DL3', older < 0, `dialog ${page[older]?.id} is newer than the one before it`),
    ...claims('DL2', new Set(page.map(({ id }) => id)).size === page.length, 'a dialog is there twice'),
    ...page.flatMap((dialog) => dialogIs(dialog, user)),
  ]
}

const dialogIs = ({ id, last_message, user, users }: Dialog, viewer: number | undefined): Violation[] => [
  ...claims('DL2', user.id === users[0]?.id, `user of dialog ${id} is not the first of its users`),
  ...claims('DL2', !users.some((other) => other.id === viewer), `users of dialog ${id} hold the caller`),
  ...claims(
    'DL2',
    last_message === null || last_message.dialog === id,
    `last_message of dialog ${id} is of another dialog`,
  ),
]
