import { structure } from '../../cloudfront/model/shapes.ts'
import { type Clock } from '../clock.ts'
import { type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { markedList, pageInOrder, type PageRequest } from '../paging.ts'
import { type Quotas } from '../quotas.ts'
import { checkPaths, isWildcard } from '../rules/invalidation-paths.ts'
import { checkQuantities } from '../rules/quantities.ts'
import { type Store } from '../store.ts'
import { NO_SUCH_DISTRIBUTION, versioned } from '../versioned.ts'
import { type Call, fault, type Handlers, type Input } from '../wire/handlers.ts'
import {
  type Config,
  type DistributionRecord,
  DISTRIBUTIONS,
  type FamilyRecord,
  type InvalidationRecord,
  INVALIDATIONS,
  type TenantContent,
  TENANTS
} from '../records.ts'

export type Invalidations = ReturnType<typeof createInvalidations>

/** An index of the invalidations of one distribution or tenant. */
interface InvalidationIndex {
  /** In order of creation. */
  readonly all: InvalidationRecord[]
  readonly byCallerReference: Map<string, InvalidationRecord>
  /** Includes some that have been completed, which each read removes. */
  inProgress: InvalidationRecord[]
}

type Batch = Input<'CreateInvalidation'>['InvalidationBatch']

interface InvalidationDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
  readonly quotas: Quotas
}

/**
 * Invalidations: accepted within the quota or refused as a whole, completed by the clock, deleted only with what they clear.
 * A distribution and each of its tenants have quotas and caller references of their own.
 */
