import {
  type CachePolicyConfig,
  type CloudFrontClient,
  GetCachePolicyCommand,
  GetOriginRequestPolicyCommand,
  type OriginRequestPolicyConfig
} from '@aws-sdk/client-cloudfront'
import { ServiceError } from '../../errors.ts'

/** What policies say, by their ids. */
export interface PolicyContents {
  readonly cache: ReadonlyMap<string, CachePolicyConfig>
  readonly originRequest: ReadonlyMap<string, OriginRequestPolicyConfig>
}

/** The members of a behavior that name policies. */
export interface NamedPolicies {
  readonly CachePolicyId?: string | undefined
  readonly OriginRequestPolicyId?: string | undefined
}

/** Reads the policies of these behaviors from CloudFront, each once. Throws what CloudFront answers. */
export async function readPolicies(
  cloudfront: CloudFrontClient,
  behaviors: readonly NamedPolicies[]
): Promise<PolicyContents> {
  const [cache, originRequest] = await Promise.all([
    readEach(behaviors, 'CachePolicyId', async Id => {
      const { CachePolicy: policy } = await cloudfront.send(new GetCachePolicyCommand({ Id }))
      return policy?.CachePolicyConfig
    }),
    readEach(behaviors, 'OriginRequestPolicyId', async Id => {
      const { OriginRequestPolicy: policy } = await cloudfront.send(new GetOriginRequestPolicyCommand({ Id }))
      return policy?.OriginRequestPolicyConfig
    })
  ])
  return { cache, originRequest }
}

async function readEach<Config>(
  behaviors: readonly NamedPolicies[],
  member: keyof NamedPolicies,
  read: (id: string) => Promise<Config | undefined>
): Promise<Map<string, Config>> {
  const ids = new Set(behaviors.map(behavior => behavior[member] ?? '').filter(id => id !== ''))
  const found = await Promise.all(
    [...ids].map(async id => {
      const config = await read(id)
      if (config) return [id, config] as const
      throw new ServiceError(
        'CLOUDFRONT_BAD_ANSWER',
        `CloudFront answered without the configuration of the policy ${id}.`
      )
    })
  )
  return new Map(found)
}
