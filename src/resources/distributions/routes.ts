import { type FastifyPluginAsync, type FastifyReply } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { quoteEtag } from '../../plugins/conditional-requests.ts'
import { CLOUDFRONT_JSON, sendsCloudFrontJson, wantsCloudFrontJson } from '../../plugins/media-types.ts'
import { PageQuery, pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import {
  CloudFrontDistributionConfig,
  Distribution,
  DistributionCreate,
  DistributionPage,
  DistributionParams
} from './schemas.ts'
import { type DistributionService, type DistributionVersion } from './service.ts'

const created = {
  Location: Type.String({ description: "The distribution's address." }),
  ETag: Type.String({ description: 'The version of its configuration.' })
}

const inBothForms = {
  'application/json': { schema: Distribution },
  [CLOUDFRONT_JSON]: { schema: CloudFrontDistributionConfig }
}

export const distributionRoutes: FastifyPluginAsync<{ service: DistributionService }> = async (app, { service }) => {
  app.post<{ Body: unknown }>(
    '/',
    {
      schema: {
        operationId: 'createDistribution',
        summary: 'Create a distribution',
        description:
          "Only origins are needed. The answer shows the whole configuration. CloudFront's own form is taken as it is, with " +
          `\`Content-Type: ${CLOUDFRONT_JSON}\`.`,
        tags: ['Distributions'],
        body: {
          content: {
            'application/json': { schema: DistributionCreate },
            [CLOUDFRONT_JSON]: { schema: CloudFrontDistributionConfig }
          }
        },
        response: {
          201: { description: 'The distribution; CloudFront is deploying it.', headers: created, content: inBothForms },
          ...problemResponses('VALIDATION_FAILED', 'NOT_ACCEPTABLE', ...problemsOf('CreateDistribution'))
        }
      }
    },
    async (request, reply) => {
      const answersInCloudFrontForm = wantsCloudFrontJson(request)
      const version = sendsCloudFrontJson(request)
        ? await service.createFromCloudFrontForm(request.body)
        : // The schema has checked it.
          await service.create(request.body as DistributionCreate)
      reply.code(201).header('location', `/distributions/${version.id}`)
      return send(reply, version, answersInCloudFrontForm)
    }
  )

  app.get<{ Querystring: Static<typeof PageQuery> }>(
    '/',
    {
      schema: {
        operationId: 'listDistributions',
        summary: 'List distributions',
        tags: ['Distributions'],
        querystring: PageQuery,
        response: {
          200: DistributionPage,
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('ListDistributions'))
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor } = request.query
      return pageOf(request, reply, await service.list({ limit, marker: readCursor(cursor) }))
    }
  )

  app.get<{ Params: Static<typeof DistributionParams> }>(
    '/:distributionId',
    {
      schema: {
        operationId: 'getDistribution',
        summary: 'Read a distribution',
        tags: ['Distributions'],
        params: DistributionParams,
        response: {
          200: { description: 'The distribution.', headers: { ETag: created.ETag }, content: inBothForms },
          ...problemResponses('VALIDATION_FAILED', 'NOT_ACCEPTABLE', ...problemsOf('GetDistribution'))
        }
      }
    },
    async (request, reply) => {
      const answersInCloudFrontForm = wantsCloudFrontJson(request)
      return send(reply, await service.get(request.params.distributionId), answersInCloudFrontForm)
    }
  )
}

function send(reply: FastifyReply, version: DistributionVersion, inCloudFrontForm: boolean) {
  reply.header('etag', quoteEtag(version.etag)).header('vary', 'Accept')
  if (!inCloudFrontForm) return version.distribution()
  reply.type(CLOUDFRONT_JSON)
  return version.cloudFrontForm()
}
