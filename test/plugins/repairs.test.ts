import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { brokenCreateRules } from '../../src/configuration/distributions/mapper.ts'
import { DistributionCreate } from '../../src/configuration/distributions/schemas.ts'
import { brokenRules } from '../../src/validation/repairs.ts'
import { explain } from '../../src/validation/explain.ts'
import { type JsonSchema } from '../../src/validation/json-schema.ts'
import { startApp } from '../helpers/start-app.ts'
import { placesIn } from '../helpers/places-in.ts'
import { startWithDistribution } from '../resources/start-distribution.ts'

const pointersOf = (body: { errors?: { pointer?: string }[] }) => body.errors?.map(({ pointer }) => pointer)

test('POST distributions: a wrong type, an unknown target and aliases without a certificate are reported at once', async () => {
  const { request, emulator } = await startApp()
  const response = await request.post('/distributions').send({
    comment: 5,
    origins: [{ domainName: 'www.example.com' }],
    defaultCacheBehavior: { targetOriginId: 'nowhere' },
    aliases: ['www.example.com'],
    tags: { 'a!': 'b' }
  })
  expect(response.status).toBe(400)
  expect(pointersOf(response.body)).toEqual([
    ...['/comment', '/tags/a!', '/defaultCacheBehavior/targetOriginId', '/viewerCertificate']
  ])
  expect(emulator.calls.count()).toBe(0)
})

const ARN = 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db'
const ORIGINS = [{ domainName: 'www.example.com', id: 'a' }]
const TARGET = { defaultCacheBehavior: { targetOriginId: 'b' } }

test.each([
  ['the id of the target', { origins: [{ domainName: 'www.example.com', id: 5 }], ...TARGET }, '/origins/0/id'],
  ['all origins', { origins: { domainName: 'www.example.com' }, ...TARGET }, '/origins'],
  [
    'the name of the certificate',
    { origins: ORIGINS, viewerCertficate: { acmCertificateArn: ARN }, aliases: ['www.example.com'] },
    '/viewerCertficate'
  ],
  [
    'a part of the certificate',
    { origins: ORIGINS, viewerCertificate: { acmCertificateArn: 5 }, aliases: ['www.example.com'] },
    '/viewerCertificate/acmCertificateArn'
  ]
])('what may be right once it is repaired is not reported: %s', async (_, body, pointer) => {
  const { request } = await startApp()
  const response = await request.post('/distributions').send(body)
  expect([response.status, pointersOf(response.body)]).toEqual([400, [pointer]])
})

test('in CloudFront’s own format, too', async () => {
  const { request } = await startApp()
  const response = await request
    .post('/distributions')
    .set('content-type', 'application/vnd.amazon.cloudfront+json')
    .send(
      JSON.stringify({
        ...{ Comment: 5, Enabled: true },
        Origins: { Quantity: 1, Items: [{ Id: 'a', DomainName: 'https://x', CustomOriginConfig: CUSTOM }] },
        DefaultCacheBehavior: { TargetOriginId: 'a', ViewerProtocolPolicy: 'allow-all', CachePolicyId: 'Optimized' }
      })
    )
  expect(pointersOf(response.body)).toEqual([
    ...['/Comment', '/Origins/Items/0/DomainName', '/DefaultCacheBehavior/CachePolicyId']
  ])
})

const CUSTOM = { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'https-only' }

test('PUT distributions: what an update would be refused for is reported beside a misfit', async () => {
  const { request, url, config } = await startWithDistribution()
  const response = await request
    .put(url)
    .set('If-Match', '*')
    .send({ ...config, comment: 5, defaultRootObject: '/index.html', errorPages: [{ errorCode: 1 }] })
  expect(response.status).toBe(400)
  expect(pointersOf(response.body)).toEqual(['/comment', '/errorPages/0/errorCode', '/defaultRootObject'])
})

