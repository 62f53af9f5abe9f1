import { type CachePolicyConfig, type OriginRequestPolicyConfig, type ResponseHeadersPolicyConfig } from './records.ts'

/**
 * AWS's managed policies (Developer Guide, "Use managed cache policies", "… origin request policies",
 * "… response headers policies"). Members that the guide's tables do not name have CloudFront's neutral values.
 */
interface Policy<Config> {
  readonly id: string
  readonly config: Config
}

const YEAR_SECONDS = 31_536_000

const list = (...Items: string[]) => ({ Quantity: Items.length, Items })
/** `*` means all, no names mean none. */
const headers = (names: readonly string[]) =>
  names.length > 0
    ? { HeaderBehavior: 'whitelist' as const, Headers: list(...names) }
    : { HeaderBehavior: 'none' as const }
const queries = (names: readonly string[]) => {
  if (names[0] === '*') return { QueryStringBehavior: 'all' as const }
  if (names.length === 0) return { QueryStringBehavior: 'none' as const }
  return { QueryStringBehavior: 'whitelist' as const, QueryStrings: list(...names) }
}

interface CacheKey {
  headers?: readonly string[]
  cookies?: 'all'
  queries?: readonly string[]
  compression?: 'gzip' | 'gzip and brotli'
}

function cachePolicy(
  name: string,
  id: string,
  [MinTTL, DefaultTTL, MaxTTL]: readonly [number, number, number],
  key: CacheKey
): Policy<CachePolicyConfig> {
  return {
    id,
    config: {
      Comment: '',
      Name: name,
      MinTTL,
      DefaultTTL,
      MaxTTL,
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: key.compression !== undefined,
        EnableAcceptEncodingBrotli: key.compression === 'gzip and brotli',
        HeadersConfig: headers(key.headers ?? []),
        CookiesConfig: { CookieBehavior: key.cookies ?? 'none' },
        QueryStringsConfig: queries(key.queries ?? [])
      }
    }
  }
}

const METHOD_HEADERS = ['Host', 'Origin', 'X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']

export const cachePolicies: readonly Policy<CachePolicyConfig>[] = [
  cachePolicy('Managed-CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6', [1, 86_400, YEAR_SECONDS], {
    compression: 'gzip and brotli'
  }),
  cachePolicy(
    'Managed-CachingOptimizedForUncompressedObjects',
    'b2884449-e4de-46a7-ac36-70bc7f1ddd6d',
    [1, 86_400, YEAR_SECONDS],
    {}
  ),
  cachePolicy('Managed-CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', [0, 0, 0], {}),
  cachePolicy('UseOriginCacheControlHeaders', '83da9c7e-98b4-4e11-a168-04f0df8e2c65', [0, 0, YEAR_SECONDS], {
    headers: METHOD_HEADERS,
    cookies: 'all',
    compression: 'gzip and brotli'
  }),
  cachePolicy(
    'UseOriginCacheControlHeaders-QueryStrings',
    '4cc15a8a-d715-48a4-82b8-cc0b614638fe',
    [0, 0, YEAR_SECONDS],
    {
      headers: METHOD_HEADERS,
      cookies: 'all',
      queries: ['*'],
      compression: 'gzip and brotli'
    }
  ),
  cachePolicy('Managed-Elemental-MediaPackage', '08627262-05a9-4f76-9ded-b50ca2e3a84f', [0, 86_400, YEAR_SECONDS], {
    headers: ['Origin'],
    queries: ['aws.manifestfilter', 'start', 'end', 'm'],
    compression: 'gzip'
  }),
  cachePolicy('Managed-Amplify', '2e54312d-136d-493c-8eb9-b001f22f67d2', [2, 2, 600], {
    headers: ['Authorization', 'CloudFront-Viewer-Country', 'Host'],
    cookies: 'all',
    queries: ['*'],
    compression: 'gzip and brotli'
  })
]

type RequestParts = Pick<OriginRequestPolicyConfig, 'HeadersConfig' | 'CookiesConfig' | 'QueryStringsConfig'>

function originRequestPolicy(name: string, id: string, parts: RequestParts): Policy<OriginRequestPolicyConfig> {
  return { id, config: { Comment: '', Name: `Managed-${name}`, ...parts } }
}

/** Only these headers, and no cookies. */
function only(names: readonly string[], queryNames: readonly string[] = []): RequestParts {
  return {
    HeadersConfig: headers(names),
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: queries(queryNames)
  }
}

/** Everything that the viewer sends, headers as given. */
function everything(HeadersConfig: OriginRequestPolicyConfig['HeadersConfig']): RequestParts {
  return { HeadersConfig, CookiesConfig: { CookieBehavior: 'all' }, QueryStringsConfig: queries(['*']) }
}

