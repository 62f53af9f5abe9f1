import { type FastifyPluginAsync } from 'fastify'
import { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { Tags, TagsPatch } from '../../configuration/tags/schemas.ts'
import { type TagService } from './service.ts'

type Params = Static<typeof DistributionParams>

const readCodes = ['VALIDATION_FAILED', ...problemsOf('GetDistribution', 'ListTagsForResource')] as const
const readProblems = problemResponses(...readCodes)
const writeProblems = problemResponses(...readCodes, 'STORE_UNAVAILABLE', ...problemsOf('TagResource', 'UntagResource'))

export const tagRoutes: FastifyPluginAsync<{ service: TagService }> = async (app, { service }) => {
  app.get<{ Params: Params }>(
    '/',
    {
      schema: {
        operationId: 'getDistributionTags',
        summary: 'Read the tags of a distribution',
        description:
          'An object of keys and values. Tags have no version of their own and are not part of the configuration.',
        tags: ['Distributions'],
        params: DistributionParams,
        response: { 200: jsonAnswer('All tags.', Tags), ...readProblems }
      }
    },
    async request => service.get(request.params.distributionId)
  )

  app.put<{ Params: Params; Body: Tags }>(
    '/',
    {
      schema: {
        operationId: 'replaceDistributionTags',
        summary: 'Replace the tags of a distribution',
        description: 'Tags that AWS itself has set (`aws:…`) stay, and may be sent back as they are.',
        tags: ['Distributions'],
        params: DistributionParams,
        body: Tags,
        response: { 200: jsonAnswer('All tags as they are now.', Tags), ...writeProblems }
      }
    },
    async request => service.replace(request.params.distributionId, request.body)
  )

  app.patch<{ Params: Params; Body: TagsPatch }>(
    '/',
    {
      schema: {
        operationId: 'patchDistributionTags',
        summary: 'Set and remove some tags of a distribution',
        description: 'A JSON merge patch (RFC 7396): null removes a tag, tags that are not named stay.',
        tags: ['Distributions'],
        params: DistributionParams,
        body: {
          content: { 'application/merge-patch+json': { schema: TagsPatch }, 'application/json': { schema: TagsPatch } }
        },
        response: { 200: jsonAnswer('All tags as they are now.', Tags), ...writeProblems }
      }
    },
    async request => service.patch(request.params.distributionId, request.body)
  )
}
