import type { DataOf, Dialog, EventName, File, Message, User } from '../protocol/index.ts'

// The people and the message of the examples: Anna, id 2, wrote to her reviewer Boris, id 1.

const anna: User = {
  id: 2,
  email: 'anna@example.com',
  first_name: 'Anna',
  last_name: 'Petrova',
  avatar: null,
  thumbnail_avatar: null,
}

export const file: File = {
  id: 1,
  url: 'https://dialogd.example/files/1?e=1795564800&s=4fQd0X3p0tY2m1lBq8kZr7nVwUeJc5aS',
  file_name: 'report.pdf',
  size: 48_211,
  type: 1,
  content_type: 'application/pdf',
  date_created: '2026-11-22T08:23:15.438Z',
}

export const message: Message = {
  id: 1,
  dialog: 1,
  seq: 1,
  user: anna,
  body: '<h1>Hello</h1>',
  text_body: 'Hello',
  markdown_body: '#Hello',
  file,
  reply: null,
  lesson: null,
  uid: null,
  date_created: '2026-11-22T08:23:16.002Z',
  date_read: null,
  rev: 1,
}

const dialog: Dialog = {
  id: 1,
  unread_messages_count: 1,
  last_message: message,
  user: anna,
  users: [anna],
  date_created: '2026-11-22T08:20:00.000Z',
}

/** What comes back for the example of each event. */
export const replies: { [Name in EventName]: { data: DataOf<Name>; meta?: unknown } } = {
  'dialogs.load': { data: [dialog], meta: { limit: 20, offset: 40, total: 41 } },
  'dialogs.messages.load': { data: [message], meta: { limit: 20, offset: 40, total: 41 } },
  'dialogs.messages.create': { data: message },
  'dialogs.messages.seen': { data: { ...message, date_read: '2026-11-22T08:24:40.250Z', rev: 2 } },
  'notifications.dialogs.count': { data: 1 },
}
