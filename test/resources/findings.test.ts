import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findingRules, findingsOf } from '../../src/configuration/distributions/findings/index.ts'
import { covers, matchesPathPattern } from '../../src/delivery/patterns.ts'
import { acceptedConfigs, readRealConfig, refusedConfigs } from '../helpers/real-configs.ts'
import { startApp } from '../helpers/start-app.ts'
import { findingCases } from './finding-cases.ts'

interface Found {
  code: string
  severity: string
  pointer: string
  detail: string
  fix?: object
}
const codes = (body: { findings: Found[] }) => body.findings.map(({ code }) => code)

test('every rule has a configuration on which it fires, one on which it does not, and says whether there is a fix', () => {
  expect(Object.keys(findingCases).sort()).toEqual(findingRules.map(({ code }) => code).sort())
})

test.each(Object.entries(findingCases))('%s', async (code, { fires, silent, fixable, pointer }) => {
  const { request } = await startApp({ trusted: ['originAccessIdentities'] })
  const create = async (body: object) => {
    const created = await request.post('/distributions').send(body)
    expect(created.status, created.text).toBe(201)
    return created.headers.location ?? ''
  }
  const quiet = await create(silent)
  expect(codes((await request.get(`${quiet}/findings`)).body)).not.toContain(code)
  // It would hold the aliases of the other.
  await request.patch(quiet).set('If-Match', '*').send({ aliases: [] })

  const url = await create(fires)
  const loud = await request.get(`${url}/findings`)
  expect(codes(loud.body)).toContain(code)
  const found: Found = loud.body.findings.find((finding: Found) => finding.code === code)
  expect(found.pointer).toBe(pointer)
  expect(found.fix !== undefined).toBe(fixable)
  if (!found.fix) return
  const fixed = await request
    .patch(url)
    .set('If-Match', '*')
    .set('If-Match', loud.headers.etag as string)
    .send(found.fix)
  expect(fixed.status, fixed.text).toBe(200)
  expect(codes((await request.get(`${url}/findings`)).body)).not.toContain(code)
})

test('the fix for an application behind an origin group allows no methods that CloudFront refuses there', async () => {
  const { request } = await startApp()
  const created = await request.post('/distributions').send({
    origins: [
      { id: 'a', domainName: 'abc123.execute-api.eu-west-1.amazonaws.com' },
      { id: 'b', domainName: 'abc123.execute-api.us-east-1.amazonaws.com' }
    ],
    originGroups: [
      { id: 'both', failoverCriteria: { statusCodes: [500] }, members: [{ originId: 'a' }, { originId: 'b' }] }
    ],
    defaultCacheBehavior: { targetOriginId: 'both' }
  })
  const found: Found = created.body.findings.find(({ code }: Found) => code === 'DYNAMIC_ORIGIN_CACHED')
  expect(found.detail).not.toContain('POST')
  const fixed = await request
    .patch(created.headers.location ?? '')
    .set('If-Match', created.headers.etag ?? '')
    .send(found.fix)
  expect(fixed.status, fixed.text).toBe(200)
  expect(codes(fixed.body)).not.toContain('DYNAMIC_ORIGIN_CACHED')
})

const keyed = (more: object) => ({
  parametersInCacheKeyAndForwardedToOrigin: {
    enableAcceptEncodingGzip: true,
    headersConfig: { headerBehavior: 'none' },
    cookiesConfig: { cookieBehavior: 'none' },
    queryStringsConfig: { queryStringBehavior: 'none' },
    ...more
  }
})
const byHeaders = (headerBehavior: string, ...headers: string[]) =>
  keyed({ headersConfig: { headerBehavior, ...(headers.length > 0 && { headers }) } })
const noHeaders = {
  parametersInCacheKeyAndForwardedToOrigin: { headersConfig: { headerBehavior: 'none', headers: null } }
}
const forwarding = (...headers: string[]) => ({
  headersConfig: { headerBehavior: 'allExcept', headers },
  cookiesConfig: { cookieBehavior: 'none' },
  queryStringsConfig: { queryStringBehavior: 'none' }
})
const bucket = { origins: [{ domainName: 'site.s3.eu-west-1.amazonaws.com', originAccess: 'managed' }] }
const errorPages = [{ errorCode: 404, responsePagePath: '/404.html', responseCode: 404 }]

