import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { refusal, refusalCode } from '../refusal.ts'
import { CACHING_OPTIMIZED, listOf, times } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

const UNKNOWN = '00000000-0000-4000-8000-000000000000'
const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3'
const SECURITY_HEADERS = '67f7725c-6f97-4210-82d7-5512b31e9d03'

test('the seven managed cache policies are listed with their ids', async () => {
  const { client } = await startEmulator()
  const { CachePolicyList: list } = await client.send(new CF.ListCachePoliciesCommand({}))
  expect(list).toMatchObject({ MaxItems: 100, Quantity: 7 })
  const items = list?.Items?.map(({ Type, CachePolicy }) => [
    Type,
    CachePolicy?.CachePolicyConfig?.Name,
    CachePolicy?.Id
  ])
  expect(items).toEqual([
    ['managed', 'Managed-CachingOptimized', '658327ea-f89d-4fab-a63d-7e88639e58f6'],
    ['managed', 'Managed-CachingOptimizedForUncompressedObjects', 'b2884449-e4de-46a7-ac36-70bc7f1ddd6d'],
    ['managed', 'Managed-CachingDisabled', '4135ea2d-6df8-44a3-9df3-4b5a84be39ad'],
    ['managed', 'UseOriginCacheControlHeaders', '83da9c7e-98b4-4e11-a168-04f0df8e2c65'],
    ['managed', 'UseOriginCacheControlHeaders-QueryStrings', '4cc15a8a-d715-48a4-82b8-cc0b614638fe'],
    ['managed', 'Managed-Elemental-MediaPackage', '08627262-05a9-4f76-9ded-b50ca2e3a84f'],
    ['managed', 'Managed-Amplify', '2e54312d-136d-493c-8eb9-b001f22f67d2']
  ])
})

test('the eight managed origin request policies are listed with their ids', async () => {
  const { client } = await startEmulator()
  const { OriginRequestPolicyList: list } = await client.send(new CF.ListOriginRequestPoliciesCommand({}))
  const items = list?.Items?.map(({ OriginRequestPolicy: policy }) => [
    policy?.OriginRequestPolicyConfig?.Name,
    policy?.Id
  ])
  expect(items).toEqual([
    ['Managed-AllViewer', ALL_VIEWER],
    ['Managed-AllViewerExceptHostHeader', 'b689b0a8-53d0-40ab-baf2-68738e2966ac'],
    ['Managed-AllViewerAndCloudFrontHeaders-2022-06', '33f36d7e-f396-46d9-90e0-52428a34d9dc'],
    ['Managed-CORS-CustomOrigin', '59781a5b-3903-41f3-afcb-af62929ccde1'],
    ['Managed-CORS-S3Origin', '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf'],
    ['Managed-Elemental-MediaTailor-PersonalizedManifests', '775133bc-15f2-49f9-abea-afb2e0bf67d2'],
    ['Managed-HostHeaderOnly', 'bf0718e1-ba1e-49d1-88b1-f726733018ae'],
    ['Managed-UserAgentRefererHeaders', 'acba4595-bd28-49b8-b9fe-13317c0390fa']
  ])
})

test('the five managed response headers policies are listed with their ids', async () => {
  const { client } = await startEmulator()
  const { ResponseHeadersPolicyList: list } = await client.send(new CF.ListResponseHeadersPoliciesCommand({}))
  const items = list?.Items?.map(({ ResponseHeadersPolicy: policy }) => [
    policy?.ResponseHeadersPolicyConfig?.Name,
    policy?.Id
  ])
  expect(items).toEqual([
    ['Managed-SimpleCORS', '60669652-455b-4ae9-85a4-c4c02393f86c'],
    ['Managed-CORS-With-Preflight', '5cc3b908-e619-4b99-88e5-2cf7f45965bd'],
    ['Managed-SecurityHeadersPolicy', SECURITY_HEADERS],
    ['Managed-CORS-and-SecurityHeadersPolicy', 'e61eb60c-9c35-4d20-a928-2b84e02af89c'],
    ['Managed-CORS-with-preflight-and-SecurityHeadersPolicy', 'eaab4381-ed33-4a86-88ca-d9558dc6cd63']
  ])
})

