import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../protocol/index.ts'
import { newMessage } from '../../usecases/new-message.ts'
import { type Caller, type Deps, run } from '../../usecases/run.ts'

/** HT1: `POST /api/dialogs/new-message/`. */
export function newMessageRoute(
  server: FastifyInstance,
  deps: Deps,
  callerOf: (request: FastifyRequest, is_create: boolean) => Promise<Caller>,
): void {
  server.post('/api/dialogs/new-message', async (request, reply) => {
    const caller = await callerOf(request, true)
    // null and a missing body are JSON without a message in it
    if (typeof request.body !== 'object' || request.body === null) throw new Refusal('bad_json')
    const { data } = await run(deps, newMessage, caller, request.body)
    return reply.code(201).send(data)
  })
}