test.each<
  [code: string, member: 'cachePolicy' | 'originRequestPolicy', policy: object, silenced: object, body?: object]
>([
  [
    'ALL_COOKIES_IN_KEY',
    'cachePolicy',
    keyed({ cookiesConfig: { cookieBehavior: 'all' } }),
    { parametersInCacheKeyAndForwardedToOrigin: { cookiesConfig: { cookieBehavior: 'none' } } }
  ],
  ['HEADER_OF_MANY_VALUES_IN_KEY', 'cachePolicy', byHeaders('whitelist', 'User-Agent'), noHeaders],
  ['MIN_TTL_BEATS_NO_STORE', 'cachePolicy', { minTtl: 60 }, { minTtl: 1 }],
  ['MIN_TTL_ON_ERROR_PAGE', 'cachePolicy', { minTtl: 60 }, { minTtl: 0 }, { errorPages }],
  ['BUCKET_GETS_HOST', 'cachePolicy', byHeaders('whitelist', 'Host'), noHeaders, bucket],
  ['BUCKET_GETS_HOST', 'originRequestPolicy', forwarding('x-secret'), forwarding('host'), bucket],
  [
    'HOST_SENT_TO_AWS_NAME',
    'originRequestPolicy',
    forwarding('x-secret'),
    forwarding('Host'),
    { origins: [{ domainName: 'abc123.execute-api.eu-west-1.amazonaws.com' }] }
  ]
])('%s in GET …/findings for what a %s of the account says', async (code, member, policy, silenced, body = {}) => {
  const { request } = await startApp()
  const family = member === 'cachePolicy' ? 'cache-policies' : 'origin-request-policies'
  const made = await request.post(`/${family}`).send({
    name: 'own',
    ...(member === 'cachePolicy' && { minTtl: 0, defaultTtl: 60, maxTtl: 3_600 }),
    ...policy
  })
  expect(made.status, made.text).toBe(201)
  const created = await request.post('/distributions').send({
    origins: [{ domainName: 'origin.example.net' }],
    defaultCacheBehavior: { [member]: 'own' },
    ...body
  })
  expect(created.status, created.text).toBe(201)
  const url = `${created.headers.location}/findings`
  const findings: Found[] = (await request.get(url)).body.findings
  const found = findings.filter(each => each.code === code)
  expect(found).toMatchObject([{ pointer: `/defaultCacheBehavior/${member}Id` }])
  // The policy may have other users, and settings that matter.
  expect(found[0]?.fix).toBeUndefined()
  const changed = await request
    .patch(made.headers.location ?? '')
    .set('If-Match', made.headers.etag ?? '')
    .send(silenced)
  expect(changed.status, changed.text).toBe(200)
  expect(codes((await request.get(url)).body)).not.toContain(code)
})

test.each([
  ['AccessDenied', 403],
  ['NoSuchCachePolicy', 404]
])('GET …/findings without a policy that cannot be read (%s) has the others, and names it', async (code, status) => {
  const { request, emulator } = await startApp()
  const own = await request.post('/cache-policies').send({ name: 'own', minTtl: 60 })
  const created = await request.post('/distributions').send({
    origins: [{ domainName: 'site.s3.amazonaws.com' }],
    defaultCacheBehavior: { cachePolicy: 'own' }
  })
  const url = `${created.headers.location}/findings`
  emulator.faults.add({ kind: 'error', code, status, operations: ['GetCachePolicy'], count: 1 })
  const without = await request.get(url)
  expect(without.status, without.text).toBe(200)
  expect(without.body).toEqual({ findings: created.body.findings, unreadPolicies: [own.body.id] })
  const whole = await request.get(url)
  expect(codes(whole.body)).toContain('MIN_TTL_BEATS_NO_STORE')
  expect(whole.body).not.toHaveProperty('unreadPolicies')
})

test('GET …/findings reads each policy of the account once, and no managed one', async () => {
  const { request, emulator } = await startApp()
  const own = await request.post('/cache-policies').send({ name: 'own' })
  expect(own.status, own.text).toBe(201)
  const created = await request.post('/distributions').send({
    origins: [{ domainName: 'origin.example.net' }],
    defaultCacheBehavior: { originRequestPolicy: 'AllViewer' },
    cacheBehaviors: ['/a/*', '/b/*'].map(pathPattern => ({ pathPattern, cachePolicy: 'own' }))
  })
  emulator.calls.clear()
  await request.get(`${created.headers.location}/findings`).expect(200)
  const counts = ['GetCachePolicy', 'GetOriginRequestPolicy'].map(operation => emulator.calls.count(operation))
  expect(counts).toEqual([1, 0])
})

