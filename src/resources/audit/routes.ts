import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { type Reach } from '../../configuration/distributions/reach.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { noteCallsBefore } from '../../plugins/request-context.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { AuditPage, AuditQuery, DistributionAuditQuery } from './schemas.ts'
import { type AuditService } from './service.ts'

const tags = ['Audit']
const response = {
  200: jsonAnswer('A page of records, newest first.', AuditPage),
  ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE')
}
const KEPT = 'Records are never changed, and are kept for as many days as the operator has configured.'

export interface AuditRouteOptions {
  readonly service: AuditService
  readonly reach: Pick<Reach, 'idsWithin'>
}

export const auditRoutes: Routes<AuditRouteOptions> = async (app, { service, reach }) => {
  app.get(
    '/',
    {
      config: { storeOnly: true, accounts: 'filter' },
      schema: {
        operationId: 'listAuditRecords',
        summary: 'List audit records',
        description:
          `Who wrote what: all writes, dry runs and refused writes, newest first. ${KEPT} Up to 120 requests per minute ` +
          'and caller that write nothing have a record each; any others are counted in one record. Callers limited to some ' +
          'distributions see only the records of those.',
        tags,
        querystring: AuditQuery,
        'x-cloudfront-operations': [],
        response
      }
    },
    async (request, reply) => {
      const { cursor, ...query } = request.query
      const marker = readCursor('audit', cursor)
      const within = await noteCallsBefore(request, async () => reach.idsWithin(request.caller.grant.distributions))
      const page = await service.list({ ...query, marker, within, account: request.listedAccount })
      return pageOf(request, reply, 'audit', page)
    }
  )
}

/** The same for one distribution, even a deleted one. */
export const distributionAuditRoutes: Routes<{ service: AuditService }> = async (app, { service }) => {
  app.get(
    '/',
    {
      config: { storeOnly: true, scope: 'audit:read' },
      schema: {
        operationId: 'listDistributionAuditRecords',
        summary: 'List the audit records of a distribution',
        description: `The history of the distribution and everything below it, newest first, even after its deletion. ${KEPT}`,
        tags,
        params: DistributionParams,
        querystring: DistributionAuditQuery,
        'x-cloudfront-operations': [],
        response
      }
    },
    async (request, reply) => {
      const { cursor, ...query } = request.query
      const marker = readCursor('audit', cursor)
      const { distributionId: distribution } = request.params
      return pageOf(request, reply, 'audit', await service.list({ ...query, distribution, marker }))
    }
  )
}
