import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { invalidate, updateDistribution } from '../distribution-calls.ts'
import { refusalCode } from '../refusal.ts'
import { createMultiTenant, createTenant, invalidateTenant, updateTenant } from '../tenant-calls.ts'
import { bucket, listOf, type Sample } from '../sample-config.ts'
import { inFrontOf, localOrigin, startEdge, startOrigin } from './start-edge.ts'

const definition = (Name: string, DefaultValue?: string): CF.ParameterDefinition => ({
  Name,
  Definition: { StringSchema: { Required: DefaultValue === undefined, DefaultValue } }
})

/** A multi-tenant distribution whose origin is `<site>.localhost`, below a path of the tenant's plan. */
async function startTenants(change: (config: Sample) => void = () => undefined) {
  const origin = await startOrigin((request, response) =>
    response.setHeader('Tag', 'all').end(`${request.headers.host?.split(':')[0]} ${request.url}`)
  )
  const started = await startEdge()
  const { client, emulator, ask } = started
  const distribution = await createMultiTenant(client, config => {
    inFrontOf(localOrigin(origin.port, { DomainName: '{{site}}.localhost', OriginPath: '/{{plan}}' }))(config)
    config.TenantConfig = { ParameterDefinitions: [definition('site'), definition('plan', 'free')] }
    config.DefaultRootObject = 'index.html'
    config.CacheTagConfig = { HeaderName: 'Tag' }
    change(config)
  })
  const tenant = async (site: string, more: Partial<CF.CreateDistributionTenantRequest> = {}) => {
    const made = await createTenant(client, distribution.Id, {
      Domains: [{ Domain: `${site}.example.com` }],
      Parameters: [{ Name: 'site', Value: site }],
      ...more
    })
    emulator.clock.advance(60)
    const get = (path: string, headers: Record<string, string> = {}) =>
      ask(path, { host: `${site}.example.com`, headers })
    return { ...made, get }
  }
  return { ...started, origin, distribution, tenant }
}

test('each tenant is served at its domains, with its parameters or their defaults in the origin', async () => {
  const { tenant, ask } = await startTenants()
  const one = await tenant('one')
  const two = await tenant('two', {
    Domains: [{ Domain: 'two.example.com' }, { Domain: '*.two.example.com' }],
    Parameters: [
      { Name: 'site', Value: 'two' },
      { Name: 'plan', Value: 'paid' }
    ]
  })
  expect((await one.get('/a')).text).toBe('one.localhost /free/a')
  expect((await two.get('/a')).text).toBe('two.localhost /paid/a')
  expect((await ask('/', { host: 'x.TWO.example.com:8082' })).text).toBe('two.localhost /paid/index.html')
  expect((await ask('/b', { host: 'one.example.com.localhost' })).text).toBe('one.localhost /free/b')
})

test('neither the distribution nor a routing endpoint leads to a tenant by its own name', async () => {
  const { tenant, ask, client, distribution } = await startTenants()
  await tenant('one')
  const { ConnectionGroups } = await client.send(new CF.ListConnectionGroupsCommand({}))
  const endpoint = ConnectionGroups?.[0]?.RoutingEndpoint ?? ''
  expect(endpoint).toMatch(/cloudfront\.net$/)
  for (const host of [endpoint, endpoint.replace(/net$/, 'localhost'), distribution.distribution.DomainName ?? '']) {
    expect((await ask('/a', { host })).status).toBe(403)
  }
})

test('a tenant is served when it is deployed, and as it was until a change of it is', async () => {
  const { client, emulator, distribution, ask } = await startTenants()
  const asked = () => ask('/a', { host: 'one.example.com' })
  const made = await createTenant(client, distribution.Id, {
    Domains: [{ Domain: 'one.example.com' }],
    Parameters: [{ Name: 'site', Value: 'one' }]
  })
  expect((await asked()).status).toBe(403)
  emulator.clock.advance(60)
  expect((await asked()).text).toBe('one.localhost /free/a')
  await updateTenant(client, made, { Parameters: [{ Name: 'site', Value: 'new' }] })
  await invalidateTenant(client, made.Id, ['/*'])
  emulator.clock.advance(59)
  expect((await asked()).text).toBe('one.localhost /free/a')
  emulator.clock.advance(1)
  expect((await asked()).text).toBe('new.localhost /free/a')
})

