import { type FastifyPluginAsync } from 'fastify'
import Type from 'typebox'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { aliasPart } from '../../configuration/distributions/parts/aliases.ts'
import { DistributionParams } from '../../configuration/distributions/schemas.ts'
import { isServiceError } from '../../errors.ts'
import { jsonAnswer } from '../../plugins/json-answer.ts'
import { PageQuery, pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type PartRoutesOptions, registerPartRoutes } from '../distributions/parts-routes.ts'
import { registerPartListRoute } from '../distributions/parts-list-routes.ts'
import { Alias, alias, AliasConflicts, Aliases, AliasWithFindings } from './schemas.ts'
import { type AliasService } from './service.ts'

interface AliasRouteOptions extends PartRoutesOptions {
  readonly aliases: AliasService
}

export const aliasRoutes: FastifyPluginAsync<AliasRouteOptions> = async (app, { aliases, ...options }) => {
  registerPartListRoute(
    app,
    {
      operationId: 'listAliases',
      summary: 'List the aliases of a distribution',
      tag: 'Distributions',
      description: 'The host names that the distribution serves in addition to its own domain name.',
      schema: Aliases,
      show: ({ aliases: names }, distributionId) => ({
        items: ((names ?? []) as string[]).map(name => aliasPart.shown(name, distributionId))
      })
    },
    options
  )
  registerPartRoutes(
    app,
    {
      part: aliasPart,
      tag: 'Distributions',
      one: 'an alias of a distribution',
      operation: 'Alias',
      operationIds: { replace: 'replaceAlias' },
      summaries: { replace: 'Add an alias to a distribution, or move it there' },
      collection: 'aliases',
      param: { name: 'alias', schema: alias },
      shown: Alias,
      written: AliasWithFindings,
      descriptions: {
        replace:
          'If another distribution has the alias, it loses it in the same step; a dry run names it as `movesFrom`. The ' +
          'certificate of this distribution must cover it; if the alias belongs to another AWS account, a TXT record must ' +
          'prove that you own the domain.'
      },
      calls: ['GetDistributionConfig', 'UpdateDistribution', 'GetDistribution', 'ListDistributions', 'AssociateAlias'],
      problems: { replace: problemsOf('AssociateAlias', 'ListDistributions') },
      async previewOfAdded(_, name) {
        return { movesFrom: await aliases.findHolder(name) }
      },
      async putOtherwise(error, distributionId, name, ifMatch) {
        if (!isServiceError(error, 'CNAME_ALREADY_EXISTS')) return false
        await aliases.move(distributionId, name, ifMatch)
        return true
      }
    },
    options
  )

  app.get<{
    Params: { distributionId: string; alias: string }
    Querystring: { limit: number; cursor?: string }
  }>(
    '/:alias/conflicts',
    {
      schema: {
        operationId: 'listAliasConflicts',
        summary: 'List other distributions with an alias',
        description:
          'Distributions of any account that have the alias or one that overlaps with it, such as a wildcard. The ' +
          'distribution in the address needs a certificate that covers the alias, which proves that you own the name; it ' +
          'need not have the alias itself.',
        tags: ['Distributions'],
        params: Type.Object({ ...DistributionParams.properties, alias }),
        querystring: PageQuery,
        'x-cloudfront-operations': ['ListConflictingAliases'],
        response: {
          200: jsonAnswer('A page of conflicts.', AliasConflicts),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('ListConflictingAliases'))
        }
      }
    },
    async (request, reply) => {
      const { distributionId, alias: name } = request.params
      const page = { limit: request.query.limit, marker: readCursor('aliasConflicts', request.query.cursor) }
      return pageOf(request, reply, 'aliasConflicts', await aliases.listConflicts(distributionId, name, page))
    }
  )
}
