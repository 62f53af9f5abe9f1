import { type Clock } from '../clock.ts'
import { type Identifiers, isEtag } from '../identifiers.ts'
import { markedList, pageById } from '../paging.ts'
import { checkAgainstOthers, checkRoom } from '../rules/account.ts'
import { checkConfiguration } from '../rules/configuration.ts'
import { checkUpdate } from '../rules/update-members.ts'
import { type Store } from '../store.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { completeConfig } from './defaults.ts'
import { describeDistribution, summarizeDistribution } from './distribution-answers.ts'
import { type Invalidations } from './invalidations.ts'
import { type Config, type DistributionRecord, DISTRIBUTIONS, isMultiTenant, type Tag } from '../records.ts'
import { checkTags } from './tags.ts'

export interface DistributionDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
  readonly invalidations: Invalidations
}

/** The life of a distribution: ETags, `InProgress` to `Deployed`, deletion only when disabled and deployed. */
export function distributionHandlers({
  store,
  clock,
  ids,
  propagationSeconds,
  invalidations
}: DistributionDeps): Handlers {
  const callerReferences = new Map<string, string>()
  const distributions = store.collection<DistributionRecord>(DISTRIBUTIONS, (record, before) => {
    if (before) callerReferences.delete(before.config.CallerReference)
    if (record) callerReferences.set(record.config.CallerReference, record.id)
  })

  function get(id: string): DistributionRecord {
    const record = distributions.get(id)
    if (!record) throw fault('NoSuchDistribution', 'The specified distribution does not exist.')
    return record
  }

  /** Of the answers that are possible in this order, which is not documented: 404, then 400, then 412. */
  function getVersion(id: string, ifMatch: string | undefined): DistributionRecord {
    const record = get(id)
    if (ifMatch === undefined || !isEtag(ifMatch)) {
      throw fault('InvalidIfMatchVersion', 'The If-Match version is missing or not valid for the resource.')
    }
    if (ifMatch !== record.etag) {
      throw fault(
        'PreconditionFailed',
        "The request failed because it didn't meet the preconditions in one or more request-header fields."
      )
    }
    return record
  }

  function othersThan(id: string | undefined): DistributionRecord[] {
    return [...distributions.values()].filter(record => record.id !== id)
  }

  function create(given: Config, tags: readonly Tag[]): DistributionRecord {
    // A repeat is refused even when it is the same to the last byte (aws/aws-sdk-go #2213).
    const existing = callerReferences.get(given.CallerReference)
    if (existing !== undefined) {
      throw fault(
        'DistributionAlreadyExists',
        `The caller reference that you are using to create a distribution is associated with another distribution. Already exists: ${existing}`
      )
    }
    checkConfiguration(given)
    checkTags(tags)
    const config = completeConfig(given)
    checkRoom({ config, others: othersThan(undefined) })
    checkAgainstOthers({ config, others: othersThan(undefined) })
    const record: DistributionRecord = {
      id: ids.distribution(),
      etag: ids.etag(),
      // Viewers reach a multi-tenant distribution only through its tenants (AWS CLI, list-distributions-by-connection-mode).
      domainName: isMultiTenant(config) ? '-' : ids.domainName(),
      createdAt: clock.now(),
      ...change(),
      config,
      tags
    }
    store.commit([[DISTRIBUTIONS, record.id, record]])
    return record
  }

  function change(): Pick<DistributionRecord, 'modifiedAt' | 'deployedAt'> {
    return { modifiedAt: clock.now(), deployedAt: clock.now() + propagationSeconds * 1000 }
  }

  const isDeployed = ({ deployedAt }: DistributionRecord) => clock.now() >= deployedAt
  const describe = (record: DistributionRecord) =>
    describeDistribution(record, { deployed: isDeployed(record), batches: invalidations.batchesInProgress(record.id) })
  const created = (record: DistributionRecord, origin: string) => ({
    Distribution: describe(record),
    ETag: record.etag,
    Location: `${origin}/2020-05-31/distribution/${record.id}`
  })

  return {
    CreateDistribution: ({ DistributionConfig }, { origin }) => created(create(DistributionConfig, []), origin),

    CreateDistributionWithTags: ({ DistributionConfigWithTags: { DistributionConfig, Tags } }, { origin }) =>
      created(create(DistributionConfig, Tags.Items ?? []), origin),

    GetDistribution({ Id }) {
      const record = get(Id)
      return { Distribution: describe(record), ETag: record.etag }
    },

    GetDistributionConfig({ Id }) {
      const { config, etag } = get(Id)
      return { DistributionConfig: config, ETag: etag }
    },

    ListDistributions(input) {
      const page = pageById(distributions.values(), ({ id }) => id, input)
      const items = page.items.map(record => summarizeDistribution(record, { deployed: isDeployed(record) }))
      return { DistributionList: markedList({ ...page, items }, input) }
    },

    UpdateDistribution({ Id, IfMatch, DistributionConfig }) {
      const before = getVersion(Id, IfMatch)
      checkUpdate({ current: before.config, wanted: DistributionConfig })
      checkConfiguration(DistributionConfig)
      const config = completeConfig(DistributionConfig)
      checkAgainstOthers({ config, others: othersThan(Id) })
      const record: DistributionRecord = { ...before, ...change(), etag: ids.etag(), config }
      store.commit([[DISTRIBUTIONS, Id, record]])
      return { Distribution: describe(record), ETag: record.etag }
    },

    DeleteDistribution({ Id, IfMatch }) {
      const record = getVersion(Id, IfMatch)
      if (record.config.Enabled || !isDeployed(record)) {
        throw fault('DistributionNotDisabled', 'The distribution you are trying to delete has not been disabled.')
      }
      store.commit([[DISTRIBUTIONS, Id, undefined], ...invalidations.removalsOf(Id)])
      return {}
    }
  }
}
