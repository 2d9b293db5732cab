import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

/** One event of the protocol, declared once: types, validation, client methods, docs and forms derive from it. */
export interface EventDefinition<
  Name extends string = string,
  Request extends z.ZodType = z.ZodType,
  Data extends z.ZodType = z.ZodType,
  Meta extends z.ZodType | undefined = z.ZodType | undefined,
> {
  name: Name
  summary: string
  /** A request of the user's own document, as an example. */
  example: Record<string, unknown>
  /** The request's fields beside `event` and `request_id`. */
  request: Request
  /** `data` of the reply. */
  data: Data
  /** `meta` of the reply, where there is one. */
  meta: Meta
  /** What it may be refused with, beside what any request may meet. */
  errors: readonly ErrorCode[]
  /** Events that everyone concerned hears after it; empty for a request that only the caller hears of. */
  pushes: readonly string[]
}

/** Declares an event; the wire name is the file name. */
export function event<
  const Name extends string,
  Request extends z.ZodType,
  Data extends z.ZodType,
  Meta extends z.ZodType | undefined = undefined,
>(
  name: Name,
  definition: Omit<EventDefinition<Name, Request, Data, Meta>, 'name' | 'meta'> & { meta?: Meta },
): EventDefinition<Name, Request, Data, Meta> {
  return { name, ...definition, meta: definition.meta as Meta }
}
