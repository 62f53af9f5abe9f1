import { type Handlers } from '../wire/handlers.ts'
import { type DistributionDeps, distributionHandlers } from './distributions.ts'
import { createInvalidations } from './invalidations.ts'
import { policyHandlers } from './policies.ts'
import { tagHandlers } from './tags.ts'

/** Every operation that the local CloudFront knows; the wire answers `NotImplemented` to all others. */
export function createHandlers(deps: Omit<DistributionDeps, 'invalidations'>): Handlers {
  const invalidations = createInvalidations(deps)
  return {
    ...distributionHandlers({ ...deps, invalidations }),
    ...invalidations.handlers,
    ...tagHandlers(deps),
    ...policyHandlers()
  }
}
