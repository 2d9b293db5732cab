import type { z } from 'zod'
import en from 'zod/v4/locales/en.js'
import ru from 'zod/v4/locales/ru.js'
import type { Blobs, ContentTypeOf } from '../ports/blobs.ts'
import type { Origin } from '../ports/bus.ts'
import type { Clock } from '../ports/runtime.ts'
import type { Change, Store, UserRecord } from '../ports/store.ts'
import { type EventDefinition, type Locale, type Message, Refusal } from '../protocol/index.ts'
import type { Publisher } from './publisher.ts'

/** Who asks, and in which language they read. */
export interface Caller {
  user: UserRecord
  locale: Locale
}

/** What every use-case may need. */
export interface Deps {
  store: Store
  blobs: Blobs
  contentTypeOf: ContentTypeOf
  clock: Clock
  publisher: Publisher
  /** EM5: how long mails wait for others to join them, milliseconds; 0 is off. */
  mail_digest: number
  /** Markdown to safe HTML and plain text (MD). */
  render: (markdown: string) => { html: string; text: string }
}

/** What a use-case answers; with `change`, everyone in the dialog hears of it. */
export interface Outcome<Data = unknown> {
  data: Data
  meta?: unknown
  change?: Change & { event: 'dialogs.messages.create' | 'dialogs.messages.seen'; up_to?: boolean }
}

export interface UseCase<Request extends z.ZodType = z.ZodType, Data = unknown> {
  request: Request
  handle: (deps: Deps, caller: Caller, request: z.output<Request>) => Promise<Outcome<Data>>
}

/** Binds a use-case to the event whose name it bears. */
export function handle<Name extends string, Request extends z.ZodType, Data extends z.ZodType>(
  definition: EventDefinition<Name, Request, Data>,
  handler: UseCase<Request, z.output<Data>>['handle'],
): UseCase<Request, z.output<Data>> {
  return { request: definition.request, handle: handler }
}

/** A change answers the one who asked with the message, and tells everyone in the dialog; a repeat tells nobody else. */
export function toParticipants(
  event: 'dialogs.messages.create' | 'dialogs.messages.seen',
  change: Change,
  up_to?: boolean,
): Outcome<Message> {
  if (!change.changed) return { data: change.message }
  return { data: change.message, change: up_to ? { ...change, event, up_to } : { ...change, event } }
}

const wording = { en: en().localeError, ru: ru().localeError }

export interface Answer<Data = unknown> {
  data: Data
  meta?: unknown
  /** The origin has got its copy by way of the bus, in its place among all changes; nothing more is to be sent. */
  published: boolean
}

/**
 * The one way through, for sockets and HTTP alike: validate → handle → publish → answer. Rejects with a `Refusal` for
 * whatever is expected to fail; then nothing was stored or published.
 */
export async function run<Request extends z.ZodType, Data>(
  deps: Deps,
  useCase: UseCase<Request, Data>,
  caller: Caller,
  fields: unknown,
  origin?: Origin,
): Promise<Answer<Data>> {
  const parsed = useCase.request.safeParse(fields, { error: wording[caller.locale] })
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    throw new Refusal('invalid_request', { errors })
  }
  const { data, meta, change } = await useCase.handle(deps, caller, parsed.data)
  if (!change) return { data, meta, published: false }
  const { event, rev, counts, up_to } = change
  const message = JSON.stringify(change.message)
  await deps.publisher.publish({ kind: 'message', event, rev, message, counts, up_to, origin })
  return { data, meta, published: true }
}
