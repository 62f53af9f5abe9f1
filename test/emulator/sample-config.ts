import type * as CF from '@aws-sdk/client-cloudfront'

export const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6'
export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'

/** Every member that tests change is there, so that they can say what they change and nothing else. */
export type Sample = CF.DistributionConfig & {
  Origins: { Quantity: number; Items: CF.Origin[] }
  DefaultCacheBehavior: CF.DefaultCacheBehavior
}

let sequence = 0

/** A bucket behind a managed cache policy, the least that CloudFront takes, with a caller reference of its own. */
export function sample(change: (config: Sample) => void = () => undefined): Sample {
  const config: Sample = {
    CallerReference: `reference-${(sequence += 1)}`,
    Comment: '',
    Enabled: true,
    Origins: { Quantity: 1, Items: [bucket('bucket')] },
    DefaultCacheBehavior: {
      TargetOriginId: 'bucket',
      ViewerProtocolPolicy: 'redirect-to-https',
      CachePolicyId: CACHING_OPTIMIZED
    }
  }
  change(config)
  return config
}

export function bucket(Id: string, change: Partial<CF.Origin> = {}): CF.Origin {
  return { Id, DomainName: 'site.s3.amazonaws.com', S3OriginConfig: { OriginAccessIdentity: '' }, ...change }
}

export function website(Id: string, change: Partial<CF.Origin> = {}): CF.Origin {
  const CustomOriginConfig = { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' as const }
  return { Id, DomainName: 'www.example.com', CustomOriginConfig, ...change }
}

/** The settings from before cache policies. */
export function legacy(change: Partial<CF.DefaultCacheBehavior> = {}): CF.DefaultCacheBehavior {
  return {
    TargetOriginId: 'bucket',
    ViewerProtocolPolicy: 'allow-all',
    ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } },
    MinTTL: 0,
    ...change
  }
}

export function listOf<T>(...Items: T[]): { Quantity: number; Items: T[] } {
  return { Quantity: Items.length, Items }
}

/** `build(0)`, `build(1)`, … */
export function times<T>(count: number, build: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => build(index))
}
