import { type Operation, type Paths, type Response, refusals } from './responses.ts'

const page = (description: string): Response => ({
  description,
  content: { 'text/html': { schema: { type: 'string' } } },
})

/** EM3: the link of the mails, and its one click (RFC 8058). */
export const unsubscribePaths = (): Paths => ({
  '/unsubscribe': {
    get: {
      ...unsubscribing('askToUnsubscribe', 'A page that asks whether to stop the mails. It changes nothing.'),
      responses: { 200: page('The page, with a button.'), ...refusals('not_found') },
    },
    post: {
      ...unsubscribing('unsubscribe', 'Stop the mails of a user about new messages.'),
      requestBody: {
        description: 'Whatever a mail program posts; it is not looked at.',
        content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } },
      },
      responses: {
        200: page('They have stopped.'),
        ...refusals('not_found', 'payload_too_large', 'storage_unavailable'),
      },
    },
  },
})

const unsubscribing = (operationId: string, summary: string): Omit<Operation, 'responses'> => ({
  operationId,
  tags: ['mail'],
  summary,
  description: 'The URL is that of `List-Unsubscribe` in a mail; it is signed and needs no token.',
  security: [],
  parameters: ['u', 's'].map((name) => ({
    name,
    in: 'query',
    required: true,
    description: name === 'u' ? 'The user.' : 'The signature.',
    schema: { type: 'string' },
  })),
})
