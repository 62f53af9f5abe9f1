import { type DistributionSummary } from '@aws-sdk/client-cloudfront'
import { type Call, type Output } from '../../cloudfront/call.ts'

/** Finds the addresses of resources that refer to a resource. */
export interface FindUsers {
  /** The operations that `find` calls. */
  readonly operations: readonly string[]
  /** `account`: the account to search; undefined if there is only one, or to search all. */
  readonly find: (call: Call, id: string, entity: Output, account?: string) => Promise<string[]>
}

const PAGE = '100'

/** Uses one of CloudFront's own lists, such as `ListDistributionsByCachePolicyId`; `member` of its input has the id. */
export function distributionsListedBy(operation: string, member: string): FindUsers {
  return {
    operations: [operation],
    async find(call, id) {
      const items = await everyPage(call, operation, { [member]: id })
      return items.map(item => addressOf(typeof item === 'string' ? item : (item as { Id?: string }).Id))
    }
  }
}

/** Searches the list of all distributions, if CloudFront has no specific list. One call per hundred distributions. */
export function distributionsThat(
  refer: (distribution: DistributionSummary, id: string, entity: Output) => boolean
): FindUsers {
  return {
    operations: ['ListDistributions'],
    async find(call, id, entity) {
      const all = (await everyPage(call, 'ListDistributions', {})) as DistributionSummary[]
      return all.filter(distribution => refer(distribution, id, entity)).map(({ Id }) => addressOf(Id))
    }
  }
}

/** Searches the list of another family; `areNamed` if those are identified by name. */
export function othersThat(
  operation: string,
  address: string,
  refer: (item: Output, id: string, entity: Output) => string | undefined,
  { areNamed = false } = {}
): FindUsers {
  return {
    operations: [operation],
    async find(call, id, entity, account) {
      const all = (await everyPage(call, operation, {})) as Output[]
      return all.flatMap(item => {
        const user = refer(item, id, entity)
        return user === undefined ? [] : [addressIn(address, user, areNamed ? account : undefined)]
      })
    }
  }
}

/** Combines the results of several finders. */
export function anyOf(...finders: readonly FindUsers[]): FindUsers {
  return {
    operations: finders.flatMap(({ operations }) => operations),
    find: async (...of) => (await Promise.all(finders.map(async ({ find }) => find(...of)))).flat()
  }
}

/** The default behavior and all others of a listed distribution. */
export function behaviorsOf({ DefaultCacheBehavior, CacheBehaviors }: DistributionSummary) {
  return [DefaultCacheBehavior, ...(CacheBehaviors?.Items ?? [])].filter(behavior => behavior !== undefined)
}

async function everyPage(call: Call, operation: string, input: object): Promise<unknown[]> {
  const found: unknown[] = []
  let marker: string | undefined
  do {
    const page = pageIn(
      await call(operation, { ...input, MaxItems: PAGE, ...(marker !== undefined && { Marker: marker }) })
    )
    found.push(...page.items)
    marker = page.nextMarker
  } while (marker !== undefined)
  return found
}

/**
 * A page of any of CloudFront's lists: `Items` and `NextMarker` of the list in the answer, or a bare list beside
 * `NextMarker`.
 */
export function pageIn(output: Output): { items: unknown[]; nextMarker: string | undefined } {
  const { $metadata: _, NextMarker, ...rest } = output as { $metadata?: unknown; NextMarker?: string }
  const [only]: unknown[] = Object.values(rest)
  if (Array.isArray(only)) return { items: only, nextMarker: NextMarker || undefined }
  const list = only as { Items?: unknown[]; NextMarker?: string } | undefined
  return { items: list?.Items ?? [], nextMarker: list?.NextMarker || undefined }
}

/** The address of a resource of a family, with its account if it is identified by name. */
export function addressIn(family: string, id: string, account: string | undefined): string {
  return `/${family}/${encodeURIComponent(id)}${account === undefined ? '' : `?account=${account}`}`
}

function addressOf(distributionId: string | undefined): string {
  return `/distributions/${distributionId ?? ''}`
}
