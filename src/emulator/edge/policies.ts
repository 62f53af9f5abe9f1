import { type CompiledBehavior } from '../../delivery/behavior.ts'
import { cachePolicies, originRequestPolicies, responseHeadersPolicies } from '../managed-policies.ts'
import {
  CACHE_POLICIES,
  type CachePolicyConfig,
  type FamilyRecord,
  ORIGIN_REQUEST_POLICIES,
  type OriginRequestPolicyConfig,
  RESPONSE_HEADERS_POLICIES,
  type ResponseHeadersPolicyConfig
} from '../records.ts'
import { type Store } from '../store.ts'

type Policies = CompiledBehavior['policies']

/** The policies that behaviors name, AWS's managed ones and the account's own; `onChange` is called when one of these changes. */
export function createPolicies(store: Store, onChange: () => void) {
  const collection = <Config>(name: string, managed: readonly { readonly id: string; readonly config: Config }[]) => {
    const own = store.collection<FamilyRecord<Config>>(name, onChange)
    const byId = new Map(managed.map(({ id, config }) => [id, config]))
    return (id: string | undefined) => (id === undefined ? undefined : (byId.get(id) ?? own.get(id)?.config))
  }
  const cache = collection<CachePolicyConfig>(CACHE_POLICIES, cachePolicies)
  const originRequest = collection<OriginRequestPolicyConfig>(ORIGIN_REQUEST_POLICIES, originRequestPolicies)
  const responseHeaders = collection<ResponseHeadersPolicyConfig>(RESPONSE_HEADERS_POLICIES, responseHeadersPolicies)

  return ({
    CachePolicyId,
    OriginRequestPolicyId,
    ResponseHeadersPolicyId
  }: {
    readonly CachePolicyId?: string | undefined
    readonly OriginRequestPolicyId?: string | undefined
    readonly ResponseHeadersPolicyId?: string | undefined
  }): Policies => ({
    cache: cache(CachePolicyId),
    originRequest: originRequest(OriginRequestPolicyId),
    responseHeaders: responseHeaders(ResponseHeadersPolicyId)
  })
}
