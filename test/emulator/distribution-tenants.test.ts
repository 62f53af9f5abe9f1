import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal, refusalCode } from './refusal.ts'
import { CERTIFICATE, listOf, sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, getTenant, updateTenant, WEB_ACL } from './tenant-calls.ts'

async function startMultiTenant() {
  const started = await startEmulator({ propagationSeconds: 60 })
  const { Id: distributionId } = await createMultiTenant(started.client, config => {
    config.TenantConfig = {
      ParameterDefinitions: [
        { Name: 'bucket', Definition: { StringSchema: { Required: true, DefaultValue: 'site' } } },
        { Name: 'folder', Definition: { StringSchema: { Required: false } } }
      ]
    }
  })
  return { ...started, distributionId }
}

const own = { Certificate: { Arn: CERTIFICATE } }
const list = async (client: CF.CloudFrontClient, request: CF.ListDistributionTenantsRequest = {}) =>
  (await client.send(new CF.ListDistributionTenantsCommand(request))).DistributionTenantList ?? []

test('CreateDistributionTenant: 201 with an ETag, InProgress and then Deployed', async () => {
  const { client, emulator, distributionId } = await startMultiTenant()
  const answer = await client.send(
    new CF.CreateDistributionTenantCommand({
      DistributionId: distributionId,
      Name: 'customer-1',
      Domains: [{ Domain: 'one.example.com' }],
      Parameters: [{ Name: 'folder', Value: 'one' }],
      Tags: { Items: [{ Key: 'plan', Value: 'gold' }] }
    })
  )
  expect(answer.$metadata.httpStatusCode).toBe(201)
  const Id = answer.DistributionTenant?.Id ?? ''
  expect(Id).toMatch(/^dt_\w{22}$/)
  expect(answer.DistributionTenant).toMatchObject({
    DistributionId: distributionId,
    Name: 'customer-1',
    Arn: `arn:aws:cloudfront::123456789012:distribution-tenant/${Id}`,
    Domains: [{ Domain: 'one.example.com', Status: 'inactive' }],
    Parameters: [{ Name: 'folder', Value: 'one' }],
    Tags: { Items: [{ Key: 'plan', Value: 'gold' }] },
    ConnectionGroupId: expect.stringMatching(/^cg_/) as string,
    Enabled: true,
    Status: 'InProgress'
  })
  emulator.clock.advance(60)
  const read = await getTenant(client, Id)
  expect(read.tenant).toEqual({ ...answer.DistributionTenant, Status: 'Deployed' })
  expect(read.ETag).toBe(answer.ETag)
})

test('a tenant is found by id, name, ARN and domain', async () => {
  const { client, distributionId } = await startMultiTenant()
  const { Id, ETag, tenant } = await createTenant(client, distributionId, {
    Name: 'customer',
    Domains: [{ Domain: 'one.example.com' }, { Domain: '*.example.org' }]
  })
  for (const identifier of [Id, 'customer', tenant.Arn ?? '']) {
    expect(await getTenant(client, identifier)).toEqual({ Id, ETag, tenant })
  }
  const byDomain = (Domain: string) => client.send(new CF.GetDistributionTenantByDomainCommand({ Domain }))
  expect((await byDomain('one.example.com')).DistributionTenant).toEqual(tenant)
  expect(await refusal(byDomain('two.example.com'))).toMatchObject({ code: 'EntityNotFound', status: 404 })
  expect(await refusal(getTenant(client, 'nobody'))).toMatchObject({ code: 'EntityNotFound', status: 404 })
})

test('a domain is active with a certificate of the tenant or of its distribution', async () => {
  const { client, distributionId } = await startMultiTenant()
  const status = async (distribution: string, Customizations?: CF.Customizations) =>
    (await createTenant(client, distribution, { Customizations })).tenant.Domains?.[0]?.Status
  expect(await status(distributionId)).toBe('inactive')
  expect(await status(distributionId, own)).toBe('active')
  const certified = await createMultiTenant(client, config => {
    config.ViewerCertificate = {
      ACMCertificateArn: CERTIFICATE,
      SSLSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021'
    }
  })
  expect(await status(certified.Id)).toBe('active')
})

test.each<[what: string, code: string, change: Partial<CF.CreateDistributionTenantRequest>]>([
  ['no domain', 'InvalidArgument', { Domains: [] }],
  ['a domain that is none', 'InvalidArgument', { Domains: [{ Domain: 'no domain' }] }],
  ['one domain twice', 'InvalidArgument', { Domains: [{ Domain: 'a.example.com' }, { Domain: 'a.example.com' }] }],
  ['101 domains', 'EntityLimitExceeded', { Domains: times(101, index => ({ Domain: `d${index}.example.com` })) }],
  ['a name with a blank', 'InvalidArgument', { Name: 'a b' }],
  ['a parameter that is not defined', 'InvalidArgument', { Parameters: [{ Name: 'other', Value: 'x' }] }],
  [
    'a web ACL that is overridden by nothing',
    'InvalidArgument',
    { Customizations: { WebAcl: { Action: 'override' } } }
  ],
  [
    'a certificate elsewhere',
    'InvalidArgument',
    { Customizations: { Certificate: { Arn: 'arn:aws:acm:eu-west-1:1' } } }
  ],
  ['no locations', 'InvalidArgument', { Customizations: { GeoRestrictions: { RestrictionType: 'whitelist' } } }],
  ['a tag in AWS’s name', 'InvalidTagging', { Tags: { Items: [{ Key: 'aws:x' }] } }],
  ['an unknown connection group', 'EntityNotFound', { ConnectionGroupId: 'cg_unknown' }],
  ['an unknown distribution', 'EntityNotFound', { DistributionId: 'E1234567890ABC' }]
])('a tenant with %s is refused with %s, and none is made', async (_what, code, change) => {
  const { client, distributionId } = await startMultiTenant()
  expect(await refusalCode(createTenant(client, distributionId, change))).toBe(code)
  expect(await list(client)).toEqual([])
})

