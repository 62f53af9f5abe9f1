import {
  type CloudFrontClient,
  type DistributionList,
  ListDistributionsByAnycastIpListIdCommand,
  ListDistributionsByCachePolicyIdCommand,
  ListDistributionsByConnectionFunctionCommand,
  ListDistributionsByConnectionModeCommand,
  ListDistributionsByKeyGroupCommand,
  ListDistributionsByOriginRequestPolicyIdCommand,
  ListDistributionsByOwnedResourceCommand,
  ListDistributionsByRealtimeLogConfigCommand,
  ListDistributionsByResponseHeadersPolicyIdCommand,
  ListDistributionsByTrustStoreCommand,
  ListDistributionsByVpcOriginIdCommand,
  ListDistributionsByWebACLIdCommand,
  ListDistributionsCommand
} from '@aws-sdk/client-cloudfront'
import { type DistributionFilters } from './filters.ts'

export const PAGE_ITEMS_MAX = 100

interface Pages {
  readonly Marker: string | undefined
  readonly MaxItems: number
}

/** One page of distributions; undefined is an empty list. */
export type SummaryPages = (page: Pages) => Promise<DistributionList | undefined>

interface IdPage {
  readonly ids: readonly (string | undefined)[]
  readonly nextMarker: string | undefined
}
type IdPages = (page: Pages) => Promise<IdPage>

/** CloudFront's lists of summaries for the given filters. */
export function summaryLists(cloudfront: CloudFrontClient, filters: DistributionFilters): SummaryPages[] {
  const { webAclId, anycastIpListId, connectionMode, connectionFunctionId, trustStoreId } = filters
  const { realtimeLogConfigArn: arn, realtimeLogConfigName: name } = filters
  const lists: (SummaryPages | false)[] = [
    webAclId !== undefined &&
      (async page =>
        list(await cloudfront.send(new ListDistributionsByWebACLIdCommand({ ...page, WebACLId: webAclId })))),
    (arn ?? name) !== undefined &&
      (async page =>
        list(
          await cloudfront.send(
            new ListDistributionsByRealtimeLogConfigCommand({
              ...page,
              RealtimeLogConfigArn: arn,
              RealtimeLogConfigName: name
            })
          )
        )),
    anycastIpListId !== undefined &&
      (async page =>
        list(
          await cloudfront.send(
            new ListDistributionsByAnycastIpListIdCommand({ ...page, AnycastIpListId: anycastIpListId })
          )
        )),
    connectionMode !== undefined &&
      (async page =>
        list(
          await cloudfront.send(
            new ListDistributionsByConnectionModeCommand({ ...page, ConnectionMode: connectionMode })
          )
        )),
    connectionFunctionId !== undefined &&
      (async page =>
        list(
          await cloudfront.send(
            new ListDistributionsByConnectionFunctionCommand({
              ...page,
              ConnectionFunctionIdentifier: connectionFunctionId
            })
          )
        )),
    trustStoreId !== undefined &&
      (async page =>
        list(
          await cloudfront.send(
            new ListDistributionsByTrustStoreCommand({ ...page, TrustStoreIdentifier: trustStoreId })
          )
        ))
  ]
  return lists.filter(given => given !== false)
}

/** The list of all distributions. */
export function allDistributions(cloudfront: CloudFrontClient): SummaryPages {
  return async page => list(await cloudfront.send(new ListDistributionsCommand(page)))
}

/** CloudFront's lists of ids for the given filters. */
export function idLists(cloudfront: CloudFrontClient, filters: DistributionFilters): IdPages[] {
  const { cachePolicyId, originRequestPolicyId, responseHeadersPolicyId, keyGroupId, vpcOriginId } = filters
  const { ownedResourceArn } = filters
  const lists: (IdPages | false)[] = [
    cachePolicyId !== undefined &&
      (async page =>
        ids(
          await cloudfront.send(new ListDistributionsByCachePolicyIdCommand({ ...page, CachePolicyId: cachePolicyId }))
        )),
    originRequestPolicyId !== undefined &&
      (async page =>
        ids(
          await cloudfront.send(
            new ListDistributionsByOriginRequestPolicyIdCommand({
              ...page,
              OriginRequestPolicyId: originRequestPolicyId
            })
          )
        )),
    responseHeadersPolicyId !== undefined &&
      (async page =>
        ids(
          await cloudfront.send(
            new ListDistributionsByResponseHeadersPolicyIdCommand({
              ...page,
              ResponseHeadersPolicyId: responseHeadersPolicyId
            })
          )
        )),
    keyGroupId !== undefined &&
      (async page =>
        ids(await cloudfront.send(new ListDistributionsByKeyGroupCommand({ ...page, KeyGroupId: keyGroupId })))),
    vpcOriginId !== undefined &&
      (async page =>
        ids(await cloudfront.send(new ListDistributionsByVpcOriginIdCommand({ ...page, VpcOriginId: vpcOriginId })))),
    ownedResourceArn !== undefined &&
      (async page => {
        const { DistributionList: owned } = await cloudfront.send(
          new ListDistributionsByOwnedResourceCommand({ ...page, ResourceArn: ownedResourceArn })
        )
        const found = (owned?.Items ?? []).map(({ DistributionId }) => DistributionId)
        return { ids: found, nextMarker: owned?.NextMarker }
      })
  ]
  return lists.filter(given => given !== false)
}

/** All ids of a list: a filter needs all of them to exclude a distribution. */
export async function readAllIds(pages: IdPages): Promise<Set<string>> {
  const all = new Set<string>()
  let marker: string | undefined
  do {
    const { ids, nextMarker } = await pages({ Marker: marker, MaxItems: PAGE_ITEMS_MAX })
    for (const id of ids) if (id !== undefined) all.add(id)
    marker = nextMarker
  } while (marker)
  return all
}

/** The ids of a list of summaries, to combine it with another such list. */
export function idsOf(pages: SummaryPages): IdPages {
  return async page => {
    const found = await pages(page)
    return { ids: (found?.Items ?? []).map(({ Id }) => Id), nextMarker: nextMarkerOf(found) }
  }
}

/** Undefined on the last page, which CloudFront marks with either of two members. */
export function nextMarkerOf(found: DistributionList | undefined): string | undefined {
  return found?.IsTruncated ? found.NextMarker : undefined
}

const list = ({ DistributionList: found }: { DistributionList?: DistributionList | undefined }) => found
const ids = ({
  DistributionIdList: found
}: {
  DistributionIdList?: { Items?: string[] | undefined; NextMarker?: string | undefined } | undefined
}): IdPage => ({ ids: found?.Items ?? [], nextMarker: found?.NextMarker })
