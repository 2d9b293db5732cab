import { z } from 'zod'
import {
  type ErrorCode,
  type EventDefinition,
  Frame,
  frameErrors,
  RequestId,
  requestErrors,
} from '../protocol/index.ts'

/** The events that a document speaks of, by wire name. */
export type EventTable = Record<string, EventDefinition>

/** `dialogs.load` → `DialogsLoad`: names that are also names of types. */
export const pascal = (name: string): string => name.replace(/(?:^|\.)([a-z])/g, (_, letter) => letter.toUpperCase())

export const requestName = (event: string): string => `${pascal(event)}Request`
export const frameName = (event: string): string => `${pascal(event)}Frame`

/** What a client sends (FR1, FR3). */
export function requestOf({ name, summary, request }: EventDefinition): z.ZodType {
  const { shape } = request as z.ZodObject
  return z
    .object({ event: z.literal(name), ...shape, request_id: RequestId.nullish() })
    .meta({ title: requestName(name), description: summary })
}

/** What comes of it, as the reply or as a push (FR1, FR2). */
export function frameOf({ name, data, meta, pushes }: EventDefinition): z.ZodType {
  const { type, request_id } = Frame.shape
  const description = pushes.includes(name)
    ? `The reply to \`${name}\`, and the same as a push to every other socket of every participant.`
    : `The reply to \`${name}\`.`
  return z
    .object({ type, event: z.literal(name), data, ...(meta && { meta }), request_id })
    .meta({ title: frameName(name), description })
}

/** ER2: some codes, under a name. */
export const codesOf = (codes: readonly ErrorCode[]): z.ZodType =>
  z.enum(codes).meta({ title: 'ErrorCode', description: 'For programs: why the request was refused.' })

/** ER1: a refusal. */
export function errorFrameOf(code: z.ZodType): z.ZodType {
  const { type, event, errors, retry_after, request_id, exception } = Frame.shape
  return z
    .object({
      type,
      event,
      data: z.string().describe('A text for a person, in English or Russian.'),
      exception: exception.unwrap(),
      code,
      errors,
      retry_after,
      request_id,
    })
    .meta({
      title: 'ErrorFrame',
      description: 'The reply to a request that was refused, to the socket that asked alone. The socket stays open.',
    })
}

/** Every code that an error frame may bear. */
export function socketErrors(events: EventTable): ErrorCode[] {
  const declared = Object.values(events).flatMap(({ errors }) => errors)
  return [...new Set([...frameErrors, ...requestErrors, ...declared])]
}
