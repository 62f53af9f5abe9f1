import { type FastifyPluginAsync } from 'fastify'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { aliasPart } from '../../configuration/distributions/parts/aliases.ts'
import { isServiceError } from '../../errors.ts'
import { type PartRoutesOptions, registerPartListRoute, registerPartRoutes } from '../distributions/parts-routes.ts'
import { Alias, alias, Aliases, AliasWritten } from './schemas.ts'
import { type AliasService } from './service.ts'

export interface AliasRouteOptions extends PartRoutesOptions {
  readonly aliases: AliasService
}

export const aliasRoutes: FastifyPluginAsync<AliasRouteOptions> = async (app, { aliases, ...options }) => {
  registerPartListRoute(
    app,
    {
      operationId: 'listAliases',
      summary: 'List the aliases of a distribution',
      tag: 'Distributions',
      description: 'The host names that the distribution answers to beside its own.',
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
      written: AliasWritten,
      descriptions: {
        replace:
          'Another distribution that has the alias loses it in the same step: a dry run names it as `movesFrom`. The certificate of this distribution must cover it; where ' +
          'the alias belongs to another AWS account, a TXT record must show that the domain is yours.'
      },
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
}
