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
