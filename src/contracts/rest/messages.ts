import { message } from '../samples.ts'
import { refTo } from '../schemas.ts'
import { type Paths, refusals, tokenErrors, withToken } from './responses.ts'

/** HT1 */
export const messagesPaths = (): Paths => ({
  '/api/dialogs/new-message/': {
    post: {
      operationId: 'newMessage',
      tags: ['messages'],
      summary: 'Write to your reviewer, into your dialog with them, which is made if there is none.',
      description: 'Everyone in the dialog hears of it on the socket as `dialogs.messages.create`.',
      ...withToken,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: { $ref: refTo('NewMessage') },
            examples: { text: { value: { body: '#Hello' } }, file: { value: { body: '#Hello', file_id: 1 } } },
          },
        },
      },
      responses: {
        201: {
          description: 'The message, which would survive a power cut.',
          content: {
            'application/json': { schema: { $ref: refTo('Message') }, examples: { message: { value: message } } },
          },
        },
        ...refusals(
          'bad_json',
          ...tokenErrors,
          'reviewer_missing',
          'file_forbidden',
          'payload_too_large',
          'unsupported_media_type',
          'invalid_request',
          'empty_message',
          'body_too_long',
          'rate_limited',
          'storage_unavailable',
        ),
      },
    },
  },
})