test('a disabled tenant, connection group or distribution answers nobody, and it is said which', async () => {
  const { client, emulator, tenant, distribution } = await startTenants()
  const { ConnectionGroup } = await client.send(new CF.CreateConnectionGroupCommand({ Name: 'others' }))
  const one = await tenant('one')
  const two = await tenant('two', { ConnectionGroupId: ConnectionGroup?.Id })
  const answer = async ({ get }: typeof one) => {
    const { status, headers } = await get('/a', { 'X-Frontage-Edge': '1' })
    return [status, /detail=(.*)/.exec(String(headers['x-frontage-edge']))?.[1]]
  }
  const answers = async () => [await answer(one), await answer(two)]
  const served = [200, undefined]
  expect(await answers()).toEqual([served, served])
  const disabled = await updateTenant(client, one, { Enabled: false })
  emulator.clock.advance(60)
  expect(await answers()).toEqual([[403, `the distribution tenant ${one.Id} is disabled`], served])
  await updateTenant(client, disabled, { Enabled: true })
  const group = await client.send(new CF.GetConnectionGroupCommand({ Identifier: ConnectionGroup?.Id }))
  const { Id } = group.ConnectionGroup ?? {}
  await client.send(new CF.UpdateConnectionGroupCommand({ Id, IfMatch: group.ETag, Enabled: false }))
  emulator.clock.advance(60)
  expect(await answers()).toEqual([served, [403, `the connection group of the tenant ${two.Id} is disabled`]])
  await updateDistribution(client, distribution, { Enabled: false })
  emulator.clock.advance(60)
  const nobody = [403, `the distribution ${distribution.Id} is disabled`]
  expect(await answers()).toEqual([nobody, nobody])
})

test('a value that ends a host in a URL leads nowhere', async () => {
  const { tenant, log } = await startTenants()
  // Each of them, with what follows in the origin's name, is an address of a host that is allowed.
  for (const [index, site] of ['127.0.0.1/x', '127.0.0.1#', '127.0.0.1?'].entries()) {
    const Domain = `odd-${index}.example.com`
    const odd = await tenant('odd', { Domains: [{ Domain }], Parameters: [{ Name: 'site', Value: site }] })
    expect((await odd.get('/a', { Host: Domain })).status, site).toBe(502)
    const warnings = log.splice(0).filter(({ level }) => level === 'warn')
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('LOCAL_EDGE_ORIGINS')])
  }
})

test('the name of a tenant whose connection group is gone is not handed on to the wildcard of another', async () => {
  const { client, emulator, tenant, ask } = await startTenants()
  const { ConnectionGroup, ETag } = await client.send(new CF.CreateConnectionGroupCommand({ Name: 'others' }))
  const { Id } = ConnectionGroup ?? {}
  const one = await tenant('one', { ConnectionGroupId: Id })
  await tenant('two', { Domains: [{ Domain: '*.example.com' }] })
  const { ConnectionGroups = [] } = await client.send(new CF.ListConnectionGroupsCommand({}))
  const other = ConnectionGroups.find(group => group.Id !== Id)?.Id
  await updateTenant(client, one, { ConnectionGroupId: other })
  const disabled = await client.send(new CF.UpdateConnectionGroupCommand({ Id, IfMatch: ETag, Enabled: false }))
  await client.send(new CF.DeleteConnectionGroupCommand({ Id, IfMatch: disabled.ETag }))
  expect((await ask('/a', { host: 'one.example.com' })).status).toBe(403)
  expect((await ask('/a', { host: 'x.example.com' })).text).toBe('two.localhost /free/a')
  emulator.clock.advance(60)
  expect((await ask('/a', { host: 'one.example.com' })).text).toBe('one.localhost /free/a')
})