test('policies are paged by NextMarker, which the last page does not have', async () => {
  const { client } = await startEmulator()
  const names: (string | undefined)[] = []
  const sizes: (number | undefined)[] = []
  let Marker: string | undefined
  do {
    const { CachePolicyList: list } = await client.send(new CF.ListCachePoliciesCommand({ MaxItems: 3, Marker }))
    names.push(...(list?.Items ?? []).map(({ CachePolicy }) => CachePolicy?.CachePolicyConfig?.Name))
    sizes.push(list?.Quantity)
    Marker = list?.NextMarker
  } while (Marker)
  expect(sizes).toEqual([3, 3, 1])
  expect(new Set(names).size).toBe(7)
})

test('a policy’s configuration is the documented one, and its ETag never changes', async () => {
  const { client } = await startEmulator()
  const policy = await client.send(new CF.GetCachePolicyCommand({ Id: CACHING_OPTIMIZED }))
  const alone = await client.send(new CF.GetCachePolicyConfigCommand({ Id: CACHING_OPTIMIZED }))
  expect(policy.CachePolicy?.CachePolicyConfig).toEqual({
    Name: 'Managed-CachingOptimized',
    Comment: '',
    MinTTL: 1,
    DefaultTTL: 86_400,
    MaxTTL: 31_536_000,
    ParametersInCacheKeyAndForwardedToOrigin: {
      EnableAcceptEncodingGzip: true,
      EnableAcceptEncodingBrotli: true,
      HeadersConfig: { HeaderBehavior: 'none' },
      CookiesConfig: { CookieBehavior: 'none' },
      QueryStringsConfig: { QueryStringBehavior: 'none' }
    }
  })
  expect(alone.CachePolicyConfig).toEqual(policy.CachePolicy?.CachePolicyConfig)
  expect(alone.ETag).toBe(policy.ETag)
  const request = await client.send(new CF.GetOriginRequestPolicyCommand({ Id: ALL_VIEWER }))
  expect(request.OriginRequestPolicy?.OriginRequestPolicyConfig?.HeadersConfig).toEqual({ HeaderBehavior: 'allViewer' })
  const response = await client.send(new CF.GetResponseHeadersPolicyCommand({ Id: SECURITY_HEADERS }))
  expect(response.ResponseHeadersPolicy?.ResponseHeadersPolicyConfig?.SecurityHeadersConfig).toEqual({
    ReferrerPolicy: { Override: false, ReferrerPolicy: 'strict-origin-when-cross-origin' },
    StrictTransportSecurity: { Override: false, AccessControlMaxAgeSec: 31_536_000 },
    ContentTypeOptions: { Override: true },
    FrameOptions: { Override: false, FrameOption: 'SAMEORIGIN' },
    XSSProtection: { Override: false, Protection: true, ModeBlock: true }
  })
})

test('a policy that is not there is 404 by its own code', async () => {
  const { client } = await startEmulator()
  const Id = UNKNOWN
  expect(await refusal(client.send(new CF.GetCachePolicyCommand({ Id })))).toMatchObject({
    code: 'NoSuchCachePolicy',
    status: 404
  })
  expect(await refusalCode(client.send(new CF.DeleteCachePolicyCommand({ Id })))).toBe('NoSuchCachePolicy')
  expect(await refusalCode(client.send(new CF.GetOriginRequestPolicyConfigCommand({ Id })))).toBe(
    'NoSuchOriginRequestPolicy'
  )
  expect(await refusalCode(client.send(new CF.GetResponseHeadersPolicyConfigCommand({ Id })))).toBe(
    'NoSuchResponseHeadersPolicy'
  )
})

