import {
  type CloudFrontClient,
  type DistributionSummary as CloudFrontSummary,
  GetDistributionCommand,
  ListDistributionsCommand
} from '@aws-sdk/client-cloudfront'
import { type DistributionLimits } from '../../access/limits.ts'
import { isServiceError } from '../../errors.ts'
import { type TagIndex } from '../tags/tag-index.ts'

interface Known {
  readonly id: string
  readonly arn: string
  readonly aliases: readonly string[]
}

interface ReachDeps {
  readonly cloudfront: CloudFrontClient
  readonly tagIndex: Pick<TagIndex, 'read'>
  /** Milliseconds since 1970. */
  readonly clock: { now(): number }
  /** The account of a distribution that was read or listed, if there are several accounts. */
  readonly accountOf?: ((id: string) => string | undefined) | undefined
}

/**
 * How long a caller whose limit is an alias keeps access after a distribution has lost that alias outside this instance; the
 * instance that removes it forgets what it knows.
 */
const KNOWN_MS = 10_000
const KNOWN_MAX = 1_000
const PAGE_MAX = 100
const ID = /^[A-Z0-9]{1,32}$/
/** The writes after which a distribution may have other aliases, or be gone. */
const CHANGES_ALIASES = /^(Create|Copy|Update|Delete)Distribution|^AssociateAlias$|^UpdateDomainAssociation$/

export type Reach = ReturnType<typeof createReach>

/** Which distributions a caller with a limited grant may use. Tags are those of the tag index. */
export function createReach({ cloudfront, tagIndex, clock, accountOf = () => undefined }: ReachDeps) {
  // Promises, so that a read that began before a change is forgotten with the rest.
  const known = new Map<string, { readonly found: Promise<Known | undefined>; readonly readAt: number }>()
  let listed: { readonly found: Promise<readonly Known[]>; readonly readAt: number } | undefined

  async function find(id: string): Promise<Known | undefined> {
    const cached = known.get(id)
    const now = clock.now()
    if (cached && now >= cached.readAt && now - cached.readAt < KNOWN_MS) return cached.found
    known.delete(id)
    const oldest = known.keys().next().value
    if (known.size >= KNOWN_MAX && oldest !== undefined) known.delete(oldest)
    const found = read(id)
    known.set(id, { found, readAt: now })
    try {
      return await found
    } catch (error) {
      if (known.get(id)?.found === found) known.delete(id)
      throw error
    }
  }

  async function read(id: string): Promise<Known | undefined> {
    try {
      const { Distribution: found } = await cloudfront.send(new GetDistributionCommand({ Id: id }))
      return { id, arn: found?.ARN ?? '', aliases: found?.DistributionConfig?.Aliases?.Items ?? [] }
    } catch (error) {
      if (isServiceError(error, 'DISTRIBUTION_NOT_FOUND')) return undefined
      throw error
    }
  }

  /** All distributions, as they were listed at most `KNOWN_MS` ago. */
  async function listAll(): Promise<readonly Known[]> {
    const now = clock.now()
    if (!listed || now < listed.readAt || now - listed.readAt >= KNOWN_MS) listed = { readAt: now, found: readAll() }
    const { found } = listed
    try {
      return await found
    } catch (error) {
      if (listed?.found === found) listed = undefined
      throw error
    }
  }

  async function readAll(): Promise<readonly Known[]> {
    const all: Known[] = []
    let marker: string | undefined
    do {
      const page = { Marker: marker, MaxItems: PAGE_MAX }
      const { DistributionList: found } = await cloudfront.send(new ListDistributionsCommand(page))
      all.push(...(found?.Items ?? []).map(knownOf))
      marker = found?.IsTruncated ? found.NextMarker : undefined
    } while (marker !== undefined)
    return all
  }

  /** Those that match the limits, in the same order. */
  async function among<Item extends Known>(limits: DistributionLimits, items: readonly Item[]): Promise<Item[]> {
    const { ids = [], tags, accounts = [] } = limits
    const aliases = new Set(limits.aliases?.map(alias => alias.toLowerCase()))
    const isNamed = (item: Item) =>
      ids.includes(item.id) ||
      accounts.some(account => account === accountOf(item.id)) ||
      item.aliases.some(alias => aliases.has(alias.toLowerCase()))
    const wanted = Object.entries(tags ?? {})
    const others = wanted.length > 0 ? items.filter(item => !isNamed(item)) : []
    const tagsOf = others.length > 0 ? await tagIndex.read(others.map(({ arn }) => arn)) : new Map<string, never>()
    const isTagged = ({ arn }: Item) => {
      const found = tagsOf.get(arn)?.tags
      return found !== undefined && wanted.every(([key, value]) => Object.hasOwn(found, key) && found[key] === value)
    }
    return items.filter(item => isNamed(item) || isTagged(item))
  }

  return {
    /** To be called after every write to CloudFront with the name of its operation. */
    written(operation: string): void {
      if (!CHANGES_ALIASES.test(operation)) return
      known.clear()
      listed = undefined
    },

    /**
     * Whether a distribution exists and matches the limits. Without limits every id matches, even if there is no such
     * distribution.
     */
    async includes(limits: DistributionLimits | undefined, id: string): Promise<boolean> {
      if (!limits || limits.ids?.includes(id)) return true
      if ((!limits.aliases && !limits.tags && !limits.accounts) || !ID.test(id)) return false
      const found = await find(id)
      return found !== undefined && (await among(limits, [found])).length > 0
    },

    /** The same for an address. One that is not about a distribution is outside all limits. */
    async includesAddress(limits: DistributionLimits | undefined, address: string): Promise<boolean> {
      if (!limits) return true
      const [, id] = /^\/distributions\/([^/]+)/.exec(address) ?? []
      return id !== undefined && this.includes(limits, id)
    },

    /**
     * The ids of all distributions that match the limits, for lists from the store; undefined without limits. Ids that the
     * limits name are among them even if there is no such distribution, so that what is stored about it can still be read.
     */
    async idsWithin(limits: DistributionLimits | undefined): Promise<readonly string[] | undefined> {
      if (!limits) return undefined
      const { ids = [], aliases, tags, accounts } = limits
      if (!aliases && !tags && !accounts) return ids
      const matching = await among(limits, await listAll())
      return [...new Set([...ids, ...matching.map(({ id }) => id)])]
    },

    /** The items of a page of CloudFront's list that match the limits. */
    async visible(
      limits: DistributionLimits | undefined,
      items: readonly CloudFrontSummary[]
    ): Promise<CloudFrontSummary[]> {
      if (!limits) return [...items]
      const all = items.map(item => ({ ...knownOf(item), item }))
      return (await among(limits, all)).map(({ item }) => item)
    }
  }
}

const knownOf = ({ Id: id = '', ARN: arn = '', Aliases }: CloudFrontSummary): Known => ({
  id,
  arn,
  aliases: Aliases?.Items ?? []
})
