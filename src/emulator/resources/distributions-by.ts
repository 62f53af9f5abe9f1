import { ACCOUNT_ID, isUuid } from '../identifiers.ts'
import { MANAGED_POLICIES } from '../managed-policies.ts'
import { markedList, pageById, type PageRequest } from '../paging.ts'
import { type Config, type DistributionRecord } from '../records.ts'
import { INVALID_WEB_ACL, isWebAclId } from '../rules/general.ts'
import { references } from '../rules/references.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

/** What can be shared with other accounts, by the kind that its ARN names. */
const SHAREABLE: ReadonlyMap<string, (config: Config) => readonly (string | undefined)[]> = new Map([
  ['anycast-ip-list', references.anycastIpLists],
  ['connection-function', references.connectionFunctions],
  ['trust-store', references.trustStores],
  ['vpcorigin', references.vpcOrigins]
])

/** Every list of the distributions that name some other thing, in the form that CloudFront gives each of them. */
export function distributionsByHandlers(register: DistributionRegister): Handlers {
  const page = (input: PageRequest, wanted: (config: Config) => boolean) =>
    pageById(
      register.all().filter(({ config }) => wanted(config)),
      ({ id }) => id,
      input
    )
  const list = <T>(
    input: PageRequest,
    wanted: (config: Config) => boolean,
    item: (record: DistributionRecord) => T
  ) => {
    const found = page(input, wanted)
    return markedList({ ...found, items: found.items.map(item) }, input)
  }

  const whole = (input: PageRequest, wanted: (config: Config) => boolean) => ({
    DistributionList: list(input, wanted, register.summarize)
  })
  const ids = (input: PageRequest, wanted: (config: Config) => boolean) => ({
    DistributionIdList: list(input, wanted, ({ id }) => id)
  })

  /** Policies of one's own cannot be made here: there are the managed ones, and those which a distribution names. */
  const idsByPolicy = (
    input: PageRequest,
    id: string,
    family: 'cachePolicies' | 'originRequestPolicies' | 'responseHeadersPolicies',
    missing: string
  ) => {
    const names = (config: Config) => references[family](config).includes(id)
    if (!MANAGED_POLICIES[family].has(id) && !register.all().some(({ config }) => names(config))) {
      throw fault(missing, 'The specified policy does not exist.')
    }
    return ids(input, names)
  }

  return {
    ListDistributionsByAnycastIpListId: input =>
      whole(input, config => references.anycastIpLists(config).includes(input.AnycastIpListId)),

    ListDistributionsByCachePolicyId: input =>
      idsByPolicy(input, input.CachePolicyId, 'cachePolicies', 'NoSuchCachePolicy'),

    ListDistributionsByOriginRequestPolicyId: input =>
      idsByPolicy(input, input.OriginRequestPolicyId, 'originRequestPolicies', 'NoSuchOriginRequestPolicy'),

    ListDistributionsByResponseHeadersPolicyId: input =>
      idsByPolicy(input, input.ResponseHeadersPolicyId, 'responseHeadersPolicies', 'NoSuchResponseHeadersPolicy'),

    ListDistributionsByConnectionFunction: input =>
      whole(input, config =>
        references.connectionFunctions(config).includes(lastSegment(input.ConnectionFunctionIdentifier))
      ),

    ListDistributionsByConnectionMode: input => whole(input, config => config.ConnectionMode === input.ConnectionMode),

    ListDistributionsByKeyGroup(input) {
      if (!isUuid(input.KeyGroupId)) throw fault('NoSuchResource', 'The specified key group does not exist.')
      return ids(input, config => references.keyGroups(config).includes(input.KeyGroupId))
    },

    ListDistributionsByOwnedResource(input) {
      const [, kind = '', id = ''] =
        /^arn:aws[a-z-]*:cloudfront::\d{12}:([a-z-]+)\/([^/]+)$/.exec(input.ResourceArn) ?? []
      const named = SHAREABLE.get(kind)
      if (!named) {
        throw fault('InvalidArgument', 'The parameter ResourceArn is not the ARN of something that can be shared.')
      }
      const item = (record: DistributionRecord) => ({ DistributionId: record.id, OwnerAccountId: ACCOUNT_ID })
      // The member is called like the other form's (API reference, ListDistributionsByOwnedResource).
      return { DistributionList: list(input, config => named(config).includes(id), item) }
    },

    ListDistributionsByRealtimeLogConfig(input) {
      const { RealtimeLogConfigName: name, RealtimeLogConfigArn: arn } = input
      if (!name && !arn) {
        throw fault('InvalidArgument', 'The name or the ARN of a real-time log configuration must be specified.')
      }
      // With both, the name counts (API reference, ListDistributionsByRealtimeLogConfig).
      return whole(input, config =>
        references.realtimeLogConfigs(config).some(each => (name ? each && lastSegment(each) === name : each === arn))
      )
    },

    ListDistributionsByTrustStore: input =>
      whole(input, config => references.trustStores(config).includes(lastSegment(input.TrustStoreIdentifier))),

    ListDistributionsByVpcOriginId: input =>
      ids(input, config => references.vpcOrigins(config).includes(input.VpcOriginId)),

    ListDistributionsByWebACLId(input) {
      const wanted = input.WebACLId === 'null' ? '' : input.WebACLId
      if (wanted !== '' && !isWebAclId(wanted)) throw fault('InvalidWebACLId', INVALID_WEB_ACL)
      return whole(input, config => (config.WebACLId ?? '') === wanted)
    }
  }
}

/** The id that an ARN ends with; anything else is an id already. */
function lastSegment(identifier: string): string {
  return identifier.startsWith('arn:') ? identifier.slice(identifier.lastIndexOf('/') + 1) : identifier
}