test('a managed policy can be neither changed nor deleted', async () => {
  const { client } = await startEmulator()
  const { CachePolicyConfig, ETag: IfMatch } = await client.send(
    new CF.GetCachePolicyConfigCommand({ Id: CACHING_OPTIMIZED })
  )
  const update = client.send(new CF.UpdateCachePolicyCommand({ Id: CACHING_OPTIMIZED, IfMatch, CachePolicyConfig }))
  expect(await refusal(update)).toMatchObject({ code: 'IllegalUpdate', status: 400 })
  const deletions = [
    client.send(new CF.DeleteCachePolicyCommand({ Id: CACHING_OPTIMIZED, IfMatch })),
    client.send(new CF.DeleteOriginRequestPolicyCommand({ Id: ALL_VIEWER, IfMatch })),
    client.send(new CF.DeleteResponseHeadersPolicyCommand({ Id: SECURITY_HEADERS, IfMatch }))
  ]
  for (const refused of await Promise.all(deletions.map(refusal)))
    expect(refused).toMatchObject({ code: 'IllegalDelete', status: 400 })
})

function cachePolicy(change: Partial<CF.CachePolicyConfig> = {}): CF.CachePolicyConfig {
  return { Name: 'mine', MinTTL: 0, ...change }
}

function cacheKey(change: Partial<CF.ParametersInCacheKeyAndForwardedToOrigin> = {}) {
  return {
    EnableAcceptEncodingGzip: false,
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    ...change
  } satisfies CF.ParametersInCacheKeyAndForwardedToOrigin
}

const words = (count: number) => times(count, index => `word-${index}`)

test('Type: custom is one’s own policies, managed is AWS’s, and without it both are listed, one’s own last', async () => {
  const { client } = await startEmulator()
  const { CachePolicy } = await client.send(new CF.CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy() }))
  const items = async (Type?: CF.CachePolicyType) =>
    (await client.send(new CF.ListCachePoliciesCommand({ Type }))).CachePolicyList?.Items ?? []
  expect(await items('custom')).toEqual([{ Type: 'custom', CachePolicy }])
  expect(await items('managed')).toHaveLength(7)
  expect((await items()).at(-1)?.CachePolicy?.Id).toBe(CachePolicy?.Id)
})

test('a page after a policy that has been deleted goes on where it was', async () => {
  const { client } = await startEmulator()
  const made = await Promise.all(
    ['a', 'b', 'c'].map(Name =>
      client.send(new CF.CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy({ Name }) }))
    )
  )
  const [first, ...others] = made
    .map(({ CachePolicy, ETag }) => ({ Id: CachePolicy?.Id ?? '', ETag: ETag ?? '' }))
    .sort((a, b) => (a.Id < b.Id ? -1 : 1))
  await client.send(new CF.DeleteCachePolicyCommand({ Id: first?.Id, IfMatch: first?.ETag }))
  const { CachePolicyList } = await client.send(new CF.ListCachePoliciesCommand({ Marker: first?.Id }))
  expect(CachePolicyList?.Items?.map(({ CachePolicy }) => CachePolicy?.Id)).toEqual(others.map(({ Id }) => Id))
})

test.each([
  [{ MinTTL: 0 }, { DefaultTTL: 86_400, MaxTTL: 31_536_000 }],
  [{ MinTTL: 100_000 }, { DefaultTTL: 100_000, MaxTTL: 31_536_000 }],
  [
    { MinTTL: 0, DefaultTTL: 40_000_000 },
    { DefaultTTL: 40_000_000, MaxTTL: 40_000_000 }
  ]
])('what a cache policy leaves out of %o becomes %o', async (given, expected) => {
  const { client } = await startEmulator()
  const { CachePolicy } = await client.send(new CF.CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy(given) }))
  expect(CachePolicy?.CachePolicyConfig).toEqual({ Name: 'mine', Comment: '', ...given, ...expected })
})

