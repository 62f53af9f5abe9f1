import {
  type CloudFrontClient,
  ListCachePoliciesCommand,
  ListOriginRequestPoliciesCommand,
  ListResponseHeadersPoliciesCommand
} from '@aws-sdk/client-cloudfront'
import { type Accounts } from '../../accounts/accounts.ts'
import { managedPolicies, type PolicyMember } from '../../cloudfront/managed-policies.ts'

/** Throws for a name that is not a managed policy's. */
export function managedPolicyId(member: PolicyMember, name: string): string {
  const id = findManagedPolicyId(member, name)
  if (id === undefined) throw new Error(`CloudFront has no managed ${member} ${name}`)
  return id
}

function findManagedPolicyId(member: PolicyMember, name: string): string | undefined {
  const managed = managedPolicies[member]
  const bare = name.replace(/^Managed-/, '')
  return Object.hasOwn(managed, bare) ? managed[bare] : undefined
}

export function managedPolicyNames(member: PolicyMember): readonly string[] {
  return Object.keys(managedPolicies[member])
}

export type PolicyNames = ReturnType<typeof createPolicyNames>

/**
 * Finds policies by name: managed ones without a call, the account's own by listing them. Concurrent lookups of one
 * kind share a listing.
 */
export function createPolicyNames({
  cloudfront,
  accounts
}: {
  cloudfront: CloudFrontClient
  /** Present if there are several. */
  accounts?: Pick<Accounts, 'current' | 'currentName'> | undefined
}) {
  const listings = new Map<string, Promise<ReadonlyMap<string, string>>>()

  function idsByName(member: PolicyMember): Promise<ReadonlyMap<string, string>> {
    const key = `${member} ${accounts?.current() ?? ''}`
    const shared = listings.get(key)
    if (shared) return shared
    const listing = listAll(cloudfront, member).finally(() => listings.delete(key))
    listings.set(key, listing)
    return listing
  }

  return {
    /** The account in question, as the subject of a sentence for callers. */
    accountLabel(): string {
      const name = accounts?.currentName()
      return name === undefined ? 'The account' : `The account ${name}`
    },

    /** Undefined if the account has no policy of that name. Reads only. */
    async findId(member: PolicyMember, name: string): Promise<string | undefined> {
      return findManagedPolicyId(member, name) ?? (await idsByName(member)).get(name)
    }
  }
}

interface PolicyPage {
  readonly nextMarker: string | undefined
  readonly policies: readonly { readonly id: string | undefined; readonly name: string | undefined }[]
}

async function listAll(cloudfront: CloudFrontClient, member: PolicyMember): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  let marker: string | undefined
  do {
    const page = await listCustomPolicies[member](cloudfront, marker)
    for (const { id, name } of page.policies) {
      if (id !== undefined && name !== undefined) ids.set(name, id)
    }
    marker = page.nextMarker
  } while (marker)
  return ids
}

type ListPolicies = (cloudfront: CloudFrontClient, marker: string | undefined) => Promise<PolicyPage>

const listCustomPolicies: Record<PolicyMember, ListPolicies> = {
  async cachePolicy(cloudfront, Marker) {
    const { CachePolicyList: list } = await cloudfront.send(new ListCachePoliciesCommand({ Type: 'custom', Marker }))
    return {
      nextMarker: list?.NextMarker,
      policies: (list?.Items ?? []).map(({ CachePolicy: policy }) => ({
        id: policy?.Id,
        name: policy?.CachePolicyConfig?.Name
      }))
    }
  },
  async originRequestPolicy(cloudfront, Marker) {
    const { OriginRequestPolicyList: list } = await cloudfront.send(
      new ListOriginRequestPoliciesCommand({ Type: 'custom', Marker })
    )
    return {
      nextMarker: list?.NextMarker,
      policies: (list?.Items ?? []).map(({ OriginRequestPolicy: policy }) => ({
        id: policy?.Id,
        name: policy?.OriginRequestPolicyConfig?.Name
      }))
    }
  },
  async responseHeadersPolicy(cloudfront, Marker) {
    const { ResponseHeadersPolicyList: list } = await cloudfront.send(
      new ListResponseHeadersPoliciesCommand({ Type: 'custom', Marker })
    )
    return {
      nextMarker: list?.NextMarker,
      policies: (list?.Items ?? []).map(({ ResponseHeadersPolicy: policy }) => ({
        id: policy?.Id,
        name: policy?.ResponseHeadersPolicyConfig?.Name
      }))
    }
  }
}
