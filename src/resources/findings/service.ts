import { type CloudFrontClient, type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { type Accounts, withAccount } from '../../accounts/accounts.ts'
import { isManagedPolicy } from '../../cloudfront/managed-policies.ts'
import { type DistributionEditor } from '../../configuration/distributions/editor.ts'
import { isServiceError } from '../../errors.ts'
import {
  type NamedPolicies,
  type PolicyContents,
  readPolicies
} from '../../configuration/distributions/policy-contents.ts'
import { findingsWithPolicies } from '../../configuration/distributions/findings/index.ts'
import { type Findings } from '../../configuration/distributions/findings/schemas.ts'

export type FindingService = ReturnType<typeof createFindingService>

export function createFindingService({
  cloudfront,
  editor,
  accountOf
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
  /** Present if there are several accounts. */
  accountOf?: Accounts['nameOf'] | undefined
}) {
  return {
    /** The findings of the current configuration and its policies, with its version. Reads only. */
    async get(distributionId: string): Promise<{ readonly found: Findings; readonly etag: string }> {
      const { config, etag } = await editor.read(distributionId)
      const named = behaviorsOf(config).map(ownPolicies)
      const policies = await readPolicies(cloudfront, named, isUnreadable)
      const unread = unreadOf(named, policies)
      const found = {
        findings: findingsWithPolicies(config, policies),
        ...(unread.length > 0 && { unreadPolicies: unread })
      }
      return { found: withAccount(found, accountOf?.(distributionId)), etag }
    }
  }
}

/** Most findings need no policy: one that was deleted meanwhile, or that the role may not read, must not hide them. */
function isUnreadable(error: unknown): boolean {
  return (
    isServiceError(error, 'CLOUDFRONT_ACCESS_DENIED') ||
    isServiceError(error, 'CACHE_POLICY_NOT_FOUND') ||
    isServiceError(error, 'ORIGIN_REQUEST_POLICY_NOT_FOUND')
  )
}

function unreadOf(named: readonly NamedPolicies[], { cache, originRequest }: PolicyContents): string[] {
  const unread = named.flatMap(({ CachePolicyId = '', OriginRequestPolicyId = '' }) => [
    ...(cache.has(CachePolicyId) ? [] : [CachePolicyId]),
    ...(originRequest.has(OriginRequestPolicyId) ? [] : [OriginRequestPolicyId])
  ])
  return [...new Set(unread)].filter(id => id !== '')
}

function behaviorsOf({ DefaultCacheBehavior, CacheBehaviors }: DistributionConfig): NamedPolicies[] {
  return [DefaultCacheBehavior ?? {}, ...(CacheBehaviors?.Items ?? [])]
}

/** Managed policies are known. */
function ownPolicies({ CachePolicyId, OriginRequestPolicyId }: NamedPolicies): NamedPolicies {
  const own = (id: string | undefined) => (id !== undefined && isManagedPolicy(id) ? undefined : id)
  return { CachePolicyId: own(CachePolicyId), OriginRequestPolicyId: own(OriginRequestPolicyId) }
}