export function createInvalidations({ store, clock, ids, propagationSeconds, quotas }: InvalidationDeps) {
  const indexes = new Map<string, InvalidationIndex>()
  const invalidations = store.collection<InvalidationRecord>(INVALIDATIONS, (record, before) => {
    // A record never changes: a repeated one comes from a journal that overlaps the snapshot. All of an owner are deleted together.
    if (before && record) return
    if (before) indexes.delete(before.distributionId)
    if (!record) return
    const index = indexOf(record.distributionId)
    index.all.push(record)
    index.byCallerReference.set(record.callerReference, record)
    index.inProgress.push(record)
  })
  const { get: getDistribution } = versioned(store.collection<DistributionRecord>(DISTRIBUTIONS), NO_SUCH_DISTRIBUTION)
  const { get: getTenant } = versioned(store.collection<FamilyRecord<TenantContent>>(TENANTS), {
    code: 'EntityNotFound',
    message: 'The specified distribution tenant does not exist.'
  })

  function indexOf(owner: string): InvalidationIndex {
    const index = indexes.get(owner) ?? { all: [], byCallerReference: new Map(), inProgress: [] }
    indexes.set(owner, index)
    return index
  }

  function inProgress(owner: string): readonly InvalidationRecord[] {
    const index = indexes.get(owner)
    if (!index) return []
    const now = clock.now()
    index.inProgress = index.inProgress.filter(({ completedAt }) => now < completedAt)
    return index.inProgress
  }

  /** All or nothing, counting this batch and everything still in progress. */
  function checkQuota(owner: string, paths: readonly string[]): void {
    const { invalidationPathsInProgress, invalidationWildcardsInProgress } = quotas.get()
    const together = [...inProgress(owner).flatMap(record => record.paths), ...paths]
    const over =
      together.length > invalidationPathsInProgress
        ? 'in-progress invalidations'
        : together.filter(isWildcard).length > invalidationWildcardsInProgress
          ? 'in-progress wildcard invalidations'
          : undefined
    if (over) {
      throw fault(
        'TooManyInvalidationsInProgress',
        `Processing your request will cause you to exceed the maximum number of ${over}.`
      )
    }
  }

  const summary = ({ id, createdAt, completedAt }: InvalidationRecord) => ({
    Id: id,
    CreateTime: new Date(createdAt),
    Status: clock.now() >= completedAt ? 'Completed' : 'InProgress'
  })
  const describe = (record: InvalidationRecord) => ({
    ...summary(record),
    InvalidationBatch: {
      CallerReference: record.callerReference,
      Paths: { Quantity: record.paths.length, Items: [...record.paths] }
    }
  })

  /** `owner` is a distribution's id or a tenant's; `config` are the settings that its viewers are served with. */
  function create(owner: string, config: Config, batch: Batch): InvalidationRecord {
    checkQuantities(structure('InvalidationBatch'), batch, 'InvalidationBatch')
    const paths = batch.Paths.Items ?? []
    checkPaths(paths, { tags: config.CacheTagConfig !== undefined, callerReference: batch.CallerReference })
    const earlier = indexes.get(owner)?.byCallerReference.get(batch.CallerReference)
    if (earlier) return repeatOf(earlier, paths)
    checkQuota(owner, paths)
    const record: InvalidationRecord = {
      id: ids.invalidation(),
      distributionId: owner,
      callerReference: batch.CallerReference,
      paths,
      createdAt: clock.now(),
      completedAt: clock.now() + propagationSeconds * 1000
    }
    store.commit([[INVALIDATIONS, record.id, record]])
    return record
  }

  function get(owner: string, id: string) {
    const record = invalidations.get(id)
    if (record?.distributionId !== owner) {
      throw fault('NoSuchInvalidation', 'The specified invalidation does not exist.')
    }
    return { Invalidation: describe(record) }
  }

  function list(owner: string, request: PageRequest) {
    const newestFirst = [...(indexes.get(owner)?.all ?? [])].reverse()
    const page = pageInOrder(newestFirst, ({ id }) => id, request)
    return { InvalidationList: markedList({ ...page, items: page.items.map(summary) }, request) }
  }

  const handlers: Handlers = {
    CreateInvalidation({ DistributionId, InvalidationBatch }, { origin }: Call) {
      const record = create(DistributionId, getDistribution(DistributionId).config, InvalidationBatch)
      const location = `${origin}/2020-05-31/distribution/${DistributionId}/invalidation/${record.id}`
      return { Invalidation: describe(record), Location: location }
    },

    GetInvalidation({ DistributionId, Id }) {
      getDistribution(DistributionId)
      return get(DistributionId, Id)
    },

    ListInvalidations(input) {
      getDistribution(input.DistributionId)
      return list(input.DistributionId, input)
    },

    CreateInvalidationForDistributionTenant({ Id, InvalidationBatch }, { origin }: Call) {
      const { config } = getDistribution(getTenant(Id).config.DistributionId)
      const record = create(Id, config, InvalidationBatch)
      const location = `${origin}/2020-05-31/distribution-tenant/${Id}/invalidation/${record.id}`
      return { Invalidation: describe(record), Location: location }
    },

    GetInvalidationForDistributionTenant({ DistributionTenantId, Id }) {
      getTenant(DistributionTenantId)
      return get(DistributionTenantId, Id)
    },

    ListInvalidationsForDistributionTenant(input) {
      getTenant(input.Id)
      return list(input.Id, input)
    }
  }

  return {
    handlers,
    /** How many batches of a distribution are in progress. */
    batchesInProgress: (distributionId: string) => inProgress(distributionId).length,
    /** The changes that delete the invalidations of a distribution or tenant. */
    removalsOf: (owner: string): Change[] =>
      (indexes.get(owner)?.all ?? []).map(({ id }) => [INVALIDATIONS, id, undefined])
  }
}

/** A repeat of the same paths, in any order, is the earlier invalidation (API reference, InvalidationBatch). */
function repeatOf(earlier: InvalidationRecord, paths: readonly string[]): InvalidationRecord {
  const same = [...earlier.paths].sort().join('\n') === [...paths].sort().join('\n')
  if (same) return earlier
  // Documented as InvalidationBatchAlreadyExists; this is what users see (jonls/s3-deploy-website #26).
  throw fault(
    'InvalidArgument',
    'Your request contains a caller reference that was used for a previous invalidation batch for the same distribution.'
  )
}
