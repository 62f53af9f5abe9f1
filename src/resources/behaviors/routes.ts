import { type FastifyPluginAsync } from 'fastify'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { behaviorPart } from '../../configuration/distributions/parts/behaviors.ts'
import { type Position } from '../../configuration/distributions/parts/part.ts'
import { Behavior } from '../../configuration/distributions/answer-schemas.ts'
import { BehaviorReplace } from '../../configuration/distributions/schemas.ts'
import { ServiceError } from '../../errors.ts'
import { type PartRoutesOptions, registerPartRoutes } from '../distributions/parts-routes.ts'
import { registerPartListRoute } from '../distributions/parts-list-routes.ts'
import { BehaviorPatch, Behaviors, BehaviorWithFindings, pathPattern, PositionQuery } from './schemas.ts'

const policies = problemsOf('ListCachePolicies', 'ListOriginRequestPolicies', 'ListResponseHeadersPolicies')

export const behaviorRoutes: FastifyPluginAsync<PartRoutesOptions> = async (app, options) => {
  registerPartListRoute(
    app,
    {
      operationId: 'listBehaviors',
      summary: 'List the behaviors of a distribution',
      tag: 'Distributions',
      description: 'The behaviors in the order in which CloudFront tries them, then the default behavior.',
      schema: Behaviors,
      show: ({ cacheBehaviors, defaultCacheBehavior }) => ({
        items: cacheBehaviors ?? [],
        default: defaultCacheBehavior
      })
    },
    options
  )
  registerPartRoutes(
    app,
    {
      part: behaviorPart,
      tag: 'Distributions',
      one: 'a behavior of a distribution',
      operation: 'Behavior',
      collection: 'behaviors',
      param: { name: 'pathPattern', schema: pathPattern },
      shown: Behavior,
      written: BehaviorWithFindings,
      replace: BehaviorReplace,
      patch: BehaviorPatch,
      position: { query: PositionQuery, read: readPosition },
      descriptions: { delete: 'The default behavior cannot be removed.' },
      problems: { replace: policies, patch: policies, delete: ['DEFAULT_BEHAVIOR_REQUIRED'] }
    },
    options
  )
}

/** Throws VALIDATION_FAILED if more than one place is given. */
function readPosition(query: Readonly<Record<string, string | undefined>>): Position | undefined {
  const { position, before, after } = query
  const given = Object.entries({ position, before, after }).filter(([, value]) => value !== undefined)
  const [, second] = given
  if (second) {
    throw new ServiceError('VALIDATION_FAILED', 'Give only one of position, before and after.', {
      errors: [{ parameter: second[0], detail: 'Give only one of position, before and after.' }]
    })
  }
  if (before !== undefined) return { before }
  if (after !== undefined) return { after }
  return position as 'first' | 'last' | undefined
}