test('a parameter that is required and has no default must be given', async () => {
  const { client } = await startMultiTenant()
  const { Id } = await createMultiTenant(client, config => {
    config.TenantConfig = {
      ParameterDefinitions: [{ Name: 'bucket', Definition: { StringSchema: { Required: true } } }]
    }
  })
  expect(await refusalCode(createTenant(client, Id))).toBe('InvalidArgument')
  const { tenant } = await createTenant(client, Id, { Parameters: [{ Name: 'bucket', Value: 'one' }] })
  expect(tenant.Parameters).toEqual([{ Name: 'bucket', Value: 'one' }])
})

test('a standard distribution takes no tenants', async () => {
  const { client } = await startMultiTenant()
  const { Id } = await createDistribution(client)
  expect(await refusal(createTenant(client, Id))).toMatchObject({ code: 'InvalidAssociation', status: 409 })
})

test('names are unique, and a domain belongs to one tenant or distribution', async () => {
  const { client, distributionId } = await startMultiTenant()
  const Domains = [{ Domain: 'one.example.com' }]
  await createTenant(client, distributionId, { Name: 'one', Domains })
  expect(await refusal(createTenant(client, distributionId, { Name: 'one' }))).toMatchObject({
    code: 'EntityAlreadyExists',
    status: 409
  })
  const taken = { code: 'CNAMEAlreadyExists', status: 409 }
  expect(await refusal(createTenant(client, distributionId, { Domains }))).toMatchObject(taken)
  const withAlias = (alias: string) =>
    createDistribution(
      client,
      sample(config => {
        config.Aliases = listOf(alias)
        config.ViewerCertificate = {
          ACMCertificateArn: CERTIFICATE,
          SSLSupportMethod: 'sni-only',
          MinimumProtocolVersion: 'TLSv1.2_2021'
        }
      })
    )
  expect(await refusal(withAlias('one.example.com'))).toMatchObject(taken)
  const { Id } = await withAlias('two.example.com')
  const other = createTenant(client, distributionId, { Domains: [{ Domain: 'two.example.com' }] })
  expect(await refusal(other)).toMatchObject(taken)
  const move = client.send(new CF.AssociateAliasCommand({ TargetDistributionId: Id, Alias: 'one.example.com' }))
  expect(await refusalCode(move)).toBe('IllegalUpdate')
})

test('UpdateDistributionTenant changes what is given: a new version that is InProgress', async () => {
  const { client, emulator, distributionId } = await startMultiTenant()
  const before = await createTenant(client, distributionId, { Customizations: own })
  emulator.clock.advance(60)
  const after = await updateTenant(client, before, { Domains: [{ Domain: 'new.example.com' }], Enabled: false })
  expect(after.tenant).toMatchObject({
    Name: before.tenant.Name,
    Customizations: own,
    Domains: [{ Domain: 'new.example.com', Status: 'active' }],
    Enabled: false,
    Status: 'InProgress'
  })
  expect(after.ETag).not.toBe(before.ETag)
  expect(await refusal(updateTenant(client, before, {}))).toMatchObject({ code: 'PreconditionFailed', status: 412 })
  const nonsense = updateTenant(client, { Id: before.Id, ETag: '"x"' }, {})
  expect(await refusal(nonsense)).toMatchObject({ code: 'InvalidIfMatchVersion', status: 400 })
  expect(await refusalCode(updateTenant(client, after, { Domains: [] }))).toBe('InvalidArgument')
  expect(await getTenant(client, before.Id)).toEqual(after)
})

test('DeleteDistributionTenant wants it disabled, and a distribution goes only without tenants', async () => {
  const { client, emulator } = await startMultiTenant()
  const distribution = await createMultiTenant(client)
  const tenant = await createTenant(client, distribution.Id)
  const remove = (IfMatch: string) => client.send(new CF.DeleteDistributionTenantCommand({ Id: tenant.Id, IfMatch }))
  expect(await refusal(remove(tenant.ETag))).toMatchObject({ code: 'ResourceNotDisabled', status: 409 })

  const off = await updateDistribution(client, distribution, { Enabled: false })
  emulator.clock.advance(60)
  const removeDistribution = () =>
    client.send(new CF.DeleteDistributionCommand({ Id: distribution.Id, IfMatch: off.ETag }))
  expect(await refusal(removeDistribution())).toMatchObject({ code: 'ResourceInUse', status: 409 })

  const disabled = await updateTenant(client, tenant, { Enabled: false })
  expect((await remove(disabled.ETag)).$metadata.httpStatusCode).toBe(204)
  expect(await refusalCode(getTenant(client, tenant.Id))).toBe('EntityNotFound')
  await removeDistribution()
})

