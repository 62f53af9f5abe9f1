import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const definition = (name: string, defaultValue?: string) => ({
  name,
  definition: { stringSchema: { required: defaultValue === undefined, defaultValue } }
})

/** A multi-tenant distribution with parameters in its origin, and a tenant of it in a connection group of its own. */
async function startTenant() {
  const { request } = await startApp()
  const { body: distribution } = await request
    .post('/distributions')
    .send({
      connectionMode: 'tenant-only',
      origins: [{ id: 'site', domainName: '{{site}}.example.org', originPath: '/{{plan}}' }],
      defaultRootObject: 'index.html',
      tenantConfig: { parameterDefinitions: [definition('site'), definition('plan', 'free')] }
    })
    .expect(201)
  const { body: group } = await request.post('/connection-groups').send({ name: 'group' }).expect(201)
  const { body: tenant } = await request
    .post('/distribution-tenants')
    .send({
      name: 'one',
      distributionId: distribution.id,
      connectionGroupId: group.id,
      domains: [{ domain: 'one.example.com' }, { domain: '*.shops.example.com' }],
      parameters: [{ name: 'site', value: 'first' }]
    })
    .expect(201)
  const explain = (url: string, id: string = distribution.id) =>
    request.post(`/distributions/${id}/explain`).send({ url })
  return { request, distribution, group, tenant, explain }
}

test('a request to a tenant’s domain is explained with its parameters filled in', async () => {
  const { explain, tenant } = await startTenant()
  const { body } = await explain('https://one.example.com/').expect(200)
  expect(body).toMatchObject({
    outcome: 'served',
    request: { host: 'one.example.com', path: '/index.html', distributionTenantId: tenant.id },
    origins: [{ id: 'site', pointer: '/origins/0', hostname: 'first.example.org', path: '/free/index.html' }]
  })
  expect(body.because[0]).toEqual({
    decision: 'distribution',
    detail: `one.example.com is a domain of the distribution tenant ${tenant.id}, or below one.`
  })
  expect(body.because).toContainEqual({
    decision: 'origin',
    pointer: '/origins/0/domainName',
    detail: '{{site}}.example.org is first.example.org for this tenant.'
  })
  expect(body.because).toContainEqual({
    decision: 'origin',
    pointer: '/origins/0/originPath',
    detail: '/{{plan}} is /free for this tenant.'
  })
})

test('a wildcard of a tenant covers names below it, and the local form of a name is the name', async () => {
  const { explain } = await startTenant()
  for (const host of ['a.shops.example.com', 'a.b.shops.example.com', 'one.example.com.localhost:8082']) {
    expect((await explain(`https://${host}/a`).expect(200)).body.outcome).toBe('served')
  }
})

test('a host of no tenant, or of a tenant of another distribution: 400', async () => {
  const { request, explain, tenant } = await startTenant()
  const other = await request.post('/distributions').send({
    connectionMode: 'tenant-only',
    origins: [{ domainName: 'www.example.org' }]
  })
  for (const [url, id] of [
    ['https://two.example.com/', undefined],
    ['https://shops.example.com/', undefined],
    ['https://one.example.com/', other.body.id]
  ] as const) {
    const { status, body } = await explain(url, id)
    expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED'])
    expect(body.errors).toEqual([
      { pointer: '/url', detail: 'The host does not belong to a tenant of this distribution.' }
    ])
    expect(JSON.stringify(body)).not.toContain(tenant.id)
  }
})

test('a disabled tenant, connection group or distribution refuses, and it is said which', async () => {
  const { request, explain, distribution, group, tenant } = await startTenant()
  const refused = async (detail: string) => {
    const { body } = await explain('https://one.example.com/').expect(200)
    expect([body.outcome, body.answer.status, body.because.at(-1).detail]).toEqual(['refused', 403, detail])
  }
  await request.patch(`/connection-groups/${group.id}`).send({ enabled: false }).expect(200)
  await refused('The connection group of the tenant is disabled, so it does not serve viewers.')
  await request.patch(`/distribution-tenants/${tenant.id}`).send({ enabled: false }).expect(200)
  await refused('The distribution tenant is disabled, so it does not serve viewers.')
  await request.patch(`/distributions/${distribution.id}`).send({ enabled: false }).expect(200)
  await refused('The distribution is disabled, so it does not serve viewers.')
})

test('a name that another distribution or tenant has more closely is served there, and explained there', async () => {
  const { request, explain, distribution } = await startTenant()
  const certificate = {
    acmCertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db',
    sslSupportMethod: 'sni-only',
    minimumProtocolVersion: 'TLSv1.2_2021'
  }
  const standard = (alias: string) =>
    request
      .post('/distributions')
      .send({ origins: [{ domainName: 'www.example.org' }], aliases: [alias], viewerCertificate: certificate })
      .expect(201)
  const { body: exact } = await standard('a.shops.example.com')
  const { body: wide } = await standard('*.example.com')
  for (const [id, host, status] of [
    [exact.id, 'a.shops.example.com', 200],
    [distribution.id, 'a.shops.example.com', 400],
    [wide.id, 'a.shops.example.com', 400],
    [distribution.id, 'b.shops.example.com', 200],
    [wide.id, 'b.shops.example.com.localhost', 400],
    [wide.id, 'one.example.com', 400],
    [wide.id, 'b.example.com.localhost:8082', 200]
  ] as const) {
    const response = await explain(`https://${host}/`, id)
    expect([id, host, response.status], response.text).toEqual([id, host, status])
  }
  const { body } = await explain('https://one.example.com/', wide.id)
  expect(body.errors).toEqual([
    {
      pointer: '/url',
      detail: 'Another distribution or tenant has a name that covers the host more closely, and serves its viewers.'
    }
  ])
})

test('a tenant’s domain may end in .localhost', async () => {
  const { request, explain, distribution } = await startTenant()
  const domains = [{ domain: 'shop.example.localhost' }]
  const parameters = [{ name: 'site', value: 'second' }]
  await request
    .post('/distribution-tenants')
    .send({ name: 'two', distributionId: distribution.id, domains, parameters })
    .expect(201)
  const { body } = await explain('https://shop.example.localhost/').expect(200)
  expect([body.request.host, body.origins[0].hostname]).toEqual(['shop.example.localhost', 'second.example.org'])
})

test('local names of other distributions and tenants are translated in Origin and Referer', async () => {
  const { request } = await startTenant()
  const { body: other } = await request
    .post('/distributions')
    .send({ origins: [{ domainName: 'www.example.org' }] })
    .expect(201)
  const { body: api } = await request
    .post('/distributions')
    .send({
      origins: [{ domainName: 'api.example.org' }],
      defaultCacheBehavior: { cachePolicy: 'CachingDisabled', originRequestPolicy: 'AllViewer' }
    })
    .expect(201)
  const headers = {
    Origin: `http://${other.domainName.replace('.net', '.localhost')}:8082`,
    Referer: 'http://one.example.com.localhost:8082/a'
  }
  const { body } = await request
    .post(`/distributions/${api.id}/explain`)
    .send({ url: `https://${api.domainName}/`, headers })
    .expect(200)
  expect(body.origins[0].headers).toMatchObject({
    Origin: `https://${other.domainName}`,
    Referer: 'https://one.example.com/a'
  })
})
