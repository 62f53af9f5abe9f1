import { type FastifyPluginAsync } from 'fastify'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { originPart } from '../../configuration/distributions/parts/origins.ts'
import { Origin } from '../../configuration/distributions/answer-schemas.ts'
import { OriginReplace } from '../../configuration/distributions/schemas.ts'
import { type PartRoutesOptions, registerPartRoutes } from '../distributions/parts-routes.ts'
import { registerPartListRoute } from '../distributions/parts-list-routes.ts'
import { OriginPatch, originId, Origins, OriginWithFindings } from './schemas.ts'

const managedAccess = problemsOf('ListOriginAccessControls', 'CreateOriginAccessControl')

export const originRoutes: FastifyPluginAsync<PartRoutesOptions> = async (app, options) => {
  registerPartListRoute(
    app,
    {
      operationId: 'listOrigins',
      summary: 'List the origins of a distribution',
      tag: 'Distributions',
      description: 'The origins; their order has no meaning.',
      schema: Origins,
      show: ({ origins }) => ({ items: origins })
    },
    options
  )
  registerPartRoutes(
    app,
    {
      part: originPart,
      tag: 'Distributions',
      one: 'an origin of a distribution',
      operation: 'Origin',
      collection: 'origins',
      param: { name: 'originId', schema: originId },
      shown: Origin,
      written: OriginWithFindings,
      replace: OriginReplace,
      patch: OriginPatch,
      descriptions: { delete: 'Refused while behaviors or origin groups use it; `errors` names them.' },
      problems: { replace: managedAccess, patch: managedAccess, delete: ['ORIGIN_IN_USE'] }
    },
    options
  )
}
