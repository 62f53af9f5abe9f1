import { type Change } from '../journal.ts'
import { markedList, pageById } from '../paging.ts'
import { type DistributionRecord, DISTRIBUTIONS } from '../records.ts'
import { checkTiedChange } from '../rules/continuous-deployment.ts'
import { checkUpdate } from '../rules/update-members.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { createdAnswer, type DistributionRegister } from './distribution-register.ts'

interface DistributionDeps {
  readonly store: Store
  readonly register: DistributionRegister
  /** The changes that delete what belongs to a distribution along with it. */
  readonly removalsOf: (id: string) => readonly Change[]
}

/** The life of a distribution: ETags, `InProgress` to `Deployed`, deletion only when disabled, deployed and untied. */
export function distributionHandlers({ store, register, removalsOf }: DistributionDeps): Handlers {
  function checkFree(record: DistributionRecord): void {
    if (record.config.Enabled || !register.isDeployed(record)) {
      throw fault('DistributionNotDisabled', 'The distribution you are trying to delete has not been disabled.')
    }
    // A disabled policy does not prevent the deletion of its primary distribution, which Terraform relies on
    // (terraform-provider-aws #33578).
    const { naming, policy } = register.ties(record)
    if (naming.length > 0 || policy?.config.Enabled) {
      throw fault('ResourceInUse', 'The distribution is used by a continuous deployment policy.')
    }
    if (register.hasTenants(record)) {
      throw fault('ResourceInUse', 'The distribution has distribution tenants.')
    }
  }

  return {
    CreateDistribution: ({ DistributionConfig }, { origin }) =>
      createdAnswer(register, register.create(DistributionConfig, []), origin),

    CreateDistributionWithTags: ({ DistributionConfigWithTags: { DistributionConfig, Tags } }, { origin }) =>
      createdAnswer(register, register.create(DistributionConfig, Tags.Items ?? []), origin),

    GetDistribution({ Id }) {
      const record = register.get(Id)
      return { Distribution: register.describe(record), ETag: record.etag }
    },

    GetDistributionConfig({ Id }) {
      const { config, etag } = register.get(Id)
      return { DistributionConfig: config, ETag: etag }
    },

    ListDistributions(input) {
      const page = pageById(register.all(), ({ id }) => id, input)
      return { DistributionList: markedList({ ...page, items: page.items.map(register.summarize) }, input) }
    },

    UpdateDistribution({ Id, IfMatch, DistributionConfig }) {
      const before = register.getVersion(Id, IfMatch)
      checkUpdate({ current: before.config, wanted: DistributionConfig })
      // A policy that is left out stays; only an empty id detaches it (aws/aws-sdk-js-v3 #7417).
      const kept = DistributionConfig.ContinuousDeploymentPolicyId ?? before.config.ContinuousDeploymentPolicyId
      const config = register.validated(
        { ...DistributionConfig, ...(kept && { ContinuousDeploymentPolicyId: kept }) },
        Id
      )
      checkTiedChange({ current: before.config, wanted: config, ties: register.ties(before) })
      const record = register.revised(before, config)
      store.commit([[DISTRIBUTIONS, Id, record]])
      return { Distribution: register.describe(record), ETag: record.etag }
    },

    DeleteDistribution({ Id, IfMatch }) {
      checkFree(register.getVersion(Id, IfMatch))
      store.commit([[DISTRIBUTIONS, Id, undefined], ...removalsOf(Id)])
      return {}
    }
  }
}
