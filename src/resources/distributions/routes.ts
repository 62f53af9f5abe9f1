import { type Operation } from 'rfc6902'
import { type FastifyPluginAsync, type FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { CacheControlHeader, readMaxAgeSeconds } from '../../plugins/cache-control.ts'
import { readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import {
  CLOUDFRONT_JSON,
  cloudFrontFormatSentAsJson,
  JSON_PATCH,
  sendsCloudFrontJson,
  sendsJsonPatch,
  wantsCloudFrontJson
} from '../../plugins/media-types.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { etagHeader, jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { PreferHeader } from '../../plugins/prefer.ts'
import { registerDocumentRules } from '../../validation/document-rules.ts'
import { requireIfMatchForArrays, requireIfMatchForLists } from '../../configuration/editing/array-precondition.ts'
import { partAddressOf } from '../../configuration/distributions/parts/addresses.ts'
import { WriteQuery } from '../../configuration/distributions/dry-run.ts'
import { createOperations, editOperations } from './edit-operations.ts'
import { listOperations } from './filters.ts'
import { isObject } from '../../json-object.ts'
import {
  brokenCloudFrontFormatReplaceRules,
  brokenReplaceRules
} from '../../configuration/distributions/replacement.ts'
import { brokenCloudFrontFormatRules, brokenCreateRules } from '../../configuration/distributions/mapper.ts'
import { unlessLong } from '../../configuration/distributions/long-lists.ts'
import { JsonPatch } from '../../configuration/editing/json-patch-schema.ts'
import { RequiredIfMatchHeader, requireIfMatch } from '../../configuration/editing/if-match.ts'
import { createdHeaders, inBothFormats, onlyDryRun, orDryRun, sendDryRun, sendHeld } from './replies.ts'
import {
  CloudFrontDistributionCreate,
  CloudFrontDistributionReplace,
  DistributionCreate,
  DistributionParams,
  DistributionPatch,
  DistributionReplace
} from '../../configuration/distributions/schemas.ts'
import { DistributionPage, DistributionQuery } from './schemas.ts'
import { type DistributionService, type Given } from './service.ts'
import { isWrappedCreation, tagsBeside, unwrapCreation } from './wrapped-creation.ts'

type Params = Static<typeof DistributionParams>
const editProblems = [
  'VALIDATION_FAILED',
  'NOT_ACCEPTABLE',
  'UNKNOWN_UPSTREAM_SETTING',
  'SEVERE_FINDINGS',
  ...problemsOf(...editOperations)
] as const

interface DistributionRouteOptions {
  readonly service: DistributionService
}

registerDocumentRules(DistributionCreate, unlessLong('json', brokenCreateRules))
registerDocumentRules(DistributionReplace, unlessLong('json', brokenReplaceRules))
registerDocumentRules(CloudFrontDistributionReplace, unlessLong('cloudfront', brokenCloudFrontFormatReplaceRules))
registerDocumentRules(CloudFrontDistributionCreate, unlessLong('cloudfront', brokenCloudFrontFormatRules))

export const distributionRoutes: FastifyPluginAsync<DistributionRouteOptions> = async (app, { service }) => {
  app.post<{ Body: unknown; Querystring: WriteQuery; Headers: PreferHeader }>(
    '/',
    {
      preValidation: [refuseCloudFrontFormatAsJson, unwrapCreation],
      schema: {
        operationId: 'createDistribution',
        'x-cloudfront-operations': createOperations,
        summary: 'Create a distribution',
        description:
          "Only origins are needed. The answer shows the whole configuration. CloudFront's own format is accepted, too, " +
          'with the same defaults ' +
          `(\`Content-Type: ${CLOUDFRONT_JSON}\`): the configuration alone, or the whole input of CreateDistribution or ` +
          'CreateDistributionWithTags.',
        tags: ['Distributions'],
        querystring: WriteQuery,
        headers: PreferHeader,
        body: {
          content: {
            'application/json': { schema: DistributionCreate },
            [CLOUDFRONT_JSON]: { schema: CloudFrontDistributionCreate }
          }
        },
        response: {
          200: {
            description: 'A distribution with this callerReference, these settings and these tags already exists.',
            headers: createdHeaders,
            content: { ...inBothFormats, ...onlyDryRun }
          },
          201: {
            description: 'The distribution; CloudFront is deploying it.',
            headers: createdHeaders,
            content: inBothFormats
          },
          ...problemResponses(
            'VALIDATION_FAILED',
            'NOT_ACCEPTABLE',
            'SEVERE_FINDINGS',
            ...problemsOf(
              'CreateDistribution',
              'CreateDistributionWithTags',
              'ListOriginAccessControls',
              'CreateOriginAccessControl'
            )
          )
        }
      }
    },
    async (request, reply) => {
      const answersInCloudFrontFormat = wantsCloudFrontJson(request)
      const given = givenIn<DistributionCreate>(request)
      const { dryRun, strict } = request.query
      if (dryRun) {
        const outcome = await service.previewCreate(given, request.callerReference, strict)
        return sendDryRun(reply, outcome, answersInCloudFrontFormat)
      }
      const { version, created } = await service.create(given, request.callerReference, strict)
      reply.code(created ? 201 : 200).header('location', `/distributions/${version.id}`)
      return sendHeld(request, reply, service, version, answersInCloudFrontFormat)
    }
  )

  app.get<{ Querystring: Static<typeof DistributionQuery>; Headers: Static<typeof CacheControlHeader> }>(
    '/',
    {
      schema: {
        operationId: 'listDistributions',
        'x-cloudfront-operations': listOperations,
        summary: 'List distributions',
        description: 'Lists the distributions that match all filters. With filters, the last page may be empty.',
        tags: ['Distributions'],
        querystring: DistributionQuery,
        headers: CacheControlHeader,
        response: {
          200: jsonAnswer('A page of distributions.', DistributionPage),
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE', ...problemsOf(...listOperations))
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor, ...filters } = request.query
      const marker = readCursor('distributions', cursor)
      const maxAgeSeconds = readMaxAgeSeconds(request.headers['cache-control'])
      const limits = request.caller.grant.distributions
      const page = await service.list({ limit, marker }, filters, { maxAgeSeconds, limits })
      const answer = pageOf(request, reply, 'distributions', page)
      return page.tagsReadAt ? { ...answer, tagsReadAt: page.tagsReadAt.toISOString() } : answer
    }
  )

  app.get<{ Params: Params; Headers: PreferHeader }>(
    '/:distributionId',
    {
      schema: {
        operationId: 'getDistribution',
        'x-cloudfront-operations': ['GetDistribution'],
        summary: 'Read a distribution',
        description:
          'With `Prefer: wait=N` the answer comes once the distribution is deployed. To wait longer, or after losing the ' +
          'answer to a change, repeat the request.',
        tags: ['Distributions'],
        params: DistributionParams,
        headers: PreferHeader,
        response: {
          200: { description: 'The distribution.', headers: etagHeader, content: inBothFormats },
          ...problemResponses('VALIDATION_FAILED', 'NOT_ACCEPTABLE', ...problemsOf('GetDistribution'))
        }
      }
    },
    async (request, reply) => {
      const answersInCloudFrontFormat = wantsCloudFrontJson(request)
      return sendHeld(
        request,
        reply,
        service,
        await service.get(request.params.distributionId),
        answersInCloudFrontFormat
      )
    }
  )

  app.put<{ Params: Params; Body: unknown; Querystring: WriteQuery; Headers: EditHeaders }>(
    '/:distributionId',
    {
      preValidation: refuseCloudFrontFormatAsJson,
      schema: {
        operationId: 'replaceDistribution',
        'x-cloudfront-operations': editOperations,
        summary: 'Replace the configuration of a distribution',
        description:
          'The body is the whole `config` as GET returns it, or the same in CloudFront’s own format. Null sets a member to ' +
          'its default at creation; new behaviors and origins get the same defaults as at creation. A member may be left ' +
          'out only if it has its default value: leaving out any other is refused with a 400 that names it.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers: Type.Object({ ...RequiredIfMatchHeader.properties, ...PreferHeader.properties }),
        body: {
          content: {
            'application/json': { schema: DistributionReplace },
            [CLOUDFRONT_JSON]: { schema: CloudFrontDistributionReplace }
          }
        },
        response: {
          200: {
            description: 'The distribution as it is now.',
            headers: etagHeader,
            content: orDryRun
          },
          ...problemResponses('PRECONDITION_REQUIRED', ...editProblems)
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const answersInCloudFrontFormat = wantsCloudFrontJson(request)
      const ifMatch = requireIfMatch(readIfMatch(request.headers['if-match']))
      const given = givenIn<DistributionReplace>(request)
      const { dryRun, strict } = request.query
      if (dryRun) {
        const outcome = await service.previewReplace(distributionId, given, ifMatch, strict)
        return sendDryRun(reply, outcome, answersInCloudFrontFormat)
      }
      const replaced = await service.replace(distributionId, given, ifMatch, strict)
      return sendHeld(request, reply, service, replaced, answersInCloudFrontFormat)
    }
  )

  app.patch<{
    Params: Params
    Body: DistributionPatch | JsonPatch
    Querystring: WriteQuery
    Headers: EditHeaders
  }>(
    '/:distributionId',
    {
      schema: {
        operationId: 'patchDistribution',
        'x-cloudfront-operations': editOperations,
        summary: 'Change some of the configuration of a distribution',
        description:
          'The body is a JSON merge patch (RFC 7396) of `config`: null resets a member to its default at creation, new ' +
          'behaviors and origins get the same defaults as at creation, and members that the patch does not mention stay ' +
          'the same. A patch that replaces an array needs If-Match; the 428 names the address at which one of its elements ' +
          'can be changed without it. Without If-Match the patch is applied to the newest version, and applied again after ' +
          'a concurrent change, so that both changes are kept. With a stale If-Match the 412 lists what has changed since, ' +
          `if this instance has seen that version. A JSON patch (RFC 6902) is accepted as \`${JSON_PATCH}\`; either all of ` +
          'its operations are applied or none. A `test` that fails is 409, since it concerns the state and not the ' +
          'version. A JSON patch that changes an array at an index needs If-Match or a `test`.',
        tags: ['Distributions'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers: EditHeaders,
        body: {
          content: {
            'application/merge-patch+json': { schema: DistributionPatch },
            'application/json': { schema: DistributionPatch },
            [JSON_PATCH]: { schema: JsonPatch }
          }
        },
        response: {
          200: {
            description: 'The distribution as it is now.',
            headers: etagHeader,
            content: orDryRun
          },
          ...problemResponses('PRECONDITION_REQUIRED', 'PATCH_TEST_FAILED', ...editProblems)
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const answersInCloudFrontFormat = wantsCloudFrontJson(request)
      const ifMatch = readIfMatch(request.headers['if-match'])
      const patch = request.body
      if (sendsJsonPatch(request)) requireIfMatchForLists(patch as Operation[], ifMatch)
      else requireIfMatchForArrays(patch, ifMatch, partAddressOf(distributionId))
      const { dryRun, strict } = request.query
      if (dryRun) {
        const outcome = await service.previewPatch(distributionId, patch, ifMatch, strict)
        return sendDryRun(reply, outcome, answersInCloudFrontFormat)
      }
      const patched = await service.patch(distributionId, patch, ifMatch, strict)
      return sendHeld(request, reply, service, patched, answersInCloudFrontFormat)
    }
  )
}

/**
 * Throws VALIDATION_FAILED, naming the media type, for a configuration in CloudFront's own format that is sent as Frontage's:
 * its origins are an object with `Quantity` and `Items`. Spelling hints for each of its members would not help.
 */
async function refuseCloudFrontFormatAsJson(request: FastifyRequest): Promise<void> {
  const { body } = request
  if (sendsCloudFrontJson(request) || !isObject(body)) return
  const isCloudFrontFormat = isWrappedCreation(body) || (isObject(body.Origins) && body.origins === undefined)
  if (isCloudFrontFormat) throw cloudFrontFormatSentAsJson()
}

/** The body with its format; the schema of that media type has checked it. */
function givenIn<Json>(request: FastifyRequest): Given<Json> {
  return sendsCloudFrontJson(request)
    ? { format: 'cloudfront', body: request.body, tags: tagsBeside(request) }
    : { format: 'json', body: request.body as Json }
}
