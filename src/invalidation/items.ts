import { type Database } from '../database/database.ts'
import { ServiceError } from '../errors.ts'
import { type Page } from '../plugins/pagination.ts'
import { fromCloudFront, toItem } from './mapper.ts'
import { countItems, findItems } from './queue/items.ts'
import { findSoleInvalidation } from './queue/reads.ts'
import { type InvalidationItem } from './schemas.ts'
import { addressOf, isOurs, type Target, type TargetCalls } from './targets.ts'

export type InvalidationItems = ReturnType<typeof createInvalidationItems>

/** The paths and cache tags of invalidations, however many there are. */
export function createInvalidationItems({ database, calls }: { database: Database; calls: Pick<TargetCalls, 'get'> }) {
  /** CloudFront returns all items of an invalidation at once, at most 3,000. */
  async function listFromCloudFront(target: Target, id: string, from: number, limit: number) {
    const record = await calls.get(target, id)
    const { status } = fromCloudFront(record)
    const all = record.InvalidationBatch?.Paths?.Items ?? []
    const items = all.slice(from, from + limit).map(item => toItem({ item, status, cloudFrontId: id }))
    return pageFrom(from, items, all.length)
  }

  return {
    /**
     * A page of items in the order of the request, by Frontage's id or by CloudFront's. Throws INVALIDATION_NOT_FOUND, and
     * INVALIDATION_ITEMS_NOT_KEPT beyond the end of a list that was not stored completely.
     */
    async list(
      target: Target,
      id: string,
      { limit, marker = '0' }: { limit: number; marker: string | undefined }
    ): Promise<Page<InvalidationItem>> {
      const from = /^\d{1,6}$/.test(marker) ? Number(marker) : 0
      const address = addressOf(target)
      const ours = isOurs(id) ? id : await findSoleInvalidation(database, address, id)
      if (ours === undefined) return listFromCloudFront(target, id, from, limit)
      const total = await countItems(database, address, ours)
      if (total === undefined)
        throw new ServiceError('INVALIDATION_NOT_FOUND', `${address} has no invalidation ${ours}.`)
      const found = await findItems(database, { id: ours, from, limit })
      if (found.length === 0 && from < total) {
        throw new ServiceError(
          'INVALIDATION_ITEMS_NOT_KEPT',
          `Only the first ${from} of ${total} paths and cache tags are known.`
        )
      }
      return pageFrom(from, found.map(toItem), total)
    }
  }
}

function pageFrom(from: number, items: InvalidationItem[], total: number): Page<InvalidationItem> {
  const next = from + items.length
  return { items, nextMarker: next < total ? String(next) : undefined }
}
