import { type CompiledDistribution, compileDistribution, hiddenBy } from '../../delivery/distribution.ts'
import { type FoundHost, type HostIndex, indexHosts } from '../../delivery/hosts.ts'
import { type Clock } from '../clock.ts'
import {
  aliasesOf,
  DEPLOYMENT_POLICIES,
  type DeploymentPolicyConfig,
  type DeploymentPolicyRecord,
  type DistributionRecord,
  stagingNamesOf
} from '../records.ts'
import { type Store } from '../store.ts'
import { createDeployed } from './deployed.ts'
import { createPolicies } from './policies.ts'

/** A deployed distribution, as it is looked up. */
export interface Route {
  readonly domainName: string
  readonly aliases: readonly string[]
  /** Compiled with the first request. */
  readonly compiled: () => CompiledDistribution
  /** The staging distribution to which some of its viewers go, if any do. */
  readonly staging: () => Staging | undefined
}

export interface Staging {
  readonly traffic: DeploymentPolicyConfig['TrafficConfig']
  readonly distribution: CompiledDistribution
}

export type Routes = ReturnType<typeof createRoutes>

/** Which distribution serves a host, with the configuration that is deployed. */
export function createRoutes({ store, clock }: { store: Store; clock: Clock }) {
  let compiled = new WeakMap<DistributionRecord, CompiledDistribution>()
  const policiesOf = createPolicies(store, () => {
    compiled = new WeakMap()
  })
  const deployed = createDeployed({ store, clock })
  const deploymentPolicies = store.collection<DeploymentPolicyRecord>(DEPLOYMENT_POLICIES)
  let indexed: readonly DistributionRecord[] | undefined
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
    if (records === indexed) return index
    indexed = records
    index = indexHosts(
      records
        .filter(({ config }) => hiddenBy(config) === undefined)
        .map(record => ({
          domainName: record.domainName,
          aliases: aliasesOf(record.config),
          compiled: () => compile(record),
          staging: () => stagingOf(record)
        }))
    )
    return index
  }

  return {
    find: (host: string): FoundHost<Route> | undefined => hosts().find(host),
    hosts,
    /** Of a distribution that is served; undefined for any other. */
    rootObjectOf: (id: string): string | undefined => {
      const record = deployed.get().find(one => one.id === id)
      return record && compile(record).rootObject
    }
  }
}
