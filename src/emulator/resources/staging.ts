import { type Families } from '../families/families.ts'
import { type Change } from '../journal.ts'
import { DEPLOYMENT_POLICIES, type DistributionRecord, DISTRIBUTIONS, stagingNamesOf } from '../records.ts'
import { checkCopy } from '../rules/continuous-deployment.ts'
import { type Store } from '../store.ts'
import { checkVersion, invalidVersion } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { createdAnswer, type DistributionRegister } from './distribution-register.ts'

interface StagingDeps {
  readonly store: Store
  readonly register: DistributionRegister
  readonly families: Families
}

/** Staging distributions: copies of a primary one, whose configuration is promoted to it later. */
export function stagingHandlers({ store, register, families }: StagingDeps): Handlers {
  const { version } = families.continuousDeploymentPolicies.resources

  /** The staging distribution that the primary's policy references; it must have the given id, if any. */
  function stagingOf(primary: DistributionRecord, id: string | undefined): DistributionRecord {
    const given = id === undefined ? undefined : register.get(id)
    const { policy } = register.ties(primary)
    const named = policy && register.all().find(({ domainName }) => stagingNamesOf(policy.config).includes(domainName))
    if (named && (given === undefined || given.id === named.id)) return named
    throw fault(
      'IllegalUpdate',
      'The staging distribution is not that of a continuous deployment policy of the primary distribution.'
    )
  }

  return {
    CopyDistribution({ PrimaryDistributionId, IfMatch, Staging, CallerReference, Enabled }, { origin }) {
      const { config } = register.getVersion(PrimaryDistributionId, IfMatch)
      checkCopy({ staging: Staging, primary: config })
      const copy = register.create(
        {
          ...config,
          CallerReference,
          Aliases: { Quantity: 0 },
          ContinuousDeploymentPolicyId: '',
          Staging: true,
          Enabled: Enabled ?? true
        },
        []
      )
      return createdAnswer(register, copy, origin)
    },

    UpdateDistributionWithStagingConfig({ Id, StagingDistributionId, IfMatch }) {
      const primary = register.get(Id)
      const staging = stagingOf(primary, StagingDistributionId)
      checkVersions(IfMatch, [primary, staging])
      const { CallerReference, Aliases, ContinuousDeploymentPolicyId = '' } = primary.config
      const config = register.validated(
        {
          ...staging.config,
          CallerReference,
          ...(Aliases && { Aliases }),
          ContinuousDeploymentPolicyId,
          Staging: false
        },
        Id
      )
      const record = register.revised(primary, config)
      const { policy } = register.ties(primary)
      // After the promotion all viewers get the promoted configuration.
      const disabled = policy?.config.Enabled && { ...policy, ...version({ ...policy.config, Enabled: false }) }
      store.commit([
        [DISTRIBUTIONS, Id, record],
        ...(disabled ? [[DEPLOYMENT_POLICIES, disabled.id, disabled] satisfies Change] : [])
      ])
      return { Distribution: register.describe(record), ETag: record.etag }
    }
  }
}

/** `If-Match` carries one version for each distribution, in this order, separated by a comma. */
function checkVersions(ifMatch: string | undefined, records: readonly DistributionRecord[]): void {
  const given = (ifMatch ?? '').split(',').map(text => text.trim())
  if (given.length !== records.length) throw invalidVersion()
  for (const [index, record] of records.entries()) checkVersion(record, given[index])
}
