import { type Clock } from '../clock.ts'
import { createAccount } from '../families/account.ts'
import { createFamilies, existenceIn, familyHandlers } from '../families/families.ts'
import { testFunctionHandlers } from '../functions/test-function.ts'
import { type Identifiers } from '../identifiers.ts'
import { type KeyValueStores } from '../key-value-stores/key-value-stores.ts'
import { type Quotas } from '../quotas.ts'
import { type Store } from '../store.ts'
import { type Trust } from '../trust.ts'
import { type Handlers } from '../wire/handlers.ts'
import { aliasHandlers } from './aliases.ts'
import { createDistributionRegister } from './distribution-register.ts'
import { distributionHandlers } from './distributions.ts'
import { distributionsByHandlers } from './distributions-by.ts'
import { createInvalidations } from './invalidations.ts'
import { domainHandlers } from './domains.ts'
import { createMonitoring } from './monitoring.ts'
import { resourcePolicyHandlers } from './resource-policies.ts'
import { stagingHandlers } from './staging.ts'
import { tagHandlers } from './tags.ts'
import { webAclHandlers } from './web-acls.ts'

export interface HandlerDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
  readonly quotas: Quotas
  readonly trust: Trust
  readonly keyValueStores: KeyValueStores
}

/** Every operation that the local CloudFront implements; the wire answers `NotImplemented` to all others. */
export function createHandlers(deps: HandlerDeps): Handlers {
  const { store } = deps
  const invalidations = createInvalidations(deps)
  const account = createAccount(deps)
  const families = createFamilies({ ...deps, account, invalidations })
  const existence = existenceIn(families, deps.trust)
  const register = createDistributionRegister({ ...deps, invalidations, existence, account })
  const monitoring = createMonitoring({ store, register })
  return {
    ...distributionHandlers({
      store,
      register,
      removalsOf: id => [...invalidations.removalsOf(id), ...monitoring.removalsOf(id)]
    }),
    ...distributionsByHandlers({ register, families }),
    ...aliasHandlers({ ...deps, register, account }),
    ...domainHandlers({ ...deps, register, account, tenants: families.distributionTenants.resources }),
    ...resourcePolicyHandlers({ store, families }),
    ...webAclHandlers({ store, register }),
    ...stagingHandlers({ store, register, families }),
    ...monitoring.handlers,
    ...invalidations.handlers,
    ...tagHandlers({ store, families: Object.values(families) }),
    ...familyHandlers(families),
    ...testFunctionHandlers({ ...deps, families })
  }
}
