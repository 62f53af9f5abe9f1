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

/**
 * Reads the policies of these behaviors from CloudFront, each once. Throws what CloudFront answers, unless the policy may be
 * left out for it.
 */
export async function readPolicies(
  cloudfront: CloudFrontClient,
  behaviors: readonly NamedPolicies[],
  isLeftOut: (error: unknown) => boolean = () => false
): Promise<PolicyContents> {
  const idsOf = (member: keyof NamedPolicies) => behaviors.map(behavior => behavior[member] ?? '')
  const [cache, originRequest] = await Promise.all([
    readEach(idsOf('CachePolicyId'), isLeftOut, async Id => {
      const { CachePolicy: policy } = await cloudfront.send(new GetCachePolicyCommand({ Id }))
      return policy?.CachePolicyConfig
    }),
    readEach(idsOf('OriginRequestPolicyId'), isLeftOut, async Id => {
      const { OriginRequestPolicy: policy } = await cloudfront.send(new GetOriginRequestPolicyCommand({ Id }))
      return policy?.OriginRequestPolicyConfig
    })
  ])
  return { cache, originRequest }
}

async function readEach<Config>(
  ids: readonly string[],
  isLeftOut: (error: unknown) => boolean,
  read: (id: string) => Promise<Config | undefined>
): Promise<Map<string, Config>> {
  const found = new Map<string, Config>()
  await Promise.all(
    [...new Set(ids.filter(id => id !== ''))].map(async id => {
      try {
        const config = await read(id)
        if (config) return found.set(id, config)
      } catch (error) {
        if (isLeftOut(error)) return undefined
        throw error
      }
      throw new ServiceError(
        'CLOUDFRONT_BAD_ANSWER',
        `CloudFront answered without the configuration of the policy ${id}.`
      )
    })
  )
  return found
}
