import type * as CF from '@aws-sdk/client-cloudfront'
import { CACHING_OPTIMIZED, bucket, legacy, listOf, type Sample, times, website } from '../sample-config.ts'
import { broken } from './broken-rules.ts'
import { expectAccepted, expectRefusals } from './expect-refusals.ts'

const behavior = (change: Partial<CF.DefaultCacheBehavior>) => (config: Sample) => {
  config.DefaultCacheBehavior = { ...config.DefaultCacheBehavior, ...change }
}
const older = (change: Partial<CF.DefaultCacheBehavior>) => (config: Sample) => {
  config.DefaultCacheBehavior = legacy(change)
}
const values = (change: Partial<CF.ForwardedValues>) =>
  older({ ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' }, ...change } })
const paths =
  (...patterns: string[]) =>
  (config: Sample) => {
    config.CacheBehaviors = listOf(...patterns.map(PathPattern => ({ ...config.DefaultCacheBehavior, PathPattern })))
  }
const methods = (allowed: CF.Method[], cached?: CF.Method[]) =>
  behavior({ AllowedMethods: { ...listOf(...allowed), ...(cached && { CachedMethods: listOf(...cached) }) } })
const functions = (...items: [EventType: CF.EventType, name: string][]) => ({
  FunctionAssociations: listOf(
    ...items.map(([EventType, name]) => ({
      EventType,
      FunctionARN: `arn:aws:cloudfront::123456789012:function/${name}`
    }))
  )
})
const lambdas = (...items: [EventType: CF.EventType, arn: string][]) => ({
  LambdaFunctionAssociations: listOf(
    ...items.map(([EventType, LambdaFunctionARN]) => ({ EventType, LambdaFunctionARN }))
  )
})
const toWebsite = (headers: string[]) => (config: Sample) => {
  config.Origins = listOf(bucket('bucket'), website('website'))
  values({ Headers: listOf(...headers) })(config)
  config.DefaultCacheBehavior.TargetOriginId = 'website'
}

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:edge:7'
const GROUP = 'd8f9e3c1-0000-4000-8000-00000000000'
const ALL: CF.Method[] = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE']
const TTL_ORDER =
  'MinTTL, MaxTTL and DefaultTTL should follow order MinTTL less than or equal to DefaultTTL less than or equal to MaxTTL'

expectRefusals([
  broken(
    'a target that is no origin',
    'NoSuchOrigin',
    behavior({ TargetOriginId: 'nowhere' }),
    'One or more of your origins or origin groups do not exist.'
  ),
  broken('a further behavior whose target is no origin', 'NoSuchOrigin', config => {
    config.CacheBehaviors = listOf({ ...config.DefaultCacheBehavior, PathPattern: '/a', TargetOriginId: 'nowhere' })
  }),
  broken(
    'a cache policy and forwarded values',
    'InvalidArgument',
    behavior({ ForwardedValues: { QueryString: false, Cookies: { Forward: 'none' } } }),
    'The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior.'
  ),
  broken(
    'neither a cache policy nor forwarded values',
    'InvalidArgument',
    behavior({ CachePolicyId: undefined }),
    'The parameter ForwardedValues is required.'
  ),
  broken(
    'forwarded values without MinTTL',
    'InvalidArgument',
    older({ MinTTL: undefined }),
    'The parameter MinTTL is required.'
  ),
  broken(
    'an origin request policy without a cache policy',
    'InvalidArgument',
    older({ OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3' })
  ),
  broken('a cache policy by its name', 'NoSuchCachePolicy', behavior({ CachePolicyId: 'CachingOptimized' })),
  broken(
    'an origin request policy by its name',
    'NoSuchOriginRequestPolicy',
    behavior({ OriginRequestPolicyId: 'AllViewer' })
  ),
  broken(
    'a response headers policy by its name',
    'NoSuchResponseHeadersPolicy',
    behavior({ ResponseHeadersPolicyId: 'CORS' })
  ),
  broken('MinTTL above DefaultTTL', 'InvalidTTLOrder', older({ MinTTL: 2, DefaultTTL: 1 }), TTL_ORDER),
  broken('DefaultTTL above MaxTTL', 'InvalidTTLOrder', older({ DefaultTTL: 2, MaxTTL: 1 }), TTL_ORDER),
  broken('MaxTTL below the default DefaultTTL of a day', 'InvalidTTLOrder', older({ MaxTTL: 60 }), TTL_ORDER),
  broken('a negative TTL', 'InvalidArgument', older({ MinTTL: -1 })),
  broken('MinTTL above 0 while all headers are forwarded', 'InvalidArgument', config => {
    toWebsite(['*'])(config)
    config.DefaultCacheBehavior.MinTTL = 1
  }),
  broken(
    'query string keys while query strings are not forwarded',
    'InvalidArgument',
    values({ QueryStringCacheKeys: listOf('q') }),
    'The parameter QueryString cannot be false if query strings are set in QueryStringCacheKeys'
  ),
  broken(
    'a whitelist of cookies without names',
    'InvalidForwardCookies',
    values({ Cookies: { Forward: 'whitelist' } })
  ),
  broken(
    'cookie names while no cookies are forwarded',
    'InvalidForwardCookies',
    values({ Cookies: { Forward: 'none', WhitelistedNames: listOf('a') } })
  ),
  broken(
    'cookie names while all cookies are forwarded',
    'InvalidForwardCookies',
    values({ Cookies: { Forward: 'all', WhitelistedNames: listOf('a') } })
  ),
  broken('the Host header for a bucket', 'InvalidHeadersForS3Origin', values({ Headers: listOf('Host') })),
  broken('all headers for a bucket', 'InvalidHeadersForS3Origin', values({ Headers: listOf('*') })),
  broken('11 headers', 'TooManyHeadersInForwardedValues', toWebsite(times(11, index => `x-${index}`))),
  broken(
    '11 cookie names',
    'TooManyCookieNamesInWhiteList',
    values({ Cookies: { Forward: 'whitelist', WhitelistedNames: listOf(...times(11, String)) } })
  ),
  broken(
    '11 query string keys',
    'TooManyQueryStringParameters',
    values({ QueryString: true, QueryStringCacheKeys: listOf(...times(11, String)) })
  ),
  broken(
    'a query string key of 129 characters',
    'InvalidQueryStringParameters',
    values({ QueryString: true, QueryStringCacheKeys: listOf('q'.repeat(129)) })
  ),
  broken('GET without HEAD', 'InvalidArgument', methods(['GET'])),
  broken('GET, HEAD and POST', 'InvalidArgument', methods(['GET', 'HEAD', 'POST'])),
  broken('POST among the cached methods', 'InvalidArgument', methods(ALL, ['GET', 'HEAD', 'POST'])),
  broken('OPTIONS cached but not allowed', 'InvalidArgument', methods(['GET', 'HEAD'], ['GET', 'HEAD', 'OPTIONS'])),
  broken('a path pattern with a blank', 'InvalidArgument', paths('/a b')),
  broken('a path pattern with a percent sign', 'InvalidArgument', paths('/%20')),
  broken('an empty path pattern', 'InvalidArgument', paths('')),
  broken('a path pattern of 256 characters', 'InvalidArgument', paths(`/${'a'.repeat(255)}`)),
  broken('one path pattern twice', 'InvalidArgument', paths('/a', '/b', '/a')),
  broken('more than 75 behaviors', 'TooManyCacheBehaviors', paths(...times(75, index => `/${index}`))),
  broken('an origin function', 'InvalidFunctionAssociation', behavior(functions(['origin-request', 'f']))),
  broken(
    'two functions on one event',
    'InvalidFunctionAssociation',
    behavior(functions(['viewer-request', 'f'], ['viewer-request', 'g']))
  ),
  broken('a function whose ARN is none', 'InvalidFunctionAssociation', behavior(functions(['viewer-request', 'a b']))),
  broken(
    'a function and Lambda@Edge on viewer events',
    'InvalidFunctionAssociation',
    behavior({ ...functions(['viewer-request', 'f']), ...lambdas(['viewer-response', LAMBDA]) })
  ),
  broken(
    'Lambda@Edge without a version',
    'InvalidLambdaFunctionAssociation',
    behavior(lambdas(['viewer-request', 'arn:aws:lambda:us-east-1:123456789012:function:edge']))
  ),
  broken(
    'Lambda@Edge of the latest version',
    'InvalidLambdaFunctionAssociation',
    behavior(lambdas(['viewer-request', 'arn:aws:lambda:us-east-1:123456789012:function:edge:$LATEST']))
  ),
  broken(
    'Lambda@Edge of another region',
    'InvalidLambdaFunctionAssociation',
    behavior(lambdas(['viewer-request', LAMBDA.replace('us-east-1', 'eu-west-1')]))
  ),
  broken(
    'two Lambda@Edge functions on one event',
    'InvalidLambdaFunctionAssociation',
    behavior(lambdas(['origin-request', LAMBDA], ['origin-request', LAMBDA]))
  ),
  broken('101 Lambda@Edge associations', 'TooManyLambdaFunctionAssociations', config => {
    behavior(lambdas(['origin-request', LAMBDA], ['origin-response', LAMBDA]))(config)
    paths(...times(50, index => `/${index}`))(config)
  }),
  broken(
    'a key group that is no id',
    'TrustedKeyGroupDoesNotExist',
    behavior({ TrustedKeyGroups: { Enabled: true, ...listOf('group') } })
  ),
  broken(
    'five key groups',
    'TooManyKeyGroupsAssociatedToDistribution',
    behavior({ TrustedKeyGroups: { Enabled: true, ...listOf(...times(5, index => `${GROUP}${index}`)) } })
  ),
  broken(
    'a trusted signer that is no account',
    'TrustedSignerDoesNotExist',
    behavior({ TrustedSigners: { Enabled: true, ...listOf('someone') } })
  ),
  broken(
    'six trusted signers',
    'TooManyTrustedSigners',
    behavior({ TrustedSigners: { Enabled: true, ...listOf(...times(6, index => `11111111111${index}`)) } })
  ),
  broken(
    'a field-level encryption configuration that is no id',
    'NoSuchFieldLevelEncryptionConfig',
    behavior({ FieldLevelEncryptionId: 'mine' })
  ),
  broken(
    'a real-time log configuration that is no ARN',
    'NoSuchRealtimeLogConfig',
    behavior({ RealtimeLogConfigArn: 'mine' })
  )
])

expectAccepted([
  [
    'a cache policy of one’s own, by a well-formed id',
    behavior({ CachePolicyId: CACHING_OPTIMIZED.replace('6', '7') })
  ],
  ['75 behaviors, the default one counted', paths(...times(74, index => `/${index}`))],
  ['all seven methods, three of them cached', methods(ALL, ['GET', 'HEAD', 'OPTIONS'])],
  ['equal TTLs', older({ MinTTL: 5, DefaultTTL: 5, MaxTTL: 5 })],
  ['a MinTTL above a day, which raises the default of DefaultTTL', older({ MinTTL: 90_000 })],
  ['all headers for another origin', toWebsite(['*'])],
  [
    'the three headers of CORS for a bucket',
    values({ Headers: listOf('Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method') })
  ],
  [
    'a function on viewer events and Lambda@Edge on origin events',
    behavior({
      ...functions(['viewer-request', 'f'], ['viewer-response', 'g']),
      ...lambdas(['origin-request', LAMBDA])
    })
  ],
  [
    'four key groups',
    behavior({ TrustedKeyGroups: { Enabled: true, ...listOf(...times(4, index => `${GROUP}${index}`)) } })
  ]
])
