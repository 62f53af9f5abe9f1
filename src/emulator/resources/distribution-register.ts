import { type Clock } from '../clock.ts'
import { type Account } from '../families/account.ts'
import { type Identifiers } from '../identifiers.ts'
import {
  ACCESS_CONTROLS,
  type AccessControlRecord,
  type Config,
  DEPLOYMENT_POLICIES,
  type DeploymentPolicyRecord,
  type DistributionRecord,
  DISTRIBUTIONS,
  type FamilyRecord,
  isMultiTenant,
  KEY_GROUPS,
  type KeyGroupConfig,
  type Tag,
  type TenantContent,
  TENANTS
} from '../records.ts'
import { checkAgainstOthers, checkCreationQuotas } from '../rules/account.ts'
import { checkConfiguration } from '../rules/configuration.ts'
import { tiesOf } from '../rules/continuous-deployment.ts'
import { checkReferences, type Existence } from '../rules/unknown-references.ts'
import { type Quotas } from '../quotas.ts'
import { type Store } from '../store.ts'
import { NO_SUCH_DISTRIBUTION, versioned } from '../versioned.ts'
import { fault } from '../wire/handlers.ts'
import { completeConfig } from './defaults.ts'
import { describeDistribution, summarizeDistribution } from './distribution-answers.ts'
import { type Invalidations } from './invalidations.ts'
import { checkTags } from './tags.ts'

interface RegisterDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
  readonly invalidations: Invalidations
  readonly quotas: Quotas
  readonly existence: Existence
  readonly account: Account
}

export type DistributionRegister = ReturnType<typeof createDistributionRegister>

/** The account's distributions, for every operation that reads, creates or changes one. Only `create` commits anything. */
export function createDistributionRegister(deps: RegisterDeps) {
  const { store, clock, ids, propagationSeconds, invalidations, quotas, existence, account } = deps
  const callerReferences = new Map<string, string>()
  const distributions = store.collection<DistributionRecord>(DISTRIBUTIONS, (record, before) => {
    if (before) callerReferences.delete(before.config.CallerReference)
    if (record) callerReferences.set(record.config.CallerReference, record.id)
  })
  const accessControls = store.collection<AccessControlRecord>(ACCESS_CONTROLS)
  const policies = store.collection<DeploymentPolicyRecord>(DEPLOYMENT_POLICIES)
  const tenants = store.collection<FamilyRecord<TenantContent>>(TENANTS)
  const keyGroups = store.collection<FamilyRecord<KeyGroupConfig>>(KEY_GROUPS)

  const all = () => [...distributions.values()]
  const othersThan = (id: string | undefined) => all().filter(record => record.id !== id)
  const isDeployed = ({ deployedAt }: DistributionRecord) => clock.now() >= deployedAt
  const deployedAt = () => clock.now() + propagationSeconds * 1000

  /** Completes a configuration and validates it: alone and against the rest of the account. */
  function validated(given: Config, id: string | undefined): Config {
    const now = quotas.get()
    checkConfiguration(given, now)
    const config = completeConfig(given)
    checkReferences(config, existence)
    if (id === undefined) checkCreationQuotas({ config, others: all(), quotas: now })
    checkAgainstOthers({
      config,
      others: othersThan(id),
      id,
      account,
      accessControls,
      policies,
      quotas: now
    })
    return config
  }

  return {
    ...versioned(distributions, NO_SUCH_DISTRIBUTION),
    all,
    isDeployed,

    /** Creates a distribution, or refuses it for its caller reference, its configuration, the account or its tags. */
    create(given: Config, tags: readonly Tag[]): DistributionRecord {
      // A repeat is refused even if it is identical (aws/aws-sdk-go #2213).
      const existing = callerReferences.get(given.CallerReference)
      if (existing !== undefined) {
        throw fault(
          'DistributionAlreadyExists',
          'The caller reference that you are using to create a distribution is associated with another distribution. ' +
            `Already exists: ${existing}`
        )
      }
      checkTags(tags)
      const config = validated(given, undefined)
      const record: DistributionRecord = {
        id: ids.distribution(),
        etag: ids.etag(),
        // Viewers reach a multi-tenant distribution only through its tenants (AWS CLI, list-distributions-by-connection-mode).
        domainName: isMultiTenant(config) ? '-' : ids.domainName(),
        createdAt: clock.now(),
        modifiedAt: clock.now(),
        deployedAt: deployedAt(),
        config,
        tags
      }
      store.commit([[DISTRIBUTIONS, record.id, record]])
      return record
    },

    validated,

    /** The next version, with a validated configuration: `InProgress` with a new ETag. */
    revised: (before: DistributionRecord, config: Config): DistributionRecord => ({
      ...before,
      etag: ids.etag(),
      modifiedAt: clock.now(),
      deployedAt: deployedAt(),
      config
    }),

    /** Whether tenants are served with its settings. */
    hasTenants: ({ id }: DistributionRecord) =>
      [...tenants.values()].some(({ config }) => config.DistributionId === id),

    ties: (record: DistributionRecord) => tiesOf(record, { policies, all: all() }),

    describe: (record: DistributionRecord) =>
      describeDistribution(record, {
        deployed: isDeployed(record),
        batches: invalidations.batchesInProgress(record.id),
        keysOf: id => keyGroups.get(id)?.config.Items ?? []
      }),
    summarize: (record: DistributionRecord) => summarizeDistribution(record, { deployed: isDeployed(record) })
  }
}

/** The output of the operations that create a distribution. */
export function createdAnswer(register: DistributionRegister, record: DistributionRecord, origin: string) {
  return {
    Distribution: register.describe(record),
    ETag: record.etag,
    Location: `${origin}/2020-05-31/distribution/${record.id}`
  }
}
