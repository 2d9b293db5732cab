/** What a reader of the AsyncAPI document has to know before its parts make sense (FR, ER, AU). */
export const aboutSockets = `Frames are JSON text. Connect to \`/ws/?token=<jwt>\` and send requests; the server answers each with a frame of the same \`event\`, in the order they came, and pushes frames of the same kinds when something happens.

Operations are seen from the server: it receives requests, and sends pushes. A frame with \`exception: true\` is a refusal (\`ErrorFrame\`). Fields that a request has beside the documented ones are ignored; frames have no others.

The rules, each with an id and a test, are in \`src/protocol/SPEC.md\`.`

/** AU1: the ways in which a socket brings its token. */
export const tokenSchemes = {
  token: {
    type: 'httpApiKey',
    in: 'query',
    name: 'token',
    description: 'A JWT in the URL: `/ws/?token=<jwt>`.',
  },
  historical: {
    type: 'httpApiKey',
    in: 'query',
    name: '',
    description: 'The historical form, a query parameter without a name: `/ws/token?=<jwt>`.',
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'A header, for clients that can send one: `Authorization: Bearer <jwt>` or `Authorization: JWT <jwt>`.',
  },
}
