import { ACCOUNT_ID } from '../identifiers.ts'
import { type Families } from '../families/families.ts'
import { markedList, pageById, type PageRequest } from '../paging.ts'
import { type Config, type DistributionRecord } from '../records.ts'
import { INVALID_WEB_ACL, isWebAclId } from '../rules/general.ts'
import { type ReferenceKind, references } from '../rules/references.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

/** What can be shared with other accounts, by the kind in its ARN. */
const SHAREABLE = {
  'anycast-ip-list': 'anycastIpLists',
  'connection-function': 'connectionFunctions',
  'trust-store': 'trustStores',
  vpcorigin: 'vpcOrigins'
} as const

type Shareable = (typeof SHAREABLE)[keyof typeof SHAREABLE]

/** The kind of the resource with an ARN, if it can be shared. */
export function shareableOf(arn: string): Shareable | undefined {
  const [, kind = ''] = /^arn:aws[a-z-]*:cloudfront::\d{12}:([a-z-]+)\/[^/]+$/.exec(arn) ?? []
  return Object.hasOwn(SHAREABLE, kind) ? SHAREABLE[kind as keyof typeof SHAREABLE] : undefined
}

/** Kinds whose resources exist here. */
type Named = keyof Families & ReferenceKind

interface DistributionsByDeps {
  readonly register: DistributionRegister
  readonly families: Families
}

/** The lists of distributions that reference another resource, each in CloudFront's format. */
export function distributionsByHandlers({ register, families }: DistributionsByDeps): Handlers {
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

  /** Whether a configuration references the resource with this id, name or ARN, which must exist or be taken on trust. */
  const naming = (kind: Named, identifier: string, missing = 'EntityNotFound') => {
    const id = families[kind].resources.find(identifier)?.id ?? lastSegment(identifier)
    const names = (config: Config) => references[kind](config).includes(id)
    if (!families[kind].resources.find(id) && !register.all().some(({ config }) => names(config))) {
      throw fault(missing, 'The specified resource does not exist.')
    }
    return names
  }

  return {
    ListDistributionsByAnycastIpListId: input => whole(input, naming('anycastIpLists', input.AnycastIpListId)),

    ListDistributionsByCachePolicyId: input =>
      ids(input, naming('cachePolicies', input.CachePolicyId, 'NoSuchCachePolicy')),

    ListDistributionsByOriginRequestPolicyId: input =>
      ids(input, naming('originRequestPolicies', input.OriginRequestPolicyId, 'NoSuchOriginRequestPolicy')),

    ListDistributionsByResponseHeadersPolicyId: input =>
      ids(input, naming('responseHeadersPolicies', input.ResponseHeadersPolicyId, 'NoSuchResponseHeadersPolicy')),

    ListDistributionsByConnectionFunction: input =>
      whole(input, naming('connectionFunctions', input.ConnectionFunctionIdentifier)),

    ListDistributionsByConnectionMode: input => whole(input, config => config.ConnectionMode === input.ConnectionMode),

    ListDistributionsByKeyGroup(input) {
      return ids(input, naming('keyGroups', input.KeyGroupId, 'NoSuchResource'))
    },

    ListDistributionsByOwnedResource(input) {
      const kind = shareableOf(input.ResourceArn)
      if (!kind) {
        throw fault('InvalidArgument', 'The parameter ResourceArn is not the ARN of something that can be shared.')
      }
      const item = (record: DistributionRecord) => ({ DistributionId: record.id, OwnerAccountId: ACCOUNT_ID })
      // The member has the name of the other lists' member (API reference, ListDistributionsByOwnedResource).
      return { DistributionList: list(input, naming(kind, input.ResourceArn), item) }
    },

    ListDistributionsByRealtimeLogConfig(input) {
      const { RealtimeLogConfigName: name, RealtimeLogConfigArn: arn } = input
      if (!name && !arn) {
        throw fault('InvalidArgument', 'The name or the ARN of a real-time log configuration must be specified.')
      }
      // If both are given, the name takes precedence (API reference, ListDistributionsByRealtimeLogConfig).
      return whole(input, config =>
        references.realtimeLogConfigs(config).some(each => (name ? each && lastSegment(each) === name : each === arn))
      )
    },

    ListDistributionsByTrustStore: input => whole(input, naming('trustStores', input.TrustStoreIdentifier)),

    ListDistributionsByVpcOriginId: input => ids(input, naming('vpcOrigins', input.VpcOriginId)),

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
