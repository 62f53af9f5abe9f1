import { type FastifyInstance } from 'fastify'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { type ErrorCode } from '../../errors.ts'
import { readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { locationHeader } from '../../plugins/json-answer.ts'
import { findAsPreferred } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { operationAnswers, sendOperation } from '../operations/replies.ts'
import { type FamilyDeletions } from './deletion.ts'
import { type Family, withArticle } from './family.ts'
import { type FamilySchemas } from './schemas.ts'
import { type FamilyService } from './service.ts'

const DAY_SECONDS = 86_400

interface DeletionRequest {
  Params: Readonly<Record<string, string>>
  Querystring: { whenFree?: boolean; deadlineSeconds?: number }
  Headers: EditHeaders
}

function descriptionOf({ isEnabled, unversioned, noun }: Family): string {
  const what = isEnabled
    ? 'Starts an operation that disables the resource, waits until that is deployed, and deletes it. 409 while something ' +
      'refers to the resource, unless `whenFree=true`. Cancelling the operation enables the resource again; if it fails ' +
      'after disabling it, its error says that the resource stays disabled.'
    : '409 while something refers to the resource (`usedBy`), unless `whenFree=true`.'
  const version = unversioned
    ? `The operation fails if the ${noun} changes while it waits, since it might be a new one with the same name.`
    : 'With If-Match, only that version is deleted, at once or after a wait.'
  return `${what} ${version}`
}

/**
 * DELETE of one family: immediate, or an operation if the resource must be disabled first or the caller wants to wait.
 */
export function registerDeletionRoute(
  app: FastifyInstance,
  {
    family,
    schemas,
    service,
    deletions
  }: {
    readonly family: Family
    readonly schemas: FamilySchemas
    readonly service: FamilyService
    readonly deletions: FamilyDeletions
  }
): void {
  const { calls, noun, name, id } = family
  // The record of a deletion has the code of what is deleted.
  const beside = family.updateWith ? [family.updateWith.operation] : []
  const deleteCalls = [
    ...new Set([
      calls.getConfig.name,
      calls.get.name,
      ...(family.findUsers?.operations ?? []),
      ...(family.isEnabled ? [calls.update.name] : []),
      ...beside,
      calls.delete.name
    ])
  ]
  const deleteProblems = problemResponses(
    ...([
      'VALIDATION_FAILED',
      'ETAG_MISMATCH',
      'OPERATION_IN_PROGRESS',
      'STORE_UNAVAILABLE'
    ] as const satisfies readonly ErrorCode[]),
    ...(family.isEnabled ? (['RESOURCE_IN_USE'] as const) : []),
    ...problemsOf(calls.getConfig.name, ...beside, calls.delete.name)
  )
  app.delete<DeletionRequest>(
    `/:${id.parameter}`,
    {
      schema: {
        operationId: `delete${name}`,
        summary: `Delete ${withArticle(noun)}`,
        description: descriptionOf(family),
        tags: [family.tag],
        params: schemas.params,
        querystring: Type.Object(
          {
            whenFree: Type.Optional(
              Type.Boolean({ description: `Wait until nothing refers to the ${noun} any more, then delete it.` })
            ),
            deadlineSeconds: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 30 * DAY_SECONDS,
                description: 'With whenFree: how long to wait. Default: a day.'
              })
            )
          },
          { additionalProperties: false }
        ),
        headers: EditHeaders,
        'x-cloudfront-operations': deleteCalls,
        response: {
          ...operationAnswers,
          ...(!family.isEnabled && { 204: { description: `The ${noun} is gone.` } }),
          ...deleteProblems,
          // If another operation is already working on it.
          409: { ...(deleteProblems[409] as object), headers: locationHeader }
        }
      }
    },
    async (request, reply) => {
      const resourceId = request.params[id.parameter] ?? ''
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { whenFree = false, deadlineSeconds = DAY_SECONDS } = request.query
      if (!whenFree && !family.isEnabled) {
        await service.remove(resourceId, ifMatch)
        return reply.code(204).send()
      }
      const operation = await findAsPreferred(request, reply, async (waitSeconds = 0) =>
        deletions.begin(family, service, resourceId, {
          ifMatch,
          whenFree,
          deadlineSeconds,
          waitSeconds,
          signal: request.gone
        })
      )
      return sendOperation(reply, operation)
    }
  )
}
