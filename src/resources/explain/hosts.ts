import { type CloudFrontClient, type DistributionSummary, ListDistributionsCommand } from '@aws-sdk/client-cloudfront'
import { hiddenBy } from '../../delivery/distribution.ts'
import { headerValue } from '../../delivery/headers.ts'
import { type HostIndex, indexHosts, localAuthority, type Named, namesFor, namesOf } from '../../delivery/hosts.ts'
import { type ViewerRequest } from '../../delivery/viewer-request.ts'
import { type FindTenant } from './tenants.ts'

/** Host names have few labels; for longer ones, no tenant is looked up. */
const LOOKUPS_MAX = 20

/**
 * The names that are relevant to a request: `own`, those of other resources that take precedence for its host, and
 * those whose local names are in its `Origin` or `Referer`. Others are read only if there may be such names.
 */
export async function hostsFor(
  cloudfront: CloudFrontClient,
  findTenant: FindTenant,
  { id, own, request }: { readonly id: string; readonly own: Named; readonly request: ViewerRequest }
): Promise<HostIndex<Named>> {
  const referring = ['Origin', 'Referer'].flatMap(name => {
    const local = localAuthority(headerValue(request.headers, name) ?? '')
    return local ? before(own, local.authority) : []
  })
  const isOwn = indexHosts([own]).find(request.host) !== undefined
  const names = [...new Set([...(isOwn ? before(own, request.host) : []), ...referring])]
  if (names.length === 0) return indexHosts([own])
  const [distributions, tenants] = await Promise.all([
    listOthers(cloudfront, id),
    Promise.all(names.slice(0, LOOKUPS_MAX).map(findTenant))
  ])
  const domains = tenants.flatMap(tenant => (tenant ? [{ domainName: undefined, aliases: tenant.domains }] : []))
  return indexHosts<Named>([...distributions, ...domains, own])
}

/** The names that are looked up before one of `own` is found. */
function before(own: Named, header: string): string[] {
  const names = [...namesFor(header)].map(({ name }) => name)
  const ownNames = new Set(namesOf(own))
  const first = names.findIndex(name => ownNames.has(name))
  return first < 0 ? names : names.slice(0, first)
}

/** Other distributions that serve viewers under their own names. */
async function listOthers(cloudfront: CloudFrontClient, id: string): Promise<Named[]> {
  return (await listDistributions(cloudfront))
    .filter(other => other.Id !== id && hiddenBy(other) === undefined)
    .map(({ DomainName, Aliases }) => ({ domainName: DomainName, aliases: Aliases?.Items ?? [] }))
}

export async function listDistributions(cloudfront: CloudFrontClient): Promise<DistributionSummary[]> {
  const found: DistributionSummary[] = []
  let marker: string | undefined
  do {
    const { DistributionList: page } = await cloudfront.send(new ListDistributionsCommand({ Marker: marker }))
    found.push(...(page?.Items ?? []))
    marker = page?.IsTruncated ? page.NextMarker : undefined
  } while (marker !== undefined)
  return found
}
