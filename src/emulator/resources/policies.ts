import { createHash } from 'node:crypto'
import { type PageRequest, pageInOrder, plainList } from '../paging.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { cachePolicies, originRequestPolicies, type Policy, responseHeadersPolicies } from '../managed-policies.ts'

/** When AWS last changed one is not documented; the date only has to stay the same. */
const LAST_MODIFIED = new Date('2020-06-30T00:00:00.000Z')

/** The managed policies, to be read. One's own cannot be made here yet; changing a managed one is refused. */
export function policyHandlers(): Handlers {
  const cache = shelf(cachePolicies, 'NoSuchCachePolicy', 'cache policy')
  const originRequest = shelf(originRequestPolicies, 'NoSuchOriginRequestPolicy', 'origin request policy')
  const response = shelf(responseHeadersPolicies, 'NoSuchResponseHeadersPolicy', 'response headers policy')
  return {
    ListCachePolicies: input => ({
      CachePolicyList: shelfList(cache, input, ({ id, config }) => ({
        Type: 'managed' as const,
        CachePolicy: { Id: id, LastModifiedTime: LAST_MODIFIED, CachePolicyConfig: config }
      }))
    }),
    GetCachePolicy: ({ Id }) => {
      const { id, config } = cache.get(Id)
      return { CachePolicy: { Id: id, LastModifiedTime: LAST_MODIFIED, CachePolicyConfig: config }, ETag: etagOf(id) }
    },
    GetCachePolicyConfig: ({ Id }) => ({ CachePolicyConfig: cache.get(Id).config, ETag: etagOf(Id) }),
    UpdateCachePolicy: ({ Id }) => cache.refuse(Id, 'IllegalUpdate'),
    DeleteCachePolicy: ({ Id }) => cache.refuse(Id, 'IllegalDelete'),

    ListOriginRequestPolicies: input => ({
      OriginRequestPolicyList: shelfList(originRequest, input, ({ id, config }) => ({
        Type: 'managed' as const,
        OriginRequestPolicy: { Id: id, LastModifiedTime: LAST_MODIFIED, OriginRequestPolicyConfig: config }
      }))
    }),
    GetOriginRequestPolicy: ({ Id }) => {
      const { id, config } = originRequest.get(Id)
      return {
        OriginRequestPolicy: { Id: id, LastModifiedTime: LAST_MODIFIED, OriginRequestPolicyConfig: config },
        ETag: etagOf(id)
      }
    },
    GetOriginRequestPolicyConfig: ({ Id }) => ({
      OriginRequestPolicyConfig: originRequest.get(Id).config,
      ETag: etagOf(Id)
    }),
    UpdateOriginRequestPolicy: ({ Id }) => originRequest.refuse(Id, 'IllegalUpdate'),
    DeleteOriginRequestPolicy: ({ Id }) => originRequest.refuse(Id, 'IllegalDelete'),

    ListResponseHeadersPolicies: input => ({
      ResponseHeadersPolicyList: shelfList(response, input, ({ id, config }) => ({
        Type: 'managed' as const,
        ResponseHeadersPolicy: { Id: id, LastModifiedTime: LAST_MODIFIED, ResponseHeadersPolicyConfig: config }
      }))
    }),
    GetResponseHeadersPolicy: ({ Id }) => {
      const { id, config } = response.get(Id)
      return {
        ResponseHeadersPolicy: { Id: id, LastModifiedTime: LAST_MODIFIED, ResponseHeadersPolicyConfig: config },
        ETag: etagOf(id)
      }
    },
    GetResponseHeadersPolicyConfig: ({ Id }) => ({
      ResponseHeadersPolicyConfig: response.get(Id).config,
      ETag: etagOf(Id)
    }),
    UpdateResponseHeadersPolicy: ({ Id }) => response.refuse(Id, 'IllegalUpdate'),
    DeleteResponseHeadersPolicy: ({ Id }) => response.refuse(Id, 'IllegalDelete')
  }
}

interface Shelf<Config> {
  readonly policies: readonly Policy<Config>[]
  get(id: string): Policy<Config>
  refuse(id: string, code: 'IllegalUpdate' | 'IllegalDelete'): never
}

function shelf<Config>(policies: readonly Policy<Config>[], missing: string, noun: string): Shelf<Config> {
  function get(id: string): Policy<Config> {
    const policy = policies.find(candidate => candidate.id === id)
    if (!policy) throw fault(missing, `The specified ${noun} does not exist.`)
    return policy
  }
  return {
    policies,
    get,
    refuse(id, code) {
      get(id)
      throw fault(code, `You cannot ${code === 'IllegalUpdate' ? 'update' : 'delete'} a managed ${noun}.`)
    }
  }
}

function shelfList<Config, Summary>(
  { policies }: Shelf<Config>,
  request: PageRequest & { readonly Type?: string | undefined },
  summary: (policy: Policy<Config>) => Summary
) {
  if (request.Type !== undefined && request.Type !== 'managed' && request.Type !== 'custom') {
    throw fault('InvalidArgument', 'The parameter Type must be managed or custom.')
  }
  const page = pageInOrder(request.Type === 'custom' ? [] : policies, ({ id }) => id, request)
  return plainList({ ...page, items: page.items.map(summary) })
}

/** The policies never change, and so never do their versions. */
function etagOf(id: string): string {
  return `E${createHash('sha256').update(id).digest('hex').slice(0, 13).toUpperCase()}`
}