test('PUT distributions in CloudFront’s own format, too', async () => {
  const { request, url } = await startWithDistribution()
  const format = 'application/vnd.amazon.cloudfront+json'
  const { body } = await request.get(url).set('Accept', format)
  const response = await request
    .put(url)
    .set({ 'If-Match': '*', 'Content-Type': format })
    .send(JSON.stringify({ ...body, Comment: 5, DefaultRootObject: '/index.html' }))
  expect([response.status, pointersOf(response.body)]).toEqual([400, ['/Comment', '/DefaultRootObject']])
})

test('PATCH distributions: what the patched configuration breaks is reported beside a misfit', async () => {
  const { request, url, writes } = await startWithDistribution()
  const before = writes()
  const response = await request
    .patch(url)
    .set('If-Match', '*')
    .send({
      comment: {},
      defaultRootObject: '/index.html',
      callerReference: 'mine',
      defaultCacheBehavior: { targetOriginId: 'nowhere', cachePolicy: 'CachingOptimised' }
    })
  expect(response.status).toBe(400)
  expect(pointersOf(response.body)).toEqual([
    ...['/defaultCacheBehavior/cachePolicy', '/comment', '/callerReference'],
    ...['/defaultCacheBehavior/targetOriginId', '/defaultRootObject']
  ])
  expect(writes()).toBe(before)
})

test('PATCH distributions: a policy that the account does not have hides no broken rule', async () => {
  const { request, url } = await startWithDistribution()
  const response = await request
    .patch(url)
    .set('If-Match', '*')
    .send({ defaultRootObject: '/index.html', defaultCacheBehavior: { cachePolicy: 'CachingOptimised' } })
  expect(pointersOf(response.body)).toEqual(['/defaultCacheBehavior/cachePolicy', '/defaultRootObject'])
})

test.each([
  ['the id of the only origin', { origins: [{ id: 5, domainName: 'www.example.com' }] }, ['/origins/0/id']],
  [
    'a part of the certificate',
    { viewerCertificate: { acmCertificateArn: 5 }, aliases: ['www.example.com'] },
    ['/viewerCertificate/acmCertificateArn']
  ],
  ['the policy', { defaultCacheBehavior: { cachePolicy: 5 } }, ['/defaultCacheBehavior/cachePolicy']]
])('PATCH distributions: what may be right once it is repaired is not reported: %s', async (_, patch, pointers) => {
  const { request, url, config } = await startWithDistribution()
  const [origin] = config.origins
  const body = 'origins' in patch ? { origins: [{ ...origin, ...patch.origins?.[0] }] } : patch
  const response = await request.patch(url).set('If-Match', '*').send(body)
  expect([response.status, pointersOf(response.body)]).toEqual([400, pointers])
})

test('invalidations and error pages: what is wrong with paths and pages is reported beside a misfit', async () => {
  const { request } = await startApp()
  const { body } = await request.post('/distributions').send({ origins: [{ domainName: 'www.example.com' }] })
  const invalidation = { paths: ['/a', 'b', 5], cacheTags: ['x*'], priority: 'urgent' }
  for (const path of ['invalidations', 'invalidations/preview']) {
    const refused = await request.post(`/distributions/${body.id}/${path}`).send(invalidation)
    expect(pointersOf(refused.body)).toEqual(['/paths/2', '/priority', '/paths/1', '/cacheTags/0'])
  }
  const pages = { items: [{ errorCode: 404, responsePagePath: '404.html', responseCode: 200 }, { errorCode: 1 }] }
  const refused = await request.put(`/distributions/${body.id}/error-pages`).send(pages)
  expect(pointersOf(refused.body)).toEqual(['/items/1/errorCode', '/items/0/responsePagePath'])
  const page = { responsePagePath: '404.html', responseCode: 200, errorCachingMinTtl: '5' }
  const one = await request.put(`/distributions/${body.id}/error-pages/404`).send(page)
  expect(pointersOf(one.body)).toEqual(['/errorCachingMinTtl', '/responsePagePath'])
})

