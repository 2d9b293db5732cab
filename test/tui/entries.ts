import type { Message } from '../../src/protocol/index.ts'
import type { Entry } from '../../tui/wire/entry.ts'

let number = 0

/** An entry of a log, as a session would emit it. */
export function entry(more: Partial<Entry> = {}): Entry {
  number += 1
  const text = more.text ?? JSON.stringify(more.frame ?? {})
  const event = typeof more.frame?.event === 'string' ? { event: more.frame.event } : {}
  return {
    n: number,
    at: Date.now(),
    tick: number,
    session: 'A',
    dir: 'in',
    text,
    bytes: text.length,
    violations: [],
    ...event,
    ...more,
  }
}

/** A frame from the server. */
export const received = (event: string, data: unknown, more: Partial<Entry> = {}): Entry =>
  entry({ frame: { type: 'ws_send', event, data }, ...more })

export const person = (id: number, first_name: string) => ({
  id,
  email: `${first_name}@example.com`,
  first_name,
  last_name: '',
  avatar: null,
  thumbnail_avatar: null,
})

/** A message of user 1 (anna) in dialog 1. */
export const message = (id: number, more: Partial<Message> = {}): Message => ({
  id,
  dialog: 1,
  seq: id,
  user: person(1, 'anna'),
  body: `<p>text ${id}</p>`,
  text_body: `text ${id}`,
  markdown_body: `text ${id}`,
  file: null,
  reply: null,
  lesson: null,
  uid: null,
  date_created: `2026-11-22T08:23:${String(id).padStart(2, '0')}.000Z`,
  date_read: null,
  rev: id,
  ...more,
})

/** dialog 1 as `viewer` loads it. */
export const dialogWith = (other: ReturnType<typeof person>, unread = 0, last_message: Message | null = null) => ({
  id: 1,
  unread_messages_count: unread,
  last_message,
  user: other,
  users: [other],
  date_created: '2026-11-22T08:00:00.000Z',
})