const JUNE_2022_HEADERS = [
  'Forwarded-Proto',
  'Is-Android-Viewer',
  'Is-Desktop-Viewer',
  'Is-IOS-Viewer',
  'Is-Mobile-Viewer',
  'Is-SmartTV-Viewer',
  'Is-Tablet-Viewer',
  'Viewer-Address',
  'Viewer-ASN',
  'Viewer-City',
  'Viewer-Country',
  'Viewer-Country-Name',
  'Viewer-Country-Region',
  'Viewer-Country-Region-Name',
  'Viewer-Http-Version',
  'Viewer-Latitude',
  'Viewer-Longitude',
  'Viewer-Metro-Code',
  'Viewer-Postal-Code',
  'Viewer-Time-Zone',
  'Viewer-TLS'
].map(name => `CloudFront-${name}`)
const CORS_HEADERS = ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method']

export const originRequestPolicies: readonly Policy<OriginRequestPolicyConfig>[] = [
  originRequestPolicy('AllViewer', '216adef6-5c7f-47e4-b989-5492eafa07d3', everything({ HeaderBehavior: 'allViewer' })),
  originRequestPolicy(
    'AllViewerExceptHostHeader',
    'b689b0a8-53d0-40ab-baf2-68738e2966ac',
    everything({ HeaderBehavior: 'allExcept', Headers: list('Host') })
  ),
  originRequestPolicy(
    'AllViewerAndCloudFrontHeaders-2022-06',
    '33f36d7e-f396-46d9-90e0-52428a34d9dc',
    everything({ HeaderBehavior: 'allViewerAndWhitelistCloudFront', Headers: list(...JUNE_2022_HEADERS) })
  ),
  originRequestPolicy('CORS-CustomOrigin', '59781a5b-3903-41f3-afcb-af62929ccde1', only(['Origin'])),
  originRequestPolicy('CORS-S3Origin', '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf', only(CORS_HEADERS)),
  originRequestPolicy(
    'Elemental-MediaTailor-PersonalizedManifests',
    '775133bc-15f2-49f9-abea-afb2e0bf67d2',
    only([...CORS_HEADERS, 'User-Agent', 'X-Forwarded-For'], ['*'])
  ),
  originRequestPolicy('HostHeaderOnly', 'bf0718e1-ba1e-49d1-88b1-f726733018ae', only(['Host'])),
  originRequestPolicy(
    'UserAgentRefererHeaders',
    'acba4595-bd28-49b8-b9fe-13317c0390fa',
    only(['User-Agent', 'Referer'])
  )
]

type ResponseParts = Pick<ResponseHeadersPolicyConfig, 'CorsConfig' | 'SecurityHeadersConfig'>

const simpleCors = {
  AccessControlAllowOrigins: list('*'),
  AccessControlAllowHeaders: list('*'),
  AccessControlAllowMethods: { Quantity: 2, Items: ['GET' as const, 'HEAD' as const] },
  AccessControlAllowCredentials: false,
  OriginOverride: false
}
const preflightCors = {
  ...simpleCors,
  AccessControlAllowMethods: {
    Quantity: 7,
    Items: [
      'DELETE' as const,
      'GET' as const,
      'HEAD' as const,
      'OPTIONS' as const,
      'PATCH' as const,
      'POST' as const,
      'PUT' as const
    ]
  },
  AccessControlExposeHeaders: list('*')
}
const securityHeaders = {
  ReferrerPolicy: { Override: false, ReferrerPolicy: 'strict-origin-when-cross-origin' as const },
  StrictTransportSecurity: { Override: false, AccessControlMaxAgeSec: YEAR_SECONDS },
  ContentTypeOptions: { Override: true },
  FrameOptions: { Override: false, FrameOption: 'SAMEORIGIN' as const },
  XSSProtection: { Override: false, Protection: true, ModeBlock: true }
}

function responseHeadersPolicy(name: string, id: string, parts: ResponseParts): Policy<ResponseHeadersPolicyConfig> {
  return { id, config: { Comment: '', Name: `Managed-${name}`, ...parts } }
}

export const responseHeadersPolicies: readonly Policy<ResponseHeadersPolicyConfig>[] = [
  responseHeadersPolicy('SimpleCORS', '60669652-455b-4ae9-85a4-c4c02393f86c', { CorsConfig: simpleCors }),
  responseHeadersPolicy('CORS-With-Preflight', '5cc3b908-e619-4b99-88e5-2cf7f45965bd', { CorsConfig: preflightCors }),
  responseHeadersPolicy('SecurityHeadersPolicy', '67f7725c-6f97-4210-82d7-5512b31e9d03', {
    SecurityHeadersConfig: securityHeaders
  }),
  responseHeadersPolicy('CORS-and-SecurityHeadersPolicy', 'e61eb60c-9c35-4d20-a928-2b84e02af89c', {
    CorsConfig: simpleCors,
    SecurityHeadersConfig: securityHeaders
  }),
  responseHeadersPolicy('CORS-with-preflight-and-SecurityHeadersPolicy', 'eaab4381-ed33-4a86-88ca-d9558dc6cd63', {
    CorsConfig: preflightCors,
    SecurityHeadersConfig: securityHeaders
  })
]

export const MANAGED_POLICY_IDS: ReadonlySet<string> = new Set(
  [...cachePolicies, ...originRequestPolicies, ...responseHeadersPolicies].map(({ id }) => id)
)
