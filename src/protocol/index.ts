import type { z } from 'zod'
import { dialogsLoad } from './events/dialogs.load.ts'
import { dialogsMessagesCreate } from './events/dialogs.messages.create.ts'
import { dialogsMessagesLoad } from './events/dialogs.messages.load.ts'
import { dialogsMessagesSeen } from './events/dialogs.messages.seen.ts'
import { notificationsDialogsCount } from './events/notifications.dialogs.count.ts'

export * from './close.ts'
export type { EventDefinition } from './define.ts'
export * from './envelope.ts'
export * from './errors.ts'
export { NewMessage } from './events/dialogs.messages.create.ts'
export { limits } from './limits.ts'
export * from './shapes.ts'
export { dialogsLoad, dialogsMessagesCreate, dialogsMessagesLoad, dialogsMessagesSeen, notificationsDialogsCount }

/** Every event of the protocol by its wire name; what is not here is `unknown_event`. */
export const events = {
  'dialogs.load': dialogsLoad,
  'dialogs.messages.load': dialogsMessagesLoad,
  'dialogs.messages.create': dialogsMessagesCreate,
  'dialogs.messages.seen': dialogsMessagesSeen,
  'notifications.dialogs.count': notificationsDialogsCount,
} as const

export type Events = typeof events
export type EventName = keyof Events
/** The fields a client sends with an event, beside `event` itself. */
export type RequestOf<Name extends EventName> = z.input<Events[Name]['request']>
/** `data` of the reply to an event, and of the push of the same name. */
export type DataOf<Name extends EventName> = z.output<Events[Name]['data']>
/** `meta` of the reply to an event, as its schema has it; undefined where there is none. */
export type MetaOf<Name extends EventName> = Events[Name]['meta'] extends { _zod: { output: infer Meta } }
  ? Meta
  : undefined