test('GET /distributions/:id/findings: the severest first, with the ETag that a fix needs', async () => {
  const { request } = await startApp()
  const created = await request.post('/distributions').send({ origins: [{ domainName: 'site.s3.amazonaws.com' }] })
  const response = await request.get(`${created.headers.location}/findings`)
  expect(response.body.findings.map(({ severity }: Found) => severity)).toEqual(['severe', 'warning', 'info'])
  expect(response.headers.etag).toBe(created.headers.etag)
})

test('every answer to a write of a distribution has what was found, and so has a dry run in either form', async () => {
  const { request } = await startApp()
  const body = { origins: [{ domainName: 'site.s3.eu-west-1.amazonaws.com' }] }
  const expected = ['S3_ORIGIN_WITHOUT_ACCESS', 'NO_DEFAULT_ROOT_OBJECT']
  const created = await request.post('/distributions').send(body)
  const url = created.headers.location ?? ''
  const { config } = created.body
  const answers = [
    created,
    await request.post('/distributions?dryRun=true').send(body),
    await request.put(url).set('If-Match', '*').send(config),
    await request.put(`${url}?dryRun=true`).set('If-Match', '*').send(config),
    await request.patch(url).send({ comment: 'new' }),
    await request.patch(`${url}?dryRun=true`).send({ comment: 'newer' })
  ]
  for (const answer of answers) expect(codes(answer.body), answer.text).toEqual(expected)
  const own = await request
    .patch(`${url}?dryRun=true`)
    .set('If-Match', '*')
    .set('Accept', 'application/vnd.amazon.cloudfront+json')
    .send({ comment: 'newer' })
  expect(own.body.findings.map(({ pointer }: Found) => pointer)).toEqual(['/Origins/Items/0', '/DefaultRootObject'])
})

test.each([
  ['PREFLIGHT_REFUSED', 'warning'],
  ['ALL_HEADERS_IN_KEY', 'info']
] as const)(
  '%s refuses no strict write: it is %s, since most requests, or what is meant, work',
  async (code, severity) => {
    const { request } = await startApp()
    const created = await request.post('/distributions?strict=true').send(findingCases[code]?.fires)
    expect(created.status, created.text).toBe(201)
    expect(created.body.findings).toContainEqual(expect.objectContaining({ code, severity }))
  }
)

test('?strict=true: 422 SEVERE_FINDINGS names each place, and nothing is changed', async () => {
  const { request, emulator } = await startApp()
  const severe = { origins: [{ domainName: 'site.s3.eu-west-1.amazonaws.com' }] }
  const own = { origins: [{ domainName: 'origin.example.net' }] }
  // Access that is managed would be made by the write: what is refused makes none.
  const mixed = {
    origins: [...severe.origins, { domainName: 'b.s3.eu-west-1.amazonaws.com', originAccess: 'managed' }]
  }
  const target = { defaultCacheBehavior: { targetOriginId: 'b.s3.eu-west-1.amazonaws.com' } }
  const good = await request.post('/distributions?strict=true').send(own)
  expect(good.status, good.text).toBe(201)
  const url = good.headers.location ?? ''
  const replacement = {
    ...good.body.config,
    origins: [{ ...good.body.config.origins[0], domainName: 'a.elb.amazonaws.com' }]
  }
  const refused = [
    await request.post('/distributions?strict=true').send(severe),
    await request.post('/distributions?strict=true&dryRun=true').send(severe),
    await request.post('/distributions?strict=true').send({ ...mixed, ...target }),
    await request.patch(`${url}?strict=true`).set('If-Match', '*').send({ origins: replacement.origins }),
    await request.patch(`${url}?strict=true&dryRun=true`).set('If-Match', '*').send({ origins: replacement.origins }),
    await request.put(`${url}?strict=true`).set('If-Match', '*').send(replacement),
    await request.put(`${url}?strict=true&dryRun=true`).set('If-Match', '*').send(replacement)
  ]
  const pointers = refused.map(({ body }) => body.errors?.map(({ pointer }: { pointer: string }) => pointer))
  const certificate = ['/origins/0/customOriginConfig/originProtocolPolicy']
  expect(refused.map(({ status, body }) => [status, body.code])).toEqual(refused.map(() => [422, 'SEVERE_FINDINGS']))
  expect(pointers).toEqual([
    ['/origins/0'],
    ['/origins/0'],
    ['/origins/0'],
    certificate,
    certificate,
    certificate,
    certificate
  ])
  for (const call of ['UpdateDistribution', 'CreateOriginAccessControl'] as const)
    expect(emulator.calls.count(call)).toBe(0)
  expect(emulator.calls.count('CreateDistribution')).toBe(1)
  expect((await request.patch(url).set('If-Match', '*').send({ origins: replacement.origins })).status).toBe(200)
})

