import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import Type, { type TObject, type TSchema } from 'typebox'
import { withAccount } from '../../accounts/accounts.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { requireIfMatchForArrays } from '../../configuration/editing/array-precondition.ts'
import { partAddressOf } from '../../configuration/distributions/parts/addresses.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { type DryRunOutcome, WriteQuery } from '../../configuration/distributions/dry-run.ts'
import { Findings } from '../../configuration/distributions/findings/schemas.ts'
import {
  type Members,
  type Part,
  patchPart,
  type PartChange,
  type Position,
  putPart,
  removePart
} from '../../configuration/distributions/parts/part.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { type ErrorCode } from '../../errors.ts'
import { IfNoneMatchHeader, quoteEtag, readIfMatch, requireOnlyCreate } from '../../plugins/conditional-requests.ts'
import { etagHeader, jsonAnswer } from '../../plugins/json-answer.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { editOperations } from './edit-operations.ts'
import { type PartService, shownPart, writtenPart } from './parts-service.ts'
import { createdHeaders, holdUntilDeployed, onlyDryRun, sendDryRun } from './replies.ts'

export interface PartRoutesOptions {
  readonly service: PartService
  readonly deployments: Pick<Deployments, 'whenDeployed'>
}

type Verb = 'get' | 'replace' | 'patch' | 'delete'

/** What differs between the routes of different parts. */
interface PartResource {
  readonly part: Part
  readonly tag: string
  /** In summaries: `Read an origin of a distribution`. */
  readonly one: string
  /** The end of each operationId: `Origin` of `getOrigin`. */
  readonly operation: string
  readonly operationIds?: Partial<Readonly<Record<Verb, string>>>
  readonly summaries?: Partial<Readonly<Record<Verb, string>>>
  readonly param: { readonly name: string; readonly schema: TSchema }
  /** The segment of its addresses. */
  readonly collection: string
  readonly shown: TSchema
  readonly written: TSchema
  /** Omitted if the address of a PUT is enough; then there is nothing to patch, either. */
  readonly replace?: TSchema | undefined
  readonly patch?: TSchema | undefined
  /** Parameters for its position among the others, and how to read them. */
  readonly position?:
    | {
        readonly query: TObject
        readonly read: (query: Readonly<Record<string, string | undefined>>) => Position | undefined
      }
    | undefined
  readonly descriptions?: Partial<Readonly<Record<Verb, string>>>
  /** The operations of CloudFront that a write may call, if it is not just an edit. */
  readonly calls?: readonly string[]
  /** In addition to those of every edit. */
  readonly problems?: Partial<Readonly<Record<Verb, readonly ErrorCode[]>>>
  /** Additional members for the dry run of a PUT that adds the part. */
  readonly previewOfAdded?: (distributionId: string, key: string) => Promise<Pick<DryRunOutcome, 'movesFrom'>>
  /** An alternative for a PUT whose edit CloudFront refuses. Resolves with false if it does not apply. */
  readonly putOtherwise?: (
    error: unknown,
    distributionId: string,
    key: string,
    ifMatch: IfMatch | undefined
  ) => Promise<boolean>
}

interface PartRequest {
  Params: Readonly<Record<string, string | number>>
  Querystring: WriteQuery & Readonly<Record<string, string | undefined>>
  Headers: EditHeaders & { 'if-none-match'?: string }
  Body: unknown
}

const editProblems = [
  'VALIDATION_FAILED',
  'UNKNOWN_UPSTREAM_SETTING',
  'SEVERE_FINDINGS',
  ...problemsOf('GetDistributionConfig', 'UpdateDistribution')
] as const

const json = (description: string, schema: TSchema) => jsonAnswer(description, schema, etagHeader)
const orPreview = (description: string, schema: TSchema) => ({
  description,
  headers: etagHeader,
  content: { 'application/json': { schema }, ...onlyDryRun }
})

/**
 * GET, PUT, PATCH and DELETE of one part of a distribution's configuration, below the prefix of its kind. All writes
 * apply to the newest version, again after an edit conflict, unless If-Match names one; they support `dryRun`, `strict`
 * and `Prefer`.
 */
