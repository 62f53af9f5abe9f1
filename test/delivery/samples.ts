import type * as CF from '@aws-sdk/client-cloudfront'
import { type Policies } from '../../src/delivery/behavior.ts'
import { compileDistribution, type CompiledDistribution } from '../../src/delivery/distribution.ts'
import { type HeaderList } from '../../src/delivery/headers.ts'
import { splitTarget, type ViewerRequest } from '../../src/delivery/viewer-request.ts'

export const NOW = Date.parse('2026-11-29T12:00:00Z')

export const list = <Item>(...Items: Item[]) => ({ Quantity: Items.length, Items })

export const origin = (Id: string, rest: Partial<CF.Origin> = {}): CF.Origin => ({
  Id,
  DomainName: `${Id}.example.com`,
  CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' },
  ...rest
})

type Behavior = Partial<CF.CacheBehavior>

interface Parts {
  readonly behavior?: Behavior
  readonly behaviors?: readonly Behavior[]
  readonly policies?: Policies
  readonly config?: Partial<CF.DistributionConfig>
}

/** A distribution whose behaviors all have the given policies; by default those of a cache policy that names nothing. */
export function distribution({ behavior, behaviors = [], policies, config }: Parts = {}): CompiledDistribution {
  const usual = { TargetOriginId: 'site', ViewerProtocolPolicy: 'allow-all' as const }
  return compileDistribution({
    id: 'E1234567890ABC',
    domainName: 'd1111111111111.cloudfront.net',
    config: {
      CallerReference: 'one',
      Comment: '',
      Enabled: true,
      Origins: list(origin('site')),
      DefaultCacheBehavior: { ...usual, ...behavior },
      CacheBehaviors: list(...behaviors.map(one => ({ ...usual, PathPattern: '*', ...one }))),
      ...config
    },
    policiesOf: ({ ForwardedValues }) => (ForwardedValues ? {} : (policies ?? { cache: cachePolicy() }))
  })
}

interface CacheParts {
  readonly ttl?: readonly [min: number, usual: number, max: number]
  readonly headers?: readonly string[]
  readonly cookies?: CF.CachePolicyCookiesConfig
  readonly query?: CF.CachePolicyQueryStringsConfig
  readonly gzip?: boolean
  readonly brotli?: boolean
}

export function cachePolicy({
  ttl: [MinTTL, DefaultTTL, MaxTTL] = [0, 86_400, 31_536_000],
  headers = [],
  cookies = { CookieBehavior: 'none' },
  query = { QueryStringBehavior: 'none' },
  gzip = false,
  brotli = false
}: CacheParts = {}): CF.CachePolicyConfig {
  return {
    Name: 'one',
    MinTTL,
    DefaultTTL,
    MaxTTL,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: gzip,
      EnableAcceptEncodingBrotli: brotli,
      HeadersConfig:
        headers.length > 0 ? { HeaderBehavior: 'whitelist', Headers: list(...headers) } : { HeaderBehavior: 'none' },
      CookiesConfig: cookies,
      QueryStringsConfig: query
    }
  }
}

export function originRequestPolicy(parts: Partial<CF.OriginRequestPolicyConfig>): CF.OriginRequestPolicyConfig {
  return {
    Name: 'one',
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    ...parts
  }
}

export function viewerRequest(
  target: string,
  headers: HeaderList = [],
  rest: Partial<ViewerRequest> = {}
): ViewerRequest {
  return {
    method: 'GET',
    httpVersion: '1.1',
    protocol: 'https',
    host: 'www.example.com',
    target,
    path: splitTarget(target)?.path ?? '',
    query: splitTarget(target)?.query,
    headers,
    address: '192.0.2.1',
    port: 4711,
    id: 'request-id==',
    ...rest
  }
}
