import { describe, expect, test } from 'vitest'
import { CERTIFICATE, places, WEB_ACL } from './start-distribution.ts'
import { createRealtimeLogConfig } from '../emulator/own-references.ts'
import { table } from '../../src/resources/families/table.ts'
import { startApp } from '../helpers/start-app.ts'

const HEADERS_POLICY = '60669652-455b-4ae9-85a4-c4c02393f86c'
const LOG_CONFIG = 'arn:aws:cloudfront::123456789012:realtime-log-config/clicks'

const certificate = { acmCertificateArn: CERTIFICATE }
const distributions = {
  shop: {
    aliases: ['shop.example.com'],
    viewerCertificate: certificate,
    tags: { team: 'web', stage: 'production' },
    defaultCacheBehavior: { responseHeadersPolicyId: HEADERS_POLICY }
  },
  wild: { aliases: ['*.example.com'], viewerCertificate: certificate, tags: { team: 'web', stage: 'test' } },
  bucket: { origins: [{ domainName: 'MyBucket.s3.amazonaws.com' }], tags: { 'cost:center': '7' } },
  guarded: { webAclId: WEB_ACL, defaultCacheBehavior: { responseHeadersPolicyId: HEADERS_POLICY } },
  logged: { defaultCacheBehavior: { realtimeLogConfigArn: LOG_CONFIG, cachePolicy: 'CachingDisabled' } }
}
type Name = keyof typeof distributions

async function startWithMany() {
  const started = await startApp()
  await createRealtimeLogConfig(started.cloudfront, 'clicks')
  const ids = new Map<string, Name>()
  for (const [name, body] of Object.entries(distributions)) {
    const created = await started.request
      .post('/distributions')
      .send({ origins: [{ domainName: 'www.example.com' }], ...body })
    if (created.status !== 201) throw new Error(created.text)
    // The keys were just listed.
    ids.set(created.body.id, name as Name)
  }
  const namesIn = (body: { items: { id: string }[] }) => body.items.map(({ id }) => ids.get(id))
  return { ...started, ids, namesIn }
}

const rows: [query: string, expected: Name[]][] = [
  ['alias=shop.example.com', ['shop', 'wild']],
  ['alias=SHOP.example.com', ['shop', 'wild']],
  ['alias=a.b.example.com', ['wild']],
  ['alias=*.example.com', ['wild']],
  ['alias=example.com', []],
  ['alias=shop.example.org', []],
  ['originDomain=mybucket.s3.amazonaws.com', ['bucket']],
  ['originDomain=s3.amazonaws.com', []],
  ['tag=team', ['shop', 'wild']],
  ['tag=team:web', ['shop', 'wild']],
  ['tag=team:web&tag=stage:test', ['wild']],
  ['tag=tea', []],
  ['tag=cost:center', ['bucket']],
  ['tag=cost:center:7', ['bucket']],
  [`responseHeadersPolicyId=${HEADERS_POLICY}`, ['shop', 'guarded']],
  ['cachePolicyId=4135ea2d-6df8-44a3-9df3-4b5a84be39ad', ['logged']],
  [`webAclId=${WEB_ACL}`, ['guarded']],
  ['webAclId=null', ['shop', 'wild', 'bucket', 'logged']],
  [`realtimeLogConfigArn=${LOG_CONFIG}`, ['logged']],
  ['realtimeLogConfigName=clicks', ['logged']],
  ['connectionMode=tenant-only', []],
  ['connectionMode=direct', ['shop', 'wild', 'bucket', 'guarded', 'logged']],
  [`webAclId=null&responseHeadersPolicyId=${HEADERS_POLICY}`, ['shop']],
  [`webAclId=null&connectionMode=direct&originDomain=www.example.com&tag=team`, ['shop', 'wild']],
  [`alias=shop.example.com&tag=stage:production`, ['shop']]
]