export function registerPartRoutes(app: FastifyInstance, resource: PartResource, options: PartRoutesOptions): void {
  const { part, param, one, operation } = resource
  const { service } = options
  const url = `/:${param.name}`
  const params = Type.Object({ ...DistributionParams.properties, [param.name]: param.schema })
  const config = { slashesIn: [param.name] }
  const positionQuery = resource.position?.query.properties ?? {}
  const keyOf = (request: FastifyRequest<PartRequest>) => String(request.params[param.name])
  const readPosition = (request: FastifyRequest<PartRequest>) => resource.position?.read(request.query)
  const described = (verb: Verb, ...sentences: string[]) => {
    const text = [resource.descriptions?.[verb], ...sentences].filter(sentence => sentence !== undefined)
    return text.length > 0 ? { description: text.join(' ') } : {}
  }
  const problems = (verb: Verb, ...codes: readonly ErrorCode[]) =>
    problemResponses(...codes, ...(resource.problems?.[verb] ?? []), ...editProblems)

  async function edit(request: FastifyRequest<PartRequest>, change: PartChange) {
    const { distributionId } = request.params as { distributionId: string }
    const ifMatch = readIfMatch(request.headers['if-match'])
    const { dryRun, strict } = request.query
    if (dryRun) return service.preview(distributionId, part, keyOf(request), change, { ifMatch, strict })
    try {
      return await service.edit(distributionId, part, keyOf(request), change, { ifMatch, strict })
    } catch (error) {
      if (!(await resource.putOtherwise?.(error, distributionId, keyOf(request), ifMatch))) throw error
      return service.read(distributionId)
    }
  }

  async function sendWritten(request: FastifyRequest<PartRequest>, reply: FastifyReply, change: PartChange) {
    const { distributionId } = request.params as { distributionId: string }
    const outcome = await edit(request, change)
    if (isPreview(outcome)) {
      const added = change.created() ? await resource.previewOfAdded?.(distributionId, keyOf(request)) : undefined
      return sendDryRun(reply, { ...outcome, ...added }, false)
    }
    const written = writtenPart(part, outcome, distributionId, keyOf(request))
    if (change.created()) {
      const location = `/distributions/${distributionId}/${resource.collection}/${encodeURIComponent(keyOf(request))}`
      reply.code(201).header('location', location)
    }
    reply.header('etag', quoteEtag(outcome.etag))
    await holdUntilDeployed(request, reply, options.deployments, distributionId)
    return written
  }

  app.get<PartRequest>(
    url,
    {
      config: { ...config, etagCoversAnswer: true },
      schema: {
        operationId: resource.operationIds?.get ?? `get${operation}`,
        'x-cloudfront-operations': ['GetDistributionConfig'],
        summary: resource.summaries?.get ?? `Read ${one}`,
        ...described('get'),
        tags: [resource.tag],
        params,
        response: {
          200: json('As it is configured.', resource.shown),
          ...problemResponses('VALIDATION_FAILED', part.notFound, ...problemsOf('GetDistributionConfig'))
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params as { distributionId: string }
      const version = await service.read(distributionId)
      const shown = shownPart(part, version, distributionId, keyOf(request))
      reply.header('etag', quoteEtag(version.etag))
      // A PUT must accept what was read, so no members are added then.
      return resource.replace ? shown : withAccount(shown, version.account)
    }
  )

  app.put<PartRequest>(
    url,
    {
      config,
      schema: {
        operationId: resource.operationIds?.replace ?? `replace${operation}`,
        'x-cloudfront-operations': resource.calls ?? editOperations,
        summary: resource.summaries?.replace ?? `Add or replace ${one}`,
        ...described(
          'replace',
          'Nothing else in the configuration changes; concurrent changes to other parts are kept.'
        ),
        tags: [resource.tag],
        params,
        querystring: Type.Object({ ...WriteQuery.properties, ...positionQuery }, { additionalProperties: false }),
        headers: Type.Object({ ...EditHeaders.properties, ...IfNoneMatchHeader.properties }),
        ...(resource.replace && { body: resource.replace }),
        response: {
          200: orPreview('It existed and was replaced.', resource.written),
          201: {
            ...json('It was added.', resource.written),
            headers: createdHeaders
          },
          ...problems('replace', 'ALREADY_THERE')
        }
      }
    },
    async (request, reply) => {
      const onlyCreate = requireOnlyCreate(request.headers['if-none-match'])
      const body = (request.body ?? {}) as Members
      return sendWritten(
        request,
        reply,
        putPart(part, keyOf(request), body, { position: readPosition(request), onlyCreate })
      )
    }
  )

  if (resource.patch) {
    app.patch<PartRequest>(
      url,
      {
        config,
        schema: {
          operationId: resource.operationIds?.patch ?? `patch${operation}`,
          'x-cloudfront-operations': resource.calls ?? editOperations,
          summary: resource.summaries?.patch ?? `Change some of ${one}`,
          ...described(
            'patch',
            'The body is a JSON merge patch (RFC 7396): null resets a member to the default at creation. A patch that ' +
              'replaces an array needs If-Match (428).'
          ),
          tags: [resource.tag],
          params,
          querystring: Type.Object({ ...WriteQuery.properties, ...positionQuery }, { additionalProperties: false }),
          headers: EditHeaders,
          body: {
            content: {
              'application/merge-patch+json': { schema: resource.patch },
              'application/json': { schema: resource.patch }
            }
          },
          response: {
            200: orPreview('The result.', resource.written),
            ...problems('patch', part.notFound, 'PRECONDITION_REQUIRED')
          }
        }
      },
      async (request, reply) => {
        const { distributionId } = request.params as { distributionId: string }
        const position = readPosition(request)
        const patch = request.body as Members
        requireIfMatchForArrays(patch, readIfMatch(request.headers['if-match']), partAddressOf(distributionId))
        return sendWritten(request, reply, patchPart(part, keyOf(request), patch, { position, distributionId }))
      }
    )
  }

  app.delete<PartRequest>(
    url,
    {
      config,
      schema: {
        operationId: resource.operationIds?.delete ?? `delete${operation}`,
        'x-cloudfront-operations': resource.calls ?? editOperations,
        summary: resource.summaries?.delete ?? `Remove ${one}`,
        ...described('delete', 'Nothing else in the configuration changes.'),
        tags: [resource.tag],
        params,
        querystring: WriteQuery,
        headers: EditHeaders,
        response: {
          200: orPreview('It was removed. These are the findings of the distribution as it is now.', Findings),
          ...problems('delete', part.notFound)
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params as { distributionId: string }
      const outcome = await edit(request, removePart(part, keyOf(request), distributionId))
      if (isPreview(outcome)) return sendDryRun(reply, outcome, false)
      reply.header('etag', quoteEtag(outcome.etag))
      await holdUntilDeployed(request, reply, options.deployments, distributionId)
      return withAccount({ findings: outcome.findings() }, outcome.account)
    }
  )
}

function isPreview(outcome: object): outcome is DryRunOutcome {
  return 'after' in outcome
}
