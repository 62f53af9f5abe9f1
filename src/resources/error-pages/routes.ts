import { type FastifyPluginAsync } from 'fastify'
import { type Static, type TSchema } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { etagHeader as headers, jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { registerDocumentRules } from '../../validation/document-rules.ts'
import { type Deployments } from '../../configuration/distributions/deployment.ts'
import { WriteQuery } from '../../configuration/distributions/dry-run.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { brokenPage, brokenReplacement, replaceAll } from '../../configuration/distributions/error-pages/changes.ts'
import {
  ErrorPage,
  ErrorPagePatch,
  ErrorPageReplace,
  ErrorPageWithFindings,
  ErrorPages,
  ErrorPagesReplace,
  errorCodeSchema
} from '../../configuration/distributions/error-pages/schemas.ts'
import { errorPagePart } from '../../configuration/distributions/parts/error-pages.ts'
import { registerPartRoutes } from '../distributions/parts-routes.ts'
import { holdUntilDeployed, onlyDryRun, sendDryRun } from '../distributions/replies.ts'
import { type PartService } from '../distributions/parts-service.ts'
import { type ErrorPageService } from './service.ts'

type Params = Static<typeof DistributionParams>

const readProblems = problemResponses('VALIDATION_FAILED', ...problemsOf('GetDistributionConfig'))
const editCodes = [
  'VALIDATION_FAILED',
  'UNKNOWN_UPSTREAM_SETTING',
  'SEVERE_FINDINGS',
  ...problemsOf('GetDistributionConfig', 'UpdateDistribution')
] as const
const editProblems = problemResponses(...editCodes)

const answer = (description: string, schema: TSchema) => jsonAnswer(description, schema, headers)

interface ErrorPageRouteOptions {
  readonly service: ErrorPageService
  readonly parts: PartService
  readonly deployments: Pick<Deployments, 'whenDeployed'>
}

registerDocumentRules<ErrorPagesReplace>(ErrorPagesReplace, brokenReplacement)
// The code is in the address, and no rule depends on it.
registerDocumentRules<ErrorPageReplace>(ErrorPageReplace, page => brokenPage({ errorCode: 404, ...page }))

export const errorPageRoutes: FastifyPluginAsync<ErrorPageRouteOptions> = async (
  app,
  { service, parts, deployments }
) => {
  app.get<{ Params: Params }>(
    '/',
    {
      config: { etagCoversAnswer: true },
      schema: {
        operationId: 'getErrorPages',
        'x-cloudfront-operations': ['GetDistributionConfig'],
        summary: 'Read the error pages of a distribution',
        tags: ['Error pages'],
        params: DistributionParams,
        response: {
          200: answer('The error pages as configured, and the caching times in effect.', ErrorPages),
          ...readProblems
        }
      }
    },
    async (request, reply) => {
      const { errorPages, etag } = await service.get(request.params.distributionId)
      reply.header('etag', quoteEtag(etag))
      return errorPages
    }
  )

  app.put<{ Params: Params; Body: ErrorPagesReplace; Querystring: WriteQuery; Headers: EditHeaders }>(
    '/',
    {
      schema: {
        operationId: 'replaceErrorPages',
        'x-cloudfront-operations': ['GetDistributionConfig', 'UpdateDistribution', 'GetDistribution'],
        summary: 'Replace the error pages of a distribution',
        description: 'Nothing else in the configuration changes; concurrent changes to other parts are kept.',
        tags: ['Error pages'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers: EditHeaders,
        body: ErrorPagesReplace,
        response: {
          200: {
            description: 'The error pages as they are now.',
            headers,
            content: { 'application/json': { schema: ErrorPages }, ...onlyDryRun }
          },
          ...editProblems
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      const change = replaceAll(request.body)
      const { dryRun, strict } = request.query
      if (dryRun) return sendDryRun(reply, await service.preview(distributionId, change, { ifMatch, strict }), false)
      const { errorPages, etag } = await service.edit(distributionId, change, { ifMatch, strict })
      reply.header('etag', quoteEtag(etag))
      await holdUntilDeployed(request, reply, deployments, distributionId)
      return errorPages
    }
  )

  app.delete<{ Params: Params; Querystring: WriteQuery; Headers: EditHeaders }>(
    '/',
    {
      schema: {
        operationId: 'deleteErrorPages',
        'x-cloudfront-operations': ['GetDistributionConfig', 'UpdateDistribution', 'GetDistribution'],
        summary: 'Remove all error pages of a distribution',
        tags: ['Error pages'],
        params: DistributionParams,
        querystring: WriteQuery,
        headers: EditHeaders,
        response: {
          200: {
            description: 'The error pages as they are now: none.',
            headers,
            content: { 'application/json': { schema: ErrorPages }, ...onlyDryRun }
          },
          ...editProblems
        }
      }
    },
    async (request, reply) => {
      const { distributionId } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      const change = replaceAll({ items: [] })
      const { dryRun, strict } = request.query
      if (dryRun) return sendDryRun(reply, await service.preview(distributionId, change, { ifMatch, strict }), false)
      const { errorPages, etag } = await service.edit(distributionId, change, { ifMatch, strict })
      reply.header('etag', quoteEtag(etag))
      await holdUntilDeployed(request, reply, deployments, distributionId)
      return errorPages
    }
  )

  registerPartRoutes(
    app,
    {
      part: errorPagePart,
      tag: 'Error pages',
      one: 'the error page for one error code',
      operation: 'ErrorPage',
      collection: 'error-pages',
      param: { name: 'errorCode', schema: errorCodeSchema },
      shown: ErrorPage,
      written: ErrorPageWithFindings,
      replace: ErrorPageReplace,
      patch: ErrorPagePatch
    },
    { service: parts, deployments }
  )
}