test.each<[string, Partial<CF.CachePolicyConfig>, string]>([
  ['a name with a blank', { Name: 'my policy' }, 'InvalidArgument'],
  ['a name of 129 characters', { Name: 'x'.repeat(129) }, 'InvalidArgument'],
  ['a comment of 129 characters', { Comment: 'x'.repeat(129) }, 'InvalidArgument'],
  ['a minimum above the default', { MinTTL: 10, DefaultTTL: 5 }, 'InvalidArgument'],
  ['a default above the maximum', { DefaultTTL: 10, MaxTTL: 5 }, 'InvalidArgument'],
  ['a negative minimum', { MinTTL: -1 }, 'InvalidArgument'],
  [
    'gzip without caching',
    {
      DefaultTTL: 0,
      MaxTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: cacheKey({ EnableAcceptEncodingGzip: true })
    },
    'InvalidArgument'
  ],
  [
    'a whitelist without names',
    { ParametersInCacheKeyAndForwardedToOrigin: cacheKey({ HeadersConfig: { HeaderBehavior: 'whitelist' } }) },
    'InvalidArgument'
  ],
  [
    'names without a whitelist',
    {
      ParametersInCacheKeyAndForwardedToOrigin: cacheKey({
        CookiesConfig: { CookieBehavior: 'all', Cookies: listOf('session') }
      })
    },
    'InvalidArgument'
  ],
  [
    'a wrong quantity',
    {
      ParametersInCacheKeyAndForwardedToOrigin: cacheKey({
        CookiesConfig: { CookieBehavior: 'whitelist', Cookies: { Quantity: 2, Items: ['session'] } }
      })
    },
    'InconsistentQuantities'
  ],
  [
    '11 headers',
    {
      ParametersInCacheKeyAndForwardedToOrigin: cacheKey({
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: listOf(...words(11)) }
      })
    },
    'TooManyHeadersInCachePolicy'
  ],
  [
    '11 cookies',
    {
      ParametersInCacheKeyAndForwardedToOrigin: cacheKey({
        CookiesConfig: { CookieBehavior: 'allExcept', Cookies: listOf(...words(11)) }
      })
    },
    'TooManyCookiesInCachePolicy'
  ],
  [
    '11 query strings',
    {
      ParametersInCacheKeyAndForwardedToOrigin: cacheKey({
        QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: listOf(...words(11)) }
      })
    },
    'TooManyQueryStringsInCachePolicy'
  ]
])('a cache policy with %s is refused', async (_case, change, code) => {
  const { client } = await startEmulator()
  const create = new CF.CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy(change) })
  expect(await refusal(client.send(create))).toMatchObject({ code, status: 400 })
})

test('the number of headers in a cache policy can be raised', async () => {
  const { client, emulator } = await startEmulator()
  emulator.quotas.set({ headersPerCachePolicy: 11 })
  const HeadersConfig = { HeaderBehavior: 'whitelist' as const, Headers: listOf(...words(11)) }
  const config = cachePolicy({ ParametersInCacheKeyAndForwardedToOrigin: cacheKey({ HeadersConfig }) })
  await client.send(new CF.CreateCachePolicyCommand({ CachePolicyConfig: config }))
})