test('tenants share no objects; an invalidation of one leaves the others’, one of the distribution reaches all', async () => {
  const { client, emulator, tenant, distribution, ask } = await startTenants()
  const one = await tenant('one', { Domains: [{ Domain: 'one.example.com' }, { Domain: 'also.example.com' }] })
  const two = await tenant('two')
  const results = async (path: string) =>
    [await one.get(path), await two.get(path)].map(({ headers }) => String(headers['x-cache']).split(' ')[0])
  expect(await results('/')).toEqual(['Miss', 'Miss'])
  expect(await results('/')).toEqual(['Hit', 'Hit'])
  expect((await ask('/', { host: 'also.example.com' })).headers['x-cache']).toBe('Hit from cloudfront')
  const completed = async (made: Promise<unknown>) => {
    await made
    emulator.clock.advance(60)
    return results('/')
  }
  // The root object of its distribution stands for it.
  expect(await completed(invalidateTenant(client, one.Id, ['/']))).toEqual(['Miss', 'Hit'])
  expect(await completed(invalidateTenant(client, two.Id, ['#all']))).toEqual(['Hit', 'Miss'])
  expect(await completed(invalidate(client, distribution.Id, ['/*']))).toEqual(['Miss', 'Miss'])
  expect(await completed(invalidate(client, distribution.Id, ['#ALL']))).toEqual(['Miss', 'Miss'])
})

test('header, list of requests and functions name the tenant', async () => {
  const arn = 'arn:aws:cloudfront::123456789012:function/context'
  const { client, tenant, distribution, emulator } = await startTenants()
  const code = 'function handler({ context }) { return { statusCode: 200, body: JSON.stringify(context) } }'
  const { ETag } = await client.send(
    new CF.CreateFunctionCommand({
      Name: 'context',
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: Buffer.from(code)
    })
  )
  await client.send(new CF.PublishFunctionCommand({ Name: 'context', IfMatch: ETag }))
  const one = await tenant('one')
  const { headers } = await one.get('/a', { 'X-Frontage-Edge': '1' })
  expect(headers['x-frontage-edge']).toContain(`distribution=${distribution.Id}; tenant=${one.Id}; behavior=*`)
  await expect.poll(() => emulator.edge?.lastRequests(1)[0]).toMatchObject({ tenant: one.Id, host: 'one.example.com' })
  const FunctionAssociations = listOf({ EventType: 'viewer-request' as const, FunctionARN: arn })
  const { DefaultCacheBehavior } = distribution.config
  await updateDistribution(client, distribution, {
    DefaultCacheBehavior: { ...DefaultCacheBehavior, FunctionAssociations } as CF.DefaultCacheBehavior
  })
  emulator.clock.advance(60)
  const context = JSON.parse((await one.get('/b')).text) as Record<string, string>
  const { ConnectionGroups } = await client.send(new CF.ListConnectionGroupsCommand({}))
  expect(context).toMatchObject({ distributionId: distribution.Id, endpoint: ConnectionGroups?.[0]?.RoutingEndpoint })
  expect(context).not.toHaveProperty('distributionDomainName')
})

test('a multi-tenant distribution alone may have parameters in its origins, in well-formed places', async () => {
  const { client } = await startEdge()
  const withOrigin = (origin: CF.Origin) => (config: Sample) => {
    inFrontOf(origin)(config)
    config.TenantConfig = { ParameterDefinitions: [definition('a', 'b')] }
  }
  const parameters = { DomainName: '{{a}}.example.com', OriginPath: '{{a}}' }
  expect((await createMultiTenant(client, withOrigin(localOrigin(80, parameters)))).Id).toBeDefined()
  expect((await createMultiTenant(client, withOrigin(bucket('b', { DomainName: '{{a}}' })))).Id).toBeDefined()
  for (const change of [{ DomainName: '{{a b}}.example.com' }, { DomainName: '{{a}}:1' }, { OriginPath: '{{a}}/' }]) {
    expect(await refusalCode(createMultiTenant(client, withOrigin(localOrigin(80, change))))).toBe('InvalidArgument')
  }
  const standard = createMultiTenant(client, config => {
    inFrontOf(localOrigin(80, parameters))(config)
    delete config.ConnectionMode
  })
  expect(await refusalCode(standard)).toBe('InvalidArgument')
})
