import { type FastifyPluginAsync, type FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ConfigDryRun, DryRunQuery } from '../../configuration/editing/dry-run.ts'
import { requireScope } from '../../plugins/authorization.ts'
import { IfMatchHeader, quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { etagHeader, jsonAnswer } from '../../plugins/json-answer.ts'
import { PageQuery, pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { DomainAssociation, DomainConflictPage, DomainParams, DomainTarget } from './schemas.ts'
import { type DomainService } from './service.ts'

type Params = Static<typeof DomainParams>

const tag = 'Tenants'
const associateCalls = [
  'GetDistributionConfig',
  'GetDistributionTenant',
  'GetDistributionTenantByDomain',
  'ListDistributions',
  'UpdateDomainAssociation'
]

/** Domains: aliases of distributions and domains of tenants. */
export const domainRoutes: FastifyPluginAsync<{ service: DomainService }> = async (app, { service }) => {
  app.get<{ Params: Params; Querystring: DomainTarget & { limit: number; cursor?: string } }>(
    '/:domain/conflicts',
    {
      schema: {
        operationId: 'listDomainConflicts',
        summary: 'List conflicts of a domain',
        description:
          'Distributions and tenants of any account that have the domain or an overlapping one. The distribution or ' +
          'tenant in the query must have a ' +
          'certificate that covers the domain, which proves that you own it.',
        tags: [tag],
        params: DomainParams,
        querystring: Type.Object(
          { ...PageQuery.properties, ...DomainTarget.properties },
          { additionalProperties: false }
        ),
        'x-cloudfront-operations': ['ListDomainConflicts'],
        response: {
          200: jsonAnswer('A page of conflicts.', DomainConflictPage),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('ListDomainConflicts'))
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor, ...target } = request.query
      const page = { limit, marker: readCursor('domainConflicts', cursor) }
      const found = await service.listConflicts(request.params.domain, target, page)
      return pageOf(request, reply, 'domainConflicts', found)
    }
  )

  app.put<{ Params: Params; Body: DomainTarget; Querystring: DryRunQuery; Headers: IfMatchHeader }>(
    '/:domain/association',
    {
      schema: {
        operationId: 'replaceDomainAssociation',
        summary: 'Move a domain to a distribution or a tenant',
        description:
          'The distribution or tenant that has the domain now must be disabled first, and loses it in the same step. The ' +
          'certificate of the target must cover the domain. If-Match refers to the target. A dry run does not check ' +
          'whether another resource has the domain and is disabled. The scope of the target is required, too ' +
          '(`distributions` or `distribution-tenants`).',
        tags: [tag],
        params: DomainParams,
        querystring: DryRunQuery,
        headers: IfMatchHeader,
        body: DomainTarget,
        'x-cloudfront-operations': associateCalls,
        response: {
          200: {
            description: 'The distribution or tenant that now has the domain; the ETag is its version.',
            headers: etagHeader,
            content: { 'application/json': { schema: DomainAssociation }, ...dryRunContent(ConfigDryRun) }
          },
          ...problemResponses('VALIDATION_FAILED', 'ETAG_MISMATCH', ...problemsOf(...associateCalls))
        }
      }
    },
    async (request, reply) => {
      requireScopeOf(request.body, request)
      const ifMatch = readIfMatch(request.headers['if-match'])
      if (request.query.dryRun) {
        return dryRunReply(reply, await service.previewAssociation(request.params.domain, request.body, ifMatch))
      }
      const { association, etag } = await service.associate(request.params.domain, request.body, ifMatch)
      reply.header('etag', quoteEtag(etag))
      return association
    }
  )
}

/** Moving a domain also writes the target, and a dry run reads it. */
function requireScopeOf(
  target: DomainTarget,
  { caller, routeOptions }: Pick<FastifyRequest, 'caller' | 'routeOptions'>
) {
  const verb = routeOptions.config.scope === 'domains:read' ? 'read' : 'write'
  if (target.distributionId !== undefined) requireScope(caller.grant, `distributions:${verb}`)
  if (target.distributionTenantId !== undefined) requireScope(caller.grant, `distribution-tenants:${verb}`)
}
