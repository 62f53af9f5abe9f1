import { type Clock } from '../clock.ts'
import { type Identifiers } from '../identifiers.ts'
import { type Quotas } from '../quotas.ts'
import { type Store } from '../store.ts'
import { type Handlers } from '../wire/handlers.ts'
import { aliasHandlers } from './aliases.ts'
import { createConnectionGroups } from './connection-groups.ts'
import { createDeploymentPolicies } from './continuous-deployment-policies.ts'
import { createDistributionRegister } from './distribution-register.ts'
import { tenantHandlers } from './distribution-tenants.ts'
import { distributionHandlers } from './distributions.ts'
import { distributionsByHandlers } from './distributions-by.ts'
import { createInvalidations } from './invalidations.ts'
import { createMonitoring } from './monitoring.ts'
import { accessControlHandlers } from './origin-access-controls.ts'
import { policyHandlers } from './policies.ts'
import { stagingHandlers } from './staging.ts'
import { tagHandlers } from './tags.ts'
import { webAclHandlers } from './web-acls.ts'

export interface HandlerDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
  readonly quotas: Quotas
}

/** Every operation that the local CloudFront knows; the wire answers `NotImplemented` to all others. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const { store } = deps
  const invalidations = createInvalidations(deps)
  const register = createDistributionRegister({ ...deps, invalidations })
  const monitoring = createMonitoring({ store, register })
  const policies = createDeploymentPolicies({ ...deps, register })
  const groups = createConnectionGroups(deps)
  return {
    ...distributionHandlers({
      store,
      register,
      removalsOf: id => [...invalidations.removalsOf(id), ...monitoring.removalsOf(id)]
    }),
    ...distributionsByHandlers(register),
    ...aliasHandlers({ store, register }),
    ...webAclHandlers({ store, register }),
    ...stagingHandlers({ store, register, policies }),
    ...policies.handlers,
    ...accessControlHandlers({ ...deps, register }),
    ...monitoring.handlers,
    ...invalidations.handlers,
    ...groups.handlers,
    ...tenantHandlers({ ...deps, groups, invalidations }),
    ...tagHandlers({ store }),
    ...policyHandlers()
  }
}