test('an answer to a write of error pages has what was found of them, with pointers into it', async () => {
  const { request } = await startApp()
  const origins = [{ domainName: 'site.s3.eu-west-1.amazonaws.com' }]
  const { location: url = '' } = (await request.post('/distributions').send({ origins })).headers
  const page = { errorCode: 404, responsePagePath: '/404.html', responseCode: 404 }
  const places = (body: { findings: Found[] }) => body.findings.map(({ code, pointer }) => [code, pointer])
  const all = await request.put(`${url}/error-pages`).send({ items: [{ errorCode: 500, errorCachingMinTtl: 0 }, page] })
  expect(places(all.body), all.text).toEqual([
    ['BUCKET_ANSWERS_403_FOR_404', '/items/1'],
    ['SERVER_ERROR_NOT_KEPT', '/items/0/errorCachingMinTtl']
  ])
  expect(places((await request.get(`${url}/error-pages`)).body)).toEqual(places(all.body))
  const one = await request.put(`${url}/error-pages/500`).send({ errorCachingMinTtl: 3600 })
  expect(places(one.body), one.text).toEqual([['SERVER_ERROR_KEPT_LONG', '/errorCachingMinTtl']])
  const dry = await request.delete(`${url}/error-pages/500?dryRun=true`)
  expect(places(dry.body)).toContainEqual(['BUCKET_ANSWERS_403_FOR_404', '/customErrorResponses/0'])
})

test('GET /distributions/:id/findings: 404 for an unknown distribution', async () => {
  const { request } = await startApp()
  const response = await request.get('/distributions/EUNKNOWN12345/findings')
  expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
})

test.each([...acceptedConfigs, ...refusedConfigs])('%s: no rule throws, in either form', name => {
  const config = readRealConfig(name)
  const findings = findingsOf(config)
  const own = findingsOf(config, 'cloudfront')
  expect(own.map(({ code }) => code)).toEqual(findings.map(({ code }) => code))
  for (const { pointer } of own) expect(pointer).toMatch(/^\/[A-Z]/)
})

test('a pattern covers another where every path of the other matches it', () => {
  const yes = [
    ['*', '/api/*'],
    ['/*', '*'],
    ['/api/*', 'api/v1/*'],
    ['*.jpg', '/img/*.jpg'],
    ['/a?c', '/abc'],
    ['/a*', '/a?'],
    ['/api/*', '/api/*'],
    ['*', '']
  ] as const
  const no = [
    ['/api/*', '/api'],
    ['/a?c', '/a*c'],
    ['*.jpg', '*.png'],
    ['/API/*', '/api/*'],
    ['/api/v1/*', '/api/*'],
    ['', 'a']
  ] as const
  for (const [outer, inner] of yes) expect(covers(outer, inner), `${outer} covers ${inner}`).toBe(true)
  for (const [outer, inner] of no) expect(covers(outer, inner), `${outer} covers ${inner}`).toBe(false)
})

test('what a covered pattern matches is matched by the pattern that covers it', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 })
  const path = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 })
  let seen = 0
  const property = fc.property(pattern, pattern, path, (outer, inner, text) => {
    if (!covers(outer, inner) || !matchesPathPattern(inner, text)) return
    seen++
    expect(matchesPathPattern(outer, text), `${outer} covers ${inner}, which matches ${text}`).toBe(true)
  })
  fc.assert(property, { numRuns: 20_000 })
  expect(seen).toBeGreaterThan(100)
})