test.each<[string, Partial<CF.OriginRequestPolicyConfig>, string]>([
  ['no name', { Name: '' }, 'InvalidArgument'],
  [
    'the header that only a cache policy forwards',
    { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: listOf('Authorization') } },
    'InvalidArgument'
  ],
  ['all but no names', { CookiesConfig: { CookieBehavior: 'allExcept' } }, 'InvalidArgument'],
  [
    '11 headers',
    { HeadersConfig: { HeaderBehavior: 'allViewerAndWhitelistCloudFront', Headers: listOf(...words(11)) } },
    'TooManyHeadersInOriginRequestPolicy'
  ],
  [
    '11 cookies',
    { CookiesConfig: { CookieBehavior: 'whitelist', Cookies: listOf(...words(11)) } },
    'TooManyCookiesInOriginRequestPolicy'
  ],
  [
    '11 query strings',
    { QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: listOf(...words(11)) } },
    'TooManyQueryStringsInOriginRequestPolicy'
  ]
])('an origin request policy with %s is refused', async (_case, change, code) => {
  const { client } = await startEmulator()
  const OriginRequestPolicyConfig: CF.OriginRequestPolicyConfig = {
    Name: 'mine',
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    ...change
  }
  const create = new CF.CreateOriginRequestPolicyCommand({ OriginRequestPolicyConfig })
  expect(await refusal(client.send(create))).toMatchObject({ code, status: 400 })
})

const header = (Header: string) => ({ Header, Value: 'a', Override: false })
const xss = (change: Partial<CF.ResponseHeadersPolicyXSSProtection>) => ({
  SecurityHeadersConfig: { XSSProtection: { Override: false, Protection: true, ...change } }
})

test.each<[string, Partial<CF.ResponseHeadersPolicyConfig>, string]>([
  ['a report and the block mode', xss({ ModeBlock: true, ReportUri: 'https://example.com' }), 'InvalidArgument'],
  ['more than all', { ServerTimingHeadersConfig: { Enabled: true, SamplingRate: 100.5 } }, 'InvalidArgument'],
  ['a header’s name with a blank', { CustomHeadersConfig: listOf(header('x a')) }, 'InvalidArgument'],
  ['a name to remove with a colon', { RemoveHeadersConfig: listOf({ Header: 'x:a' }) }, 'InvalidArgument'],
  ...['a\r\nX-B: b', 'a\u007f', 'caf\u00e9', '\u20ac'].map(Value => {
    const change = { CustomHeadersConfig: listOf({ ...header('x-a'), Value }) }
    return [`the value ${JSON.stringify(Value)}`, change, 'InvalidArgument'] as [string, typeof change, string]
  }),
  ['a report to a line break', xss({ ReportUri: 'https://example.com/\r\n' }), 'InvalidArgument'],
  [
    'a content security policy beyond ASCII',
    { SecurityHeadersConfig: { ContentSecurityPolicy: { Override: false, ContentSecurityPolicy: 'caf\u00e9' } } },
    'InvalidArgument'
  ],
  ['a header twice', { CustomHeadersConfig: listOf(header('x-a'), header('X-A')) }, 'InvalidArgument'],
  [
    'a policy of 1784 characters',
    { SecurityHeadersConfig: { ContentSecurityPolicy: { Override: false, ContentSecurityPolicy: 'x'.repeat(1784) } } },
    'TooLongCSPInResponseHeadersPolicy'
  ],
  [
    '11 headers',
    { CustomHeadersConfig: listOf(...words(11).map(header)) },
    'TooManyCustomHeadersInResponseHeadersPolicy'
  ],
  [
    '11 headers to remove',
    { RemoveHeadersConfig: listOf(...words(11).map(Header => ({ Header }))) },
    'TooManyRemoveHeadersInResponseHeadersPolicy'
  ],
  [
    'no origin in its CORS headers',
    {
      CorsConfig: {
        AccessControlAllowOrigins: { Quantity: 0, Items: [] },
        AccessControlAllowHeaders: listOf('*'),
        AccessControlAllowMethods: listOf('GET' as const),
        AccessControlAllowCredentials: false,
        OriginOverride: false
      }
    },
    'InvalidArgument'
  ]
])('a response headers policy with %s is refused', async (_case, change, code) => {
  const { client } = await startEmulator()
  const create = new CF.CreateResponseHeadersPolicyCommand({ ResponseHeadersPolicyConfig: { Name: 'mine', ...change } })
  expect(await refusal(client.send(create))).toMatchObject({ code, status: 400 })
})