describe('GET /distributions with filters', () => {
  test('each filter, and filters together, list those that pass', { timeout: 30_000 }, async () => {
    const { request, namesIn } = await startWithMany()
    for (const [query, expected] of rows) {
      const response = await request.get(`/distributions?${query}`)
      expect(response.status, `${query}: ${response.text}`).toBe(200)
      expect(namesIn(response.body).sort(), query).toEqual(expected.toSorted())
      expect(response.body, query).not.toHaveProperty('nextCursor')
    }
  })

  test('what a filter names must exist where CloudFront wants it to', async () => {
    const { request } = await startWithMany()
    const response = await request.get('/distributions?keyGroupId=00000000-0000-4000-8000-000000000000')
    expect([response.status, response.body.code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('what is shared with other accounts finds those that use it', async () => {
    const { request } = await startApp()
    const vpcOrigin = table.find(({ address }) => address === 'vpc-origins')?.example
    const { body: shared } = await request.post('/vpc-origins').send(vpcOrigin).expect(201)
    const origin = { domainName: 'internal.example.com', vpcOriginConfig: { vpcOriginId: shared.id } }
    const { body } = await request
      .post('/distributions')
      .send({ origins: [origin] })
      .expect(201)
    const found = await request.get(`/distributions?ownedResourceArn=${encodeURIComponent(shared.arn)}`).expect(200)
    expect(found.body.items.map(({ id }: { id: string }) => id)).toEqual([body.id])
  })

  test('pages through all that pass, each once, with Link keeping the filters', async () => {
    const { request, namesIn } = await startWithMany()
    for (const query of [
      'webAclId=null',
      'originDomain=www.example.com',
      'tag=team',
      `connectionMode=direct&tag=team`
    ]) {
      const all = namesIn((await request.get(`/distributions?${query}`)).body)
      const seen: unknown[] = []
      let next: string | undefined = `/distributions?${query}&limit=1`
      while (next) {
        const page = await request.get(next)
        expect(page.status, page.text).toBe(200)
        expect(page.body.items.length).toBeLessThanOrEqual(1)
        seen.push(...namesIn(page.body))
        next = /^<([^>]+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1]
      }
      expect(seen, query).toEqual(all)
    }
  })

  test('aliases and origins are answered by the list alone: one call, none per distribution', async () => {
    const { request, emulator } = await startWithMany()
    emulator.calls.clear()
    await request.get('/distributions?alias=shop.example.com&originDomain=www.example.com')
    expect(emulator.calls.counts()).toEqual({ ListDistributions: 1 })
  })

  test("one filter that CloudFront's own list answers is one call, with the limit", async () => {
    const { request, emulator } = await startWithMany()
    emulator.calls.clear()
    const page = await request.get('/distributions?webAclId=null&limit=2')
    expect([page.body.items.length, emulator.calls.counts()]).toEqual([2, { ListDistributionsByWebACLId: 1 }])
  })

  test('404 where CloudFront says that what a filter names does not exist', async () => {
    const { request } = await startWithMany()
    for (const [query, code] of [
      ['cachePolicyId=00000000-0000-4000-8000-000000000000', 'CACHE_POLICY_NOT_FOUND'],
      ['anycastIpListId=aip_none', 'RESOURCE_NOT_FOUND'],
      ['vpcOriginId=vo_none', 'RESOURCE_NOT_FOUND'],
      ['connectionFunctionId=cf_none', 'RESOURCE_NOT_FOUND'],
      ['trustStoreId=ts_none', 'RESOURCE_NOT_FOUND'],
      ['ownedResourceArn=arn:aws:cloudfront::123456789012:vpcorigin/vo_none', 'RESOURCE_NOT_FOUND']
    ]) {
      const response = await request.get(`/distributions?${query}`)
      expect([query, response.status, response.body.code]).toEqual([query, 404, code])
    }
  })

  test('400 names the parameter that is wrong', async () => {
    const { request } = await startApp()
    for (const query of ['alias=', 'connectionMode=both', 'tags=team', 'alias=a.example.com&alias=b.example.com']) {
      const response = await request.get(`/distributions?${query}`)
      expect([response.status, places(response.body)]).toEqual([400, [query.split('=')[0]]])
    }
  })
})
