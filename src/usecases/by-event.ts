import type { EventName } from '../protocol/index.ts'
import { load } from './dialogs.load.ts'
import { create } from './dialogs.messages.create.ts'
import { loadMessages } from './dialogs.messages.load.ts'
import { seen } from './dialogs.messages.seen.ts'
import { count } from './notifications.dialogs.count.ts'
import type { UseCase } from './run.ts'

/** The use-case of each event. A map, so that no event can be called `constructor`. */
export const useCases: ReadonlyMap<string, UseCase> = new Map<EventName, UseCase>([
  ['dialogs.load', load],
  ['dialogs.messages.load', loadMessages],
  ['dialogs.messages.create', create],
  ['dialogs.messages.seen', seen],
  ['notifications.dialogs.count', count],
])
