import { type Clock } from '../clock.ts'
import { type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { pageById, plainList } from '../paging.ts'
import {
  DEPLOYMENT_POLICIES,
  type DeploymentPolicyConfig,
  type DeploymentPolicyRecord,
  type DistributionRecord,
  DISTRIBUTIONS
} from '../records.ts'
import { checkDeploymentPolicy } from '../rules/deployment-policy.ts'
import { type Store } from '../store.ts'
import { versioned } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

export interface DeploymentPolicyDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly register: DistributionRegister
}

export type DeploymentPolicies = ReturnType<typeof createDeploymentPolicies>

/** Continuous deployment policies: each sends some viewers of the primary distribution that has it to one staging distribution. */
export function createDeploymentPolicies({ store, clock, ids, register }: DeploymentPolicyDeps) {
  const policies = store.collection<DeploymentPolicyRecord>(DEPLOYMENT_POLICIES)
  const { get, getVersion } = versioned(policies, {
    code: 'NoSuchContinuousDeploymentPolicy',
    message: 'The specified continuous deployment policy does not exist.'
  })

  function judge(config: DeploymentPolicyConfig, id: string | undefined): void {
    const others = [...policies.values()].filter(record => record.id !== id)
    checkDeploymentPolicy({ config, others, distributions: register.all(), isNew: id === undefined })
  }

  const primaryOf = (id: string): DistributionRecord | undefined =>
    register.all().find(({ config }) => config.ContinuousDeploymentPolicyId === id)
  const describe = ({ id, modifiedAt, config }: DeploymentPolicyRecord) => ({
    Id: id,
    LastModifiedTime: new Date(modifiedAt),
    ContinuousDeploymentPolicyConfig: config
  })
  const answer = (record: DeploymentPolicyRecord) => ({
    ContinuousDeploymentPolicy: describe(record),
    ETag: record.etag
  })
  const version = (id: string, config: DeploymentPolicyConfig): DeploymentPolicyRecord => ({
    id,
    etag: ids.etag(),
    modifiedAt: clock.now(),
    config
  })

  const handlers: Handlers = {
    CreateContinuousDeploymentPolicy({ ContinuousDeploymentPolicyConfig: config }, { origin }) {
      judge(config, undefined)
      const record = version(ids.policy(), config)
      store.commit([[DEPLOYMENT_POLICIES, record.id, record]])
      return { ...answer(record), Location: `${origin}/2020-05-31/continuous-deployment-policy/${record.id}` }
    },

    GetContinuousDeploymentPolicy: ({ Id }) => answer(get(Id)),

    GetContinuousDeploymentPolicyConfig({ Id }) {
      const { config, etag } = get(Id)
      return { ContinuousDeploymentPolicyConfig: config, ETag: etag }
    },

    ListContinuousDeploymentPolicies(input) {
      const page = pageById(policies.values(), ({ id }) => id, input)
      const items = page.items.map(record => ({ ContinuousDeploymentPolicy: describe(record) }))
      return { ContinuousDeploymentPolicyList: plainList({ ...page, items }) }
    },

    UpdateContinuousDeploymentPolicy({ Id, IfMatch, ContinuousDeploymentPolicyConfig: config }) {
      getVersion(Id, IfMatch)
      judge(config, Id)
      const record = version(Id, config)
      const primary = primaryOf(Id)
      store.commit([
        [DEPLOYMENT_POLICIES, Id, record],
        // It takes effect when its primary distribution is deployed with it (Developer Guide, "Update a continuous deployment policy").
        ...(primary ? [[DISTRIBUTIONS, primary.id, register.redeployed(primary)] satisfies Change] : [])
      ])
      return answer(record)
    },

    DeleteContinuousDeploymentPolicy({ Id, IfMatch }) {
      getVersion(Id, IfMatch)
      if (primaryOf(Id)) {
        throw fault(
          'ContinuousDeploymentPolicyInUse',
          'You cannot delete a continuous deployment policy that is associated with a primary distribution.'
        )
      }
      store.commit([[DEPLOYMENT_POLICIES, Id, undefined]])
      return {}
    }
  }

  return {
    handlers,
    /** The change that puts a policy out of effect; none when it is so already. */
    disabling: (policy: DeploymentPolicyRecord): Change[] =>
      policy.config.Enabled
        ? [[DEPLOYMENT_POLICIES, policy.id, version(policy.id, { ...policy.config, Enabled: false })]]
        : []
  }
}
