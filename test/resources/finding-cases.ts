import { managedPolicyId } from '../../src/configuration/distributions/policies.ts'
import { CERTIFICATE } from './start-distribution.ts'

/** Two bodies of `POST /distributions`, of which the rule sees something in the first alone. */
export interface FindingCase {
  readonly fires: object
  readonly silent: object
  readonly pointer: string
  readonly fixable: boolean
}

const bucket = { domainName: 'site.s3.eu-west-1.amazonaws.com' }
const managed = { ...bucket, originAccess: 'managed' }
const own = { domainName: 'origin.example.net' }
const loadBalancer = { domainName: 'shop-123.eu-west-1.elb.amazonaws.com' }
const overHttp = { customOriginConfig: { originProtocolPolicy: 'http-only' } }
const overTls = { customOriginConfig: { originProtocolPolicy: 'https-only' } }
const site = { origins: [managed], defaultRootObject: 'index.html' }
const certificate = { acmCertificateArn: CERTIFICATE }
const withCertificate = { origins: [own], aliases: ['www.example.com'], viewerCertificate: certificate }
const requestPolicy = (name: string) => ({ defaultCacheBehavior: { originRequestPolicy: name } })
const policy = managedPolicyId('cachePolicy', 'CachingOptimized')
const behavior = (pathPattern: string, more: object = {}) => ({ pathPattern, targetOriginId: own.domainName, ...more })
const behaviors = (...patterns: string[]) => ({ origins: [own], cacheBehaviors: patterns.map(each => behavior(each)) })
const legacy = (forwarded: object = {}, ttls: object = { minTtl: 0 }) => ({
  origins: [own],
  defaultCacheBehavior: {
    ...ttls,
    forwardedValues: { queryString: false, cookies: { forward: 'none' }, ...forwarded }
  }
})
const everyMethod = {
  items: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'],
  cachedMethods: ['GET', 'HEAD']
}
const reads = { items: ['GET', 'HEAD', 'OPTIONS'], cachedMethods: ['GET', 'HEAD'] }
const page = (errorCode: number, more: object = {}) => ({
  errorCode,
  responsePagePath: `/${errorCode}.html`,
  responseCode: errorCode,
  ...more
})
const group = (first: object, second: object) => ({
  origins: [
    { ...own, ...first, id: 'a' },
    { ...own, ...second, id: 'b' }
  ],
  originGroups: [
    { id: 'both', failoverCriteria: { statusCodes: [500] }, members: [{ originId: 'a' }, { originId: 'b' }] }
  ],
  defaultCacheBehavior: { targetOriginId: 'both' }
})
const other = { domainName: 'other.example.net' }

