import { type CompiledDistribution, compileDistribution, hiddenBy } from '../../delivery/distribution.ts'
import { type FoundHost, type HostIndex, indexHosts } from '../../delivery/hosts.ts'
import { disabledOf, type Switch } from '../../delivery/tenants.ts'
import { type Clock } from '../clock.ts'
import {
  aliasesOf,
  DEPLOYMENT_POLICIES,
  type DeploymentPolicyConfig,
  type DeploymentPolicyRecord,
  type DistributionRecord,
  DISTRIBUTIONS,
  domainsOf,
  stagingNamesOf
} from '../records.ts'
import { type Store } from '../store.ts'
import { createDeployed } from './deployed.ts'
import { createPolicies } from './policies.ts'
import { createTenants } from './tenants.ts'

/** A deployed distribution or tenant, as it is looked up. */
export interface Route {
  readonly domainName: string | undefined
  readonly aliases: readonly string[]
  /** Compiled with the first request; undefined if the name cannot be served. */
  readonly compiled: () => CompiledDistribution | undefined
  /** What keeps it from being served. */
  readonly disabled: () => Switch | undefined
  /** The staging distribution to which some of its viewers go, if any do. */
  readonly staging: () => Staging | undefined
}

export interface Staging {
  readonly traffic: DeploymentPolicyConfig['TrafficConfig']
  readonly distribution: CompiledDistribution
}

export type Routes = ReturnType<typeof createRoutes>

/** Which distribution or tenant serves a host, with the configuration that is deployed. */
export function createRoutes({ store, clock }: { store: Store; clock: Clock }) {
  let compiled = new WeakMap<DistributionRecord, CompiledDistribution>()
  const policiesOf = createPolicies(store, () => {
    compiled = new WeakMap()
    tenants.forget()
  })
  const deployed = createDeployed<DistributionRecord>({
    store,
    clock,
    collection: DISTRIBUTIONS,
    deployedAt: record => record.deployedAt
  })
  const tenants = createTenants({ store, clock, policiesOf })
  const deploymentPolicies = store.collection<DeploymentPolicyRecord>(DEPLOYMENT_POLICIES)
  /** What the index was made of. */
  let indexed: Partial<Record<'records' | 'tenantRecords' | 'groups', readonly object[]>> = {}
  let index: HostIndex<Route> = indexHosts<Route>([])

  function compile(record: DistributionRecord): CompiledDistribution {
    const { id, domainName, config } = record
    const known = compiled.get(record) ?? compileDistribution({ id, domainName, config, policiesOf })
    compiled.set(record, known)
    return known
  }

  function stagingOf({ config }: DistributionRecord): Staging | undefined {
    const policy = deploymentPolicies.get(config.ContinuousDeploymentPolicyId ?? '')
    if (!policy?.config.Enabled) return undefined
    const names = stagingNamesOf(policy.config)
    const record = deployed.get().find(({ domainName, config: other }) => other.Staging && names.includes(domainName))
    if (!record?.config.Enabled) return undefined
    return { traffic: policy.config.TrafficConfig, distribution: compile(record) }
  }

  function hosts(): HostIndex<Route> {
    const records = deployed.get()
    const [tenantRecords, groups] = tenants.deployed()
    if (records === indexed.records && tenantRecords === indexed.tenantRecords && groups === indexed.groups)
      return index
    indexed = { records, tenantRecords, groups }
    index = indexHosts<Route>([
      ...records
        .filter(({ config }) => hiddenBy(config) === undefined)
        .map(record => ({
          domainName: record.domainName,
          aliases: aliasesOf(record.config),
          compiled: () => compile(record),
          disabled: () => disabledOf(record.config),
          staging: () => stagingOf(record)
        })),
      ...tenants.among(records).map(({ tenant, parts }) => ({
        domainName: undefined,
        aliases: domainsOf(tenant.config),
        compiled: () => parts && tenants.compile(parts),
        disabled: () => parts && tenants.disabledOf(parts),
        staging: () => undefined
      }))
    ])
    return index
  }

  return {
    find: (host: string): FoundHost<Route> | undefined => hosts().find(host),
    hosts,
    /** The root object of a distribution or tenant that is served; undefined for any other. */
    rootObjectOf: (owner: string): string | undefined => {
      const id = tenants.distributionIdOf(owner) ?? owner
      const record = deployed.get().find(one => one.id === id)
      return record && compile(record).rootObject
    }
  }
}
