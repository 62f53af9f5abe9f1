import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { DistributionParams } from '../distributions/schemas.ts'
import { ErrorPage, ErrorPageReplace, ErrorPages, ErrorPagesReplace, errorCodeSchema } from './schemas.ts'
import { type ErrorPageService } from './service.ts'

const ErrorPageParams = Type.Object({ ...DistributionParams.properties, errorCode: errorCodeSchema })
type Params = Static<typeof DistributionParams>
type OneParams = Static<typeof ErrorPageParams>
interface IfMatch {
  'if-match'?: string
}

const headers = { ETag: Type.String({ description: "The version of the distribution's whole configuration." }) }
const readProblems = problemResponses('VALIDATION_FAILED', ...problemsOf('GetDistributionConfig'))
const editCodes = [
  'VALIDATION_FAILED',
  'UNKNOWN_UPSTREAM_SETTING',
  ...problemsOf('GetDistributionConfig', 'UpdateDistribution')
] as const
const editProblems = problemResponses(...editCodes)

const answer = (description: string, schema: object) => ({
  description,
  headers,
  content: { 'application/json': { schema } }
})

export const errorPageRoutes: FastifyPluginAsync<{ service: ErrorPageService }> = async (app, { service }) => {
  app.get<{ Params: Params }>(
    '/',
    {
      schema: {
        operationId: 'getErrorPages',
        summary: 'Read the error pages of a distribution',
        tags: ['Error pages'],
        params: DistributionParams,
        response: { 200: answer('What is configured and what is in force.', ErrorPages), ...readProblems }
      }
    },
    async (request, reply) => {
      const { errorPages, etag } = await service.get(request.params.distributionId)
      reply.header('etag', quoteEtag(etag))
      return errorPages
    }
  )

  app.put<{ Params: Params; Body: ErrorPagesReplace; Headers: IfMatch }>(
    '/',
    {
      schema: {
        operationId: 'replaceErrorPages',
        summary: 'Replace the error pages of a distribution',
        description:
          'Everything else in the configuration stays, also when somebody else is changing it. Without If-Match the newest version is changed.',
        tags: ['Error pages'],
        params: DistributionParams,
        headers: IfMatchHeader,
        body: ErrorPagesReplace,
        response: { 200: answer('What is configured now.', ErrorPages), ...editProblems }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { errorPages, etag } = await service.replace(request.params.distributionId, request.body.items, ifMatch)
      reply.header('etag', quoteEtag(etag))
      return errorPages
    }
  )

  app.delete<{ Params: Params; Headers: IfMatch }>(
    '/',
    {
      schema: {
        operationId: 'deleteErrorPages',
        summary: 'Remove all error pages of a distribution',
        tags: ['Error pages'],
        params: DistributionParams,
        headers: IfMatchHeader,
        response: { 204: { description: 'None is configured any more.', headers }, ...editProblems }
      }
    },
    async (request, reply) => {
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { etag } = await service.replace(request.params.distributionId, [], ifMatch)
      return reply.code(204).header('etag', quoteEtag(etag)).send()
    }
  )

  app.get<{ Params: OneParams }>(
    '/:errorCode',
    {
      schema: {
        operationId: 'getErrorPage',
        summary: 'Read the error page for one error code',
        tags: ['Error pages'],
        params: ErrorPageParams,
        response: {
          200: answer('What is configured for the code.', ErrorPage),
          ...problemResponses('VALIDATION_FAILED', 'ERROR_PAGE_NOT_FOUND', ...problemsOf('GetDistributionConfig'))
        }
      }
    },
    async (request, reply) => {
      const { distributionId, errorCode } = request.params
      const { errorPage, etag } = await service.getOne(distributionId, errorCode)
      reply.header('etag', quoteEtag(etag))
      return errorPage
    }
  )

  app.put<{ Params: OneParams; Body: ErrorPageReplace; Headers: IfMatch }>(
    '/:errorCode',
    {
      schema: {
        operationId: 'replaceErrorPage',
        summary: 'Set the error page for one error code',
        tags: ['Error pages'],
        params: ErrorPageParams,
        headers: IfMatchHeader,
        body: ErrorPageReplace,
        response: { 200: answer('What is configured for the code now.', ErrorPage), ...editProblems }
      }
    },
    async (request, reply) => {
      const { distributionId, errorCode } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      const { errorPage, etag } = await service.replaceOne(distributionId, errorCode, request.body, ifMatch)
      reply.header('etag', quoteEtag(etag))
      return errorPage
    }
  )

  app.delete<{ Params: OneParams; Headers: IfMatch }>(
    '/:errorCode',
    {
      schema: {
        operationId: 'deleteErrorPage',
        summary: 'Remove the error page for one error code',
        tags: ['Error pages'],
        params: ErrorPageParams,
        headers: IfMatchHeader,
        response: {
          204: { description: 'Nothing is configured for the code any more.', headers },
          ...problemResponses('ERROR_PAGE_NOT_FOUND', ...editCodes)
        }
      }
    },
    async (request, reply) => {
      const { distributionId, errorCode } = request.params
      const { etag } = await service.removeOne(distributionId, errorCode, readIfMatch(request.headers['if-match']))
      return reply.code(204).header('etag', quoteEtag(etag)).send()
    }
  )
}
