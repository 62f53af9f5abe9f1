import { type FastifyPluginAsync } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ConfigDryRun, DryRunQuery, toDryRun } from '../../configuration/editing/dry-run.ts'
import { ComputedIfMatchHeader, computedEtagHeader, sendComputed } from '../../plugins/computed-etags.ts'
import { type IfMatchHeader, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunAnswer, dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { jsonAnswer, locationHeader } from '../../plugins/json-answer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type PolicyDocument, type ResourcePolicyService } from './service.ts'

const Params = Type.Object({
  resourceArn: Type.String({
    pattern: '^arn:aws[a-z-]*:cloudfront::\\d{12}:[a-z-]+/[\\w.-]+$',
    'x-expected': 'the ARN of a CloudFront resource',
    maxLength: 300,
    description: 'The percent-encoded ARN of the shared resource: a VPC origin, an Anycast IP list or a trust store.',
    examples: ['arn:aws:cloudfront::123456789012:vpcorigin/vo_2wjDZi3hD1ivOXf6rpZJO1AB']
  })
})
type Params = Static<typeof Params>

const example = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: '210987654321' },
      Action: 'cloudfront:CreateDistribution',
      Resource: '*'
    }
  ]
}
const Document = Type.Unsafe<PolicyDocument>(
  Type.Object(
    {},
    {
      additionalProperties: true,
      'x-component': 'ResourcePolicy',
      'x-component-description': 'A policy in the language of IAM, as a JSON object.',
      examples: [example]
    }
  )
)

const tags = ['Network']
const config = { slashesIn: ['resourceArn'] }

/** Policies that let other accounts use a resource of this one. */
export const resourcePolicyRoutes: FastifyPluginAsync<{ service: ResourcePolicyService }> = async (
  app,
  { service }
) => {
  app.get<{ Params: Params }>(
    '/:resourceArn',
    {
      config: { ...config, etagCoversAnswer: true },
      schema: {
        operationId: 'getResourcePolicy',
        summary: 'Read the policy of a shared resource',
        tags,
        params: Params,
        'x-cloudfront-operations': ['GetResourcePolicy'],
        response: {
          200: jsonAnswer('The policy.', Document, computedEtagHeader),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('GetResourcePolicy'))
        }
      }
    },
    async (request, reply) => {
      return sendComputed(reply, await service.read(request.params.resourceArn))
    }
  )

  app.put<{ Params: Params; Body: PolicyDocument; Querystring: DryRunQuery; Headers: IfMatchHeader }>(
    '/:resourceArn',
    {
      config,
      schema: {
        operationId: 'replaceResourcePolicy',
        summary: 'Share a resource with other accounts',
        description:
          'The body is the whole policy. To replace an existing policy, If-Match is required (428 without it).',
        tags,
        params: Params,
        querystring: DryRunQuery,
        headers: ComputedIfMatchHeader,
        body: Document,
        'x-cloudfront-operations': ['GetResourcePolicy', 'ListTagsForResource', 'PutResourcePolicy'],
        response: {
          200: {
            description: 'The policy as it is now.',
            headers: computedEtagHeader,
            content: { 'application/json': { schema: Document }, ...dryRunContent(ConfigDryRun) }
          },
          201: jsonAnswer('The policy was created.', Document, { ...computedEtagHeader, ...locationHeader }),
          ...problemResponses(
            'VALIDATION_FAILED',
            'PRECONDITION_REQUIRED',
            'ETAG_MISMATCH',
            ...problemsOf('GetResourcePolicy', 'PutResourcePolicy')
          )
        }
      }
    },
    async (request, reply) => {
      const { resourceArn } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, toDryRun(await service.previewReplace(resourceArn, request.body, ifMatch)))
      }
      const written = await service.replace(resourceArn, request.body, ifMatch)
      if (written.created) reply.code(201).header('location', `/resource-policies/${encodeURIComponent(resourceArn)}`)
      return sendComputed(reply, written)
    }
  )

  app.delete<{ Params: Params; Querystring: DryRunQuery; Headers: IfMatchHeader }>(
    '/:resourceArn',
    {
      config,
      schema: {
        operationId: 'deleteResourcePolicy',
        summary: 'Stop sharing a resource',
        tags,
        params: Params,
        querystring: DryRunQuery,
        headers: ComputedIfMatchHeader,
        'x-cloudfront-operations': ['GetResourcePolicy', 'DeleteResourcePolicy'],
        response: {
          200: dryRunAnswer(ConfigDryRun),
          204: { description: 'The resource no longer has a policy.' },
          ...problemResponses(
            'VALIDATION_FAILED',
            'ETAG_MISMATCH',
            ...problemsOf('GetResourcePolicy', 'DeleteResourcePolicy')
          )
        }
      }
    },
    async (request, reply) => {
      const { resourceArn } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) return dryRunReply(reply, toDryRun(await service.previewRemove(resourceArn, ifMatch)))
      await service.remove(resourceArn, ifMatch)
      return reply.code(204).send()
    }
  )
}