export const findingCases: Readonly<Record<string, FindingCase>> = {
  S3_ORIGIN_WITHOUT_ACCESS: {
    fires: { origins: [bucket] },
    silent: { origins: [managed] },
    pointer: '/origins/0',
    fixable: true
  },
  S3_ORIGIN_ACCESS_IDENTITY_LEGACY: {
    fires: {
      origins: [
        { ...bucket, s3OriginConfig: { originAccessIdentity: 'origin-access-identity/cloudfront/E127EXAMPLE51Z' } }
      ]
    },
    silent: { origins: [managed] },
    pointer: '/origins/0/s3OriginConfig/originAccessIdentity',
    fixable: false
  },
  S3_HOST_AS_CUSTOM_ORIGIN: {
    fires: { origins: [{ ...bucket, customOriginConfig: {} }] },
    silent: { origins: [managed] },
    pointer: '/origins/0/customOriginConfig',
    fixable: true
  },
  S3_WEBSITE_PUBLIC: {
    fires: { origins: [{ domainName: 'site.s3-website.eu-central-1.amazonaws.com' }] },
    silent: { origins: [managed] },
    pointer: '/origins/0/domainName',
    fixable: false
  },
  S3_HOST_WITHOUT_REGION: {
    fires: { origins: [{ domainName: 'site.s3.amazonaws.com' }] },
    silent: { origins: [bucket] },
    pointer: '/origins/0/domainName',
    fixable: false
  },
  LOAD_BALANCER_CERTIFICATE: {
    fires: { origins: [{ ...loadBalancer, ...overTls }] },
    silent: { origins: [{ ...loadBalancer, ...overTls }], ...requestPolicy('AllViewer') },
    pointer: '/origins/0/customOriginConfig/originProtocolPolicy',
    fixable: true
  },
  ORIGIN_WITHOUT_TLS: {
    fires: { origins: [{ domainName: 'site.s3-website.eu-central-1.amazonaws.com', ...overTls }] },
    silent: { origins: [{ domainName: 'ec2-203-0-113-25.compute-1.amazonaws.com' }] },
    pointer: '/origins/0/customOriginConfig/originProtocolPolicy',
    fixable: true
  },
  ORIGIN_TLS_OLD: {
    fires: { origins: [{ ...own, customOriginConfig: { originSslProtocols: ['TLSv1', 'TLSv1.2'] } }] },
    silent: { origins: [own] },
    pointer: '/origins/0/customOriginConfig/originSslProtocols',
    fixable: true
  },
  ORIGIN_UNENCRYPTED: {
    fires: { origins: [{ ...own, ...overHttp }] },
    silent: { origins: [{ domainName: 'origin.localhost', ...overHttp }] },
    pointer: '/origins/0/customOriginConfig/originProtocolPolicy',
    fixable: false
  },
  ORIGIN_IS_ALIAS: {
    fires: { ...withCertificate, origins: [{ domainName: 'www.example.com' }] },
    silent: withCertificate,
    pointer: '/origins/0/domainName',
    fixable: false
  },
  ORIGIN_UNUSED: {
    fires: { origins: [own, other], defaultCacheBehavior: { targetOriginId: own.domainName } },
    silent: group({}, other),
    pointer: '/origins/1',
    fixable: true
  },
  ORIGIN_GROUP_SAME_HOST: {
    fires: group({}, { originPath: '/copy' }),
    silent: group({}, other),
    pointer: '/originGroups/0/members',
    fixable: false
  },
  ORIGIN_GROUP_SLOW_FAILOVER: {
    fires: group({}, other),
    silent: group({ connectionAttempts: 1, connectionTimeout: 5 }, other),
    pointer: '/origins/0',
    fixable: true
  },
  BEHAVIOR_UNREACHABLE: {
    fires: behaviors('/api/*', '/api/v1/*'),
    silent: behaviors('/api/v1/*', '/api/*'),
    pointer: '/cacheBehaviors/1/pathPattern',
    fixable: true
  },
  DEFAULT_BEHAVIOR_UNREACHABLE: {
    fires: behaviors('/img/*', '/*'),
    silent: behaviors('/img/*', '/*.css'),
    pointer: '/cacheBehaviors/1/pathPattern',
    fixable: false
  },
  PATH_PATTERN_WITHOUT_WILDCARD: {
    fires: behaviors('/api/'),
    silent: behaviors('/api/*', '/'),
    pointer: '/cacheBehaviors/0/pathPattern',
    fixable: true
  },
  VIEWERS_WITHOUT_HTTPS: {
    fires: { origins: [own], cacheBehaviors: [behavior('/a/*', { viewerProtocolPolicy: 'allow-all' })] },
    silent: { origins: [own], cacheBehaviors: [behavior('/a/*')] },
    pointer: '/cacheBehaviors/0/viewerProtocolPolicy',
    fixable: true
  },
  VIEWERS_OVER_HTTP_REFUSED: {
    fires: { origins: [own], defaultCacheBehavior: { viewerProtocolPolicy: 'https-only' } },
    silent: { origins: [own] },
    pointer: '/defaultCacheBehavior/viewerProtocolPolicy',
    fixable: true
  },
  PREFLIGHT_REFUSED: {
    fires: { origins: [own], defaultCacheBehavior: { responseHeadersPolicy: 'CORS-With-Preflight' } },
    silent: {
      origins: [own],
      defaultCacheBehavior: { responseHeadersPolicy: 'CORS-With-Preflight', allowedMethods: reads }
    },
    pointer: '/defaultCacheBehavior/responseHeadersPolicyId',
    fixable: true
  },
  BUCKET_TAKES_WRITES: {
    fires: { origins: [managed], defaultCacheBehavior: { allowedMethods: everyMethod } },
    silent: { origins: [own], defaultCacheBehavior: { allowedMethods: everyMethod } },
    pointer: '/defaultCacheBehavior/allowedMethods/items',
    fixable: true
  },
  SIGNERS_NOT_ENABLED: {
    fires: { origins: [own], defaultCacheBehavior: { trustedSigners: { enabled: false, items: ['self'] } } },
    silent: { origins: [own], defaultCacheBehavior: { trustedSigners: { enabled: true, items: ['self'] } } },
    pointer: '/defaultCacheBehavior/trustedSigners/enabled',
    fixable: true
  },
  SIGNERS_MISSING: {
    fires: { origins: [own], cacheBehaviors: [behavior('/a/*', { trustedKeyGroups: { enabled: true } })] },
    silent: {
      origins: [own],
      cacheBehaviors: [
        behavior('/a/*', {
          trustedKeyGroups: { enabled: true },
          trustedSigners: { enabled: true, items: ['self'] }
        })
      ]
    },
    pointer: '/cacheBehaviors/0/trustedKeyGroups/items',
    fixable: false
  },
  NO_DEFAULT_ROOT_OBJECT: {
    fires: { origins: [managed] },
    silent: site,
    pointer: '/defaultRootObject',
    fixable: true
  },
  DYNAMIC_ORIGIN_CACHED: {
    fires: { origins: [{ ...loadBalancer, ...overHttp }] },
    silent: { origins: [{ ...loadBalancer, ...overHttp }], defaultCacheBehavior: { cachePolicy: 'CachingDisabled' } },
    pointer: '/defaultCacheBehavior',
    fixable: true
  },
  BUCKET_GETS_HOST: {
    fires: { origins: [managed], ...requestPolicy('AllViewer') },
    silent: { origins: [managed], ...requestPolicy('CORS-S3Origin') },
    pointer: '/defaultCacheBehavior/originRequestPolicyId',
    fixable: true
  },
  HOST_SENT_TO_AWS_NAME: {
    fires: {
      origins: [{ domainName: 'abc123.execute-api.eu-west-1.amazonaws.com' }],
      ...requestPolicy('AllViewer')
    },
    silent: {
      origins: [{ domainName: 'abc123.execute-api.eu-west-1.amazonaws.com' }],
      ...requestPolicy('AllViewerExceptHostHeader')
    },
    pointer: '/defaultCacheBehavior/originRequestPolicyId',
    fixable: true
  },
  ALL_COOKIES_IN_KEY: {
    fires: legacy({ cookies: { forward: 'all' } }),
    silent: legacy({ cookies: { forward: 'whitelist', whitelistedNames: ['language'] } }),
    pointer: '/defaultCacheBehavior/forwardedValues/cookies/forward',
    fixable: true
  },
  ALL_HEADERS_IN_KEY: {
    fires: legacy({ headers: ['*'] }),
    silent: legacy({ headers: ['*'] }, { minTtl: 0, defaultTtl: 0, maxTtl: 0 }),
    pointer: '/defaultCacheBehavior/forwardedValues/headers',
    fixable: true
  },
  HEADER_OF_MANY_VALUES_IN_KEY: {
    fires: legacy({ headers: ['Origin', 'Date'] }),
    silent: legacy({ headers: ['Origin'] }),
    pointer: '/defaultCacheBehavior/forwardedValues/headers',
    fixable: true
  },
  MIN_TTL_BEATS_NO_STORE: {
    fires: legacy({}, { minTtl: 60 }),
    silent: legacy(),
    pointer: '/defaultCacheBehavior/minTtl',
    fixable: true
  },
  MIN_TTL_ON_ERROR_PAGE: {
    fires: { ...legacy({}, { minTtl: 60 }), errorPages: [page(404)] },
    silent: { ...legacy({}, { minTtl: 60 }), cacheBehaviors: [behavior('/404.html')], errorPages: [page(404)] },
    pointer: '/defaultCacheBehavior/minTtl',
    fixable: true
  },
  FORWARDED_VALUES_DEPRECATED: {
    fires: legacy(),
    silent: { origins: [own], defaultCacheBehavior: { cachePolicyId: policy } },
    pointer: '/defaultCacheBehavior/forwardedValues',
    fixable: true
  },
  COMPRESSION_OFF: {
    fires: { origins: [own], defaultCacheBehavior: { compress: false } },
    silent: { origins: [own], defaultCacheBehavior: { compress: false, cachePolicy: 'CachingDisabled' } },
    pointer: '/defaultCacheBehavior/compress',
    fixable: true
  },
  BUCKET_ANSWERS_403_FOR_404: {
    fires: { ...site, errorPages: [page(404)] },
    silent: { ...site, errorPages: [page(404), page(403)] },
    pointer: '/customErrorResponses/0',
    fixable: true
  },
  ERROR_PAGE_ON_FAILING_ORIGIN: {
    fires: { origins: [own], errorPages: [page(503)] },
    silent: {
      origins: [own, managed],
      defaultCacheBehavior: { targetOriginId: own.domainName },
      cacheBehaviors: [behavior('/503.html', { targetOriginId: bucket.domainName })],
      errorPages: [page(503)]
    },
    pointer: '/customErrorResponses/0/responsePagePath',
    fixable: false
  },
  ERRORS_OF_API_BECOME_200: {
    fires: {
      origins: [managed, own],
      defaultCacheBehavior: { targetOriginId: bucket.domainName },
      cacheBehaviors: [behavior('/api/*')],
      errorPages: [page(404, { responseCode: 200 })]
    },
    silent: { ...site, errorPages: [page(404, { responseCode: 200 })] },
    pointer: '/customErrorResponses/0/responseCode',
    fixable: false
  },
  SERVER_ERROR_AS_200: {
    fires: { ...site, errorPages: [page(500, { responseCode: 200 })] },
    silent: { ...site, errorPages: [page(500)] },
    pointer: '/customErrorResponses/0/responseCode',
    fixable: true
  },
  SERVER_ERROR_KEPT_LONG: {
    fires: { ...site, errorPages: [page(503, { errorCachingMinTtl: 3600 })] },
    silent: { ...site, errorPages: [page(404, { errorCachingMinTtl: 3600 })] },
    pointer: '/customErrorResponses/0/errorCachingMinTtl',
    fixable: true
  },
  SERVER_ERROR_NOT_KEPT: {
    fires: { ...site, errorPages: [page(503, { errorCachingMinTtl: 0 })] },
    silent: { ...site, errorPages: [page(503)] },
    pointer: '/customErrorResponses/0/errorCachingMinTtl',
    fixable: true
  },
  VIEWER_TLS_OLD: {
    fires: { ...withCertificate, viewerCertificate: { ...certificate, minimumProtocolVersion: 'TLSv1_2016' } },
    silent: { origins: [own], viewerCertificate: { cloudFrontDefaultCertificate: true } },
    pointer: '/viewerCertificate/minimumProtocolVersion',
    fixable: true
  },
  DEDICATED_IP_ADDRESS: {
    fires: { ...withCertificate, viewerCertificate: { ...certificate, sslSupportMethod: 'vip' } },
    silent: withCertificate,
    pointer: '/viewerCertificate/sslSupportMethod',
    fixable: true
  },
  CERTIFICATE_WITHOUT_ALIAS: {
    fires: { origins: [own], viewerCertificate: certificate },
    // The names of a staging distribution are those of its primary one.
    silent: { origins: [own], viewerCertificate: certificate, staging: true, httpVersion: 'http2' },
    pointer: '/aliases',
    fixable: false
  },
  HTTP3_WITH_STAGING: {
    fires: { origins: [own], staging: true },
    silent: { origins: [own], staging: true, httpVersion: 'http2' },
    pointer: '/httpVersion',
    fixable: true
  },
  HTTP1_ONLY: {
    fires: { origins: [own], httpVersion: 'http1.1' },
    silent: { origins: [own], httpVersion: 'http2' },
    pointer: '/httpVersion',
    fixable: true
  },
  IPV6_OFF: {
    fires: { origins: [own], isIpv6Enabled: false },
    // Signatures may be bound to addresses of IPv4.
    silent: {
      origins: [own],
      isIpv6Enabled: false,
      defaultCacheBehavior: { trustedSigners: { enabled: true, items: ['self'] } }
    },
    pointer: '/isIpv6Enabled',
    fixable: true
  },
  LOGS_IN_ORIGIN: {
    fires: {
      ...site,
      logging: { enabled: true, includeCookies: false, bucket: bucket.domainName, prefix: '' }
    },
    silent: {
      ...site,
      logging: { enabled: true, includeCookies: false, bucket: 'logs.s3.amazonaws.com', prefix: '' }
    },
    pointer: '/logging/bucket',
    fixable: false
  }
}
