import { type FastifyReply } from 'fastify'
import { jsonAnswer, locationHeader } from '../../plugins/json-answer.ts'
import { Operation } from './schemas.ts'

/** The answers of a route that begins an operation, for its `response` schema. */
export const operationAnswers = {
  200: jsonAnswer('The operation, which ended within the time of `Prefer: wait=N`.', Operation, locationHeader),
  202: jsonAnswer('The operation, which is still running.', Operation, locationHeader)
}

export function sendOperation(reply: FastifyReply, operation: Operation): FastifyReply {
  return reply
    .code(operation.endedAt === undefined ? 202 : 200)
    .header('location', `/operations/${operation.id}`)
    .send(operation)
}