test('ListDistributionTenants gives pages, and the tenants of one distribution or connection group', async () => {
  const { client, distributionId } = await startMultiTenant()
  const { Id: other } = await createMultiTenant(client)
  const made = [await createTenant(client, distributionId), await createTenant(client, distributionId)]
  const { ConnectionGroup } = await client.send(new CF.CreateConnectionGroupCommand({ Name: 'group' }))
  const apart = await createTenant(client, other, { ConnectionGroupId: ConnectionGroup?.Id })
  const first = await client.send(new CF.ListDistributionTenantsCommand({ MaxItems: 2 }))
  const rest = await list(client, { Marker: first.NextMarker })
  const listed = [...(first.DistributionTenantList ?? []), ...rest]
  expect(listed.map(({ Id }) => Id)).toEqual([...made, apart].map(({ Id }) => Id).sort())
  expect(listed.find(({ Id }) => Id === apart.Id)).toMatchObject({ ETag: apart.ETag, DistributionId: other })
  const filtered = async (filter: CF.DistributionTenantAssociationFilter) =>
    (await list(client, { AssociationFilter: filter })).map(({ Id }) => Id).sort()
  expect(await filtered({ DistributionId: distributionId })).toEqual(made.map(({ Id }) => Id).sort())
  expect(await filtered({ ConnectionGroupId: ConnectionGroup?.Id })).toEqual([apart.Id])
  expect(await refusalCode(filtered({ DistributionId: 'E1234567890ABC' }))).toBe('EntityNotFound')
})

test('ListDistributionTenantsByCustomization: by a web ACL or a certificate, not by both', async () => {
  const { client, distributionId } = await startMultiTenant()
  const certified = await createTenant(client, distributionId, { Customizations: own })
  const guarded = await createTenant(client, distributionId, {
    Customizations: { WebAcl: { Action: 'override', Arn: WEB_ACL } }
  })
  const ids = async (request: CF.ListDistributionTenantsByCustomizationRequest) =>
    (await client.send(new CF.ListDistributionTenantsByCustomizationCommand(request))).DistributionTenantList?.map(
      ({ Id }) => Id
    )
  expect(await ids({ CertificateArn: CERTIFICATE })).toEqual([certified.Id])
  expect(await ids({ WebACLArn: WEB_ACL })).toEqual([guarded.Id])
  expect(await refusalCode(ids({ CertificateArn: CERTIFICATE, WebACLArn: WEB_ACL }))).toBe('InvalidArgument')
  expect(await refusalCode(ids({}))).toBe('InvalidArgument')
})

test('a web ACL is put on a tenant and taken away again, each a new version', async () => {
  const { client, distributionId } = await startMultiTenant()
  const { Id, ETag } = await createTenant(client, distributionId, { Customizations: own })
  const put = (IfMatch: string, WebACLArn = WEB_ACL) =>
    client.send(new CF.AssociateDistributionTenantWebACLCommand({ Id, IfMatch, WebACLArn }))
  const answer = await put(ETag)
  expect(answer).toMatchObject({ Id, WebACLArn: WEB_ACL })
  const read = await getTenant(client, Id)
  expect(read.ETag).toBe(answer.ETag)
  expect(read.tenant.Customizations).toEqual({ ...own, WebAcl: { Action: 'override', Arn: WEB_ACL } })
  expect(await refusalCode(put(ETag))).toBe('PreconditionFailed')
  expect(await refusalCode(put(read.ETag, 'site'))).toBe('InvalidArgument')
  const gone = await client.send(new CF.DisassociateDistributionTenantWebACLCommand({ Id, IfMatch: read.ETag }))
  expect(await getTenant(client, Id)).toMatchObject({ ETag: gone.ETag, tenant: { Customizations: own } })
  expect((await getTenant(client, Id)).tenant.Customizations?.WebAcl).toBeUndefined()
})

test('tags of a tenant change by its ARN, and its ETag stays', async () => {
  const { client, distributionId } = await startMultiTenant()
  const { Id, ETag, tenant } = await createTenant(client, distributionId)
  const Resource = tenant.Arn
  await client.send(new CF.TagResourceCommand({ Resource, Tags: { Items: [{ Key: 'plan', Value: 'gold' }] } }))
  const read = await getTenant(client, Id)
  expect(read.tenant.Tags).toEqual({ Items: [{ Key: 'plan', Value: 'gold' }] })
  expect(read.ETag).toBe(ETag)
  await client.send(new CF.UntagResourceCommand({ Resource, TagKeys: { Items: ['plan'] } }))
  expect((await client.send(new CF.ListTagsForResourceCommand({ Resource }))).Tags?.Items ?? []).toEqual([])
})
