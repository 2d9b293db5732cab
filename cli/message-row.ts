import type { Message } from '../src/protocol/index.ts'
import { nameOf } from './people.ts'

export const messageColumns = ['seq', 'time', 'read', 'from', 'text']

/** A message as a row; the text, which is somebody else's, is the last column. */
export const messageRow = ({ seq, date_created, date_read, user, text_body, file }: Message): string[] => [
  String(seq),
  date_created,
  date_read === null ? '' : 'read',
  nameOf(user) || user.email || String(user.id),
  [text_body, file?.file_name].filter(Boolean).join(' '),
]