test('no rule is reported beside a misfit that is not broken once the misfit is repaired', () => {
  const schema = DistributionCreate as JsonSchema
  const rules = (document: unknown) => brokenCreateRules(document as DistributionCreate)
  const validator = Compile(DistributionCreate)
  const fits = (value: unknown) => validator.Check(value)
  const id = fc.constantFrom('a', 'b', 'c')
  const ttl = fc.option(fc.nat({ max: 3 }), { nil: undefined })
  const policy = fc.constantFrom(undefined, 'Optimized', '658327ea-f89d-4fab-a63d-7e88639e58f6')
  const behavior = { targetOriginId: id, minTtl: ttl, defaultTtl: ttl, maxTtl: ttl, cachePolicyId: policy }
  const certificate = { acmCertificateArn: fc.constantFrom('arn', 'arn:aws:acm:us-east-1:123456789012:certificate/x') }
  const documents = fc.record(
    {
      origins: fc.array(
        fc.record({ id, domainName: fc.constantFrom('www.example.com', 'b.s3.amazonaws.com', 'x/y') }),
        {
          ...{ minLength: 1, maxLength: 3 }
        }
      ),
      defaultCacheBehavior: fc.record(behavior),
      cacheBehaviors: fc.array(fc.record({ pathPattern: fc.constantFrom('/a', '/b', '{'), ...behavior }), {
        maxLength: 2
      }),
      aliases: fc.subarray(['www.example.com', 'Bad', 'a.example.com']),
      viewerCertificate: fc.record(certificate),
      comment: fc.string(),
      errorPages: fc.array(
        fc.record({ errorCode: fc.constantFrom(404, 500), responsePagePath: fc.constantFrom('/x', 'y') }),
        {
          maxLength: 2
        }
      )
    },
    { requiredKeys: ['origins'] }
  )
  let reported = 0
  fc.assert(
    fc.property(documents, fc.nat(), (written, n) => {
      const right = JSON.parse(JSON.stringify(written)) as DistributionCreate
      const { document: wrong } = withMisfit(right, n)
      const findings = explain(schema, wrong, 20)
      fc.pre(fits(right) && findings.length > 0)
      const whenRight = brokenCreateRules(right).map(({ pointer, detail }) => `${pointer} ${detail}`)
      // Of more than that the rules themselves report only some.
      fc.pre(whenRight.length < 20)
      const beside = brokenRules(schema, wrong, findings, { rules, fits, size: 50 })
      reported += beside.length
      for (const { pointer, detail } of beside) expect(whenRight).toContain(`${pointer} ${detail}`)
    }),
    { numRuns: 200 }
  )
  expect(reported).toBeGreaterThan(50)
})

/** The n-th value of the document becomes one of a wrong type. */
function withMisfit(right: object, n: number): { document: unknown } {
  const document = structuredClone(right)
  const places = placesIn(document)
  const [node, name] = places[n % places.length] ?? [{}, '']
  node[name] = typeof node[name] === 'boolean' ? 5 : true
  return { document }
}

test('rules are asked a bounded number of times, less of a large document', () => {
  const schema = { type: 'object', properties: { a: { enum: Array.from({ length: 12 }, (_, n) => n) } } }
  let asked = 0
  const rules = () => {
    asked += 1
    return [{ pointer: '/b', detail: 'is wrong' }]
  }
  const findings = Array.from({ length: 15 }, () => ({ path: ['a'], detail: 'x' }))
  expect(brokenRules(schema, { a: 'x' }, findings, { rules, fits: () => true, size: 10 })).toHaveLength(1)
  expect(asked).toBe(61)
  brokenRules(schema, { a: 'x' }, findings, { rules, fits: () => true, size: 1_000_000 })
  expect(asked).toBe(61 + 5)
})
