import { type FastifyInstance } from 'fastify'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { type ErrorCode } from '../../errors.ts'
import { IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { locationHeader } from '../../plugins/json-answer.ts'
import { PreferHeader, readWaitSeconds, sayWaited } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Prefer } from '../distributions/hold-answer.ts'
import { Operation } from '../operations/schemas.ts'
import { type DeletionOptions, type FamilyDeletions } from './deletion.ts'
import { type Family, withArticle } from './family.ts'
import { type FamilySchemas } from './schemas.ts'
import { type FamilyService } from './service.ts'

const DAY_SECONDS = 86_400

interface DeletionRequest {
  Params: Readonly<Record<string, string>>
  Querystring: { whenFree?: boolean; deadlineSeconds?: number }
  Headers: { 'if-match'?: string } & Prefer
}

function descriptionOf({ isEnabled, unversioned, noun }: Family): string {
  const what = isEnabled
    ? 'Starts an operation that disables the resource, waits until that is deployed, and deletes it. 409 while something ' +
      'refers to the resource, unless `whenFree=true` has the operation wait until nothing does. Cancelling the operation ' +
      'enables the resource again; if it fails after disabling it, its error says that the resource stays disabled.'
    : '409 while something refers to the resource, which `usedBy` then lists. `whenFree=true` starts an operation that ' +
      'waits until nothing does.'
  const version = unversioned
    ? `The operation fails if the ${noun} changes while it waits, since a later one of the same name could not be told apart.`
    : 'With If-Match only that version is deleted: if it changes meanwhile, the operation fails and deletes nothing.'
  return `${what} ${version}`
}

/** DELETE of one family: at once, or as an operation where it has to be disabled first or has to wait. */
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
  const deleteCalls = [
    ...new Set([
      calls.getConfig.name,
      calls.get.name,
      ...(family.findUsers?.operations ?? []),
      ...(family.isEnabled ? [calls.update.name] : []),
      calls.delete.name
    ])
  ]
  const operationAnswer = (description: string) => ({
    description,
    headers: locationHeader,
    content: { 'application/json': { schema: Operation } }
  })
  const deleteProblems = problemResponses(
    ...([
      'VALIDATION_FAILED',
      'ETAG_MISMATCH',
      'OPERATION_IN_PROGRESS',
      'STORE_UNAVAILABLE'
    ] as const satisfies readonly ErrorCode[]),
    ...(family.isEnabled ? (['RESOURCE_IN_USE'] as const) : []),
    ...problemsOf(calls.getConfig.name, calls.delete.name)
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
        headers: Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties }),
        'x-cloudfront-operations': deleteCalls,
        response: {
          200: operationAnswer('The operation, which ended within the time of `Prefer: wait=N`.'),
          202: operationAnswer('The operation, which is still running.'),
          ...(!family.isEnabled && { 204: { description: `The ${noun} is gone.` } }),
          ...deleteProblems,
          // Where another operation is already working on it.
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
      const waitSeconds = readWaitSeconds(request.headers.prefer)
      const wanted: DeletionOptions = {
        ifMatch,
        whenFree,
        deadlineSeconds,
        waitSeconds: waitSeconds ?? 0,
        signal: request.gone
      }
      const operation = await deletions.begin(family, service, resourceId, wanted)
      if (waitSeconds !== undefined) sayWaited(reply, waitSeconds)
      return reply
        .code(operation.endedAt === undefined ? 202 : 200)
        .header('location', `/operations/${operation.id}`)
        .send(operation)
    }
  )
}
