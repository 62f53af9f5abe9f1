import { type CloudFrontClient, type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { isManagedPolicy } from '../../cloudfront/managed-policies.ts'
import { type DistributionEditor } from '../../configuration/distributions/editor.ts'
import { type NamedPolicies, readPolicies } from '../../configuration/distributions/policy-contents.ts'
import { findingsWithPolicies } from '../../configuration/distributions/findings/index.ts'
import { type Finding } from '../../configuration/distributions/findings/schemas.ts'

export type FindingService = ReturnType<typeof createFindingService>

export function createFindingService({
  cloudfront,
  editor
}: {
  cloudfront: CloudFrontClient
  editor: DistributionEditor
}) {
  return {
    /** The findings of the current configuration and its policies, with its version. Reads only. */
    async get(distributionId: string): Promise<{ readonly findings: Finding[]; readonly etag: string }> {
      const { config, etag } = await editor.read(distributionId)
      const policies = await readPolicies(cloudfront, behaviorsOf(config).map(ownPolicies))
      return { findings: findingsWithPolicies(config, policies), etag }
    }
  }
}

function behaviorsOf({ DefaultCacheBehavior, CacheBehaviors }: DistributionConfig): NamedPolicies[] {
  return [DefaultCacheBehavior ?? {}, ...(CacheBehaviors?.Items ?? [])]
}

/** Managed policies are known. */
function ownPolicies({ CachePolicyId, OriginRequestPolicyId }: NamedPolicies): NamedPolicies {
  const own = (id: string | undefined) => (id !== undefined && isManagedPolicy(id) ? undefined : id)
  return { CachePolicyId: own(CachePolicyId), OriginRequestPolicyId: own(OriginRequestPolicyId) }
}
