import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createDistribution, getDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { CERTIFICATE, listOf, sample, type Sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, getTenant, updateTenant } from './tenant-calls.ts'

const DOMAIN = 'shop.example.com'

function certified(config: Sample): void {
  config.ViewerCertificate = {
    ACMCertificateArn: CERTIFICATE,
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021'
  }
}

const withDomains = (...names: string[]) =>
  sample(config => {
    certified(config)
    if (names.length > 0) config.Aliases = listOf(...names)
  })

const move = (
  client: CF.CloudFrontClient,
  TargetResource: CF.DistributionResourceId,
  IfMatch?: string,
  Domain = DOMAIN
) => client.send(new CF.UpdateDomainAssociationCommand({ Domain, TargetResource, IfMatch }))

/** A disabled distribution that has the domain, and a tenant whose distribution has a certificate. */
async function start() {
  const { client, emulator } = await startEmulator()
  const made = await createDistribution(client, withDomains(DOMAIN, 'other.example.com'))
  const source = await updateDistribution(client, made, { Enabled: false })
  const template = await createMultiTenant(client, certified)
  const tenant = await createTenant(client, template.Id)
  return { client, emulator, source, tenant, template }
}

describe('UpdateDomainAssociation', () => {
  test('moves a domain from a disabled distribution to a tenant: both have a new version', async () => {
    const { client, source, tenant } = await start()
    const moved = await move(client, { DistributionTenantId: tenant.Id }, tenant.ETag)
    const [from, to] = [await getDistribution(client, source.Id), await getTenant(client, tenant.Id)]
    expect(moved).toMatchObject({ Domain: DOMAIN, ResourceId: tenant.Id, ETag: to.ETag })
    expect(from.config.Aliases).toEqual({ Quantity: 1, Items: ['other.example.com'] })
    expect(to.tenant.Domains?.map(({ Domain }) => Domain)).toEqual([
      ...(tenant.tenant.Domains ?? []).map(({ Domain }) => Domain),
      DOMAIN
    ])
    expect([from.ETag === source.ETag, to.ETag === tenant.ETag]).toEqual([false, false])
    const again = await move(client, { DistributionTenantId: tenant.Id }, to.ETag)
    expect(again.ETag).toBe(to.ETag)
  })

  test('moves a domain from a disabled tenant to a distribution', async () => {
    const { client, tenant } = await start()
    const [{ Domain } = {}] = tenant.tenant.Domains ?? []
    await updateTenant(client, tenant, { Enabled: false })
    const target = await createDistribution(client, withDomains())
    const { ETag } = await move(client, { DistributionId: target.Id }, target.ETag, Domain)
    const now = await getDistribution(client, target.Id)
    expect([now.config.Aliases, now.ETag]).toEqual([{ Quantity: 1, Items: [Domain] }, ETag])
  })

  test('is refused while what has the domain is enabled', async () => {
    const { client } = await startEmulator()
    const source = await createDistribution(client, withDomains(DOMAIN))
    const target = await createDistribution(client, withDomains())
    expect(await refusal(move(client, { DistributionId: target.Id }, target.ETag))).toMatchObject({
      code: 'IllegalUpdate',
      status: 400
    })
    expect((await getDistribution(client, source.Id)).ETag).toBe(source.ETag)
  })

  test('wants one target, with its version, a certificate and room for domains', async () => {
    const { client, tenant, template } = await start()
    const target = { DistributionTenantId: tenant.Id }
    const plain = await createDistribution(client)
    const cases: [() => Promise<unknown>, string, number][] = [
      [() => move(client, {}, tenant.ETag), 'InvalidArgument', 400],
      [() => move(client, { ...target, DistributionId: plain.Id }, tenant.ETag), 'InvalidArgument', 400],
      [() => move(client, { DistributionTenantId: 'dt_nobody' }, tenant.ETag), 'EntityNotFound', 404],
      [() => move(client, { DistributionId: 'ENOBODY123456' }, tenant.ETag), 'EntityNotFound', 404],
      [() => move(client, target), 'InvalidIfMatchVersion', 400],
      [() => move(client, target, plain.ETag), 'PreconditionFailed', 412],
      [() => move(client, target, tenant.ETag, 'not a domain'), 'InvalidArgument', 400],
      [() => move(client, { DistributionId: plain.Id }, plain.ETag), 'InvalidArgument', 400],
      [() => move(client, { DistributionId: template.Id }, template.ETag), 'InvalidArgument', 400]
    ]
    for (const [call, code, status] of cases) expect(await refusal(call())).toMatchObject({ code, status })
  })
})

test('ListDomainConflicts: what overlaps with the domain elsewhere, half hidden, page by page', async () => {
  const { client, source, tenant, template } = await start()
  const wild = await createTenant(client, template.Id, { Domains: [{ Domain: '*.example.com' }] })
  const ask = (input: Partial<CF.ListDomainConflictsRequest> = {}) =>
    client.send(
      new CF.ListDomainConflictsCommand({
        Domain: DOMAIN,
        DomainControlValidationResource: { DistributionTenantId: tenant.Id },
        ...input
      })
    )
  const { DomainConflicts = [], NextMarker } = await ask()
  const shown = DomainConflicts.map(({ Domain, ResourceType }) => [Domain, ResourceType])
  expect([shown, NextMarker]).toEqual([
    [
      ['*.example.com', 'distribution-tenant'],
      [DOMAIN, 'distribution']
    ],
    undefined
  ])
  for (const [conflict, id] of [
    [DomainConflicts[0], wild.Id],
    [DomainConflicts[1], source.Id]
  ] as const) {
    expect(conflict?.ResourceId).toMatch(/^\*+/)
    expect(id.endsWith(conflict?.ResourceId?.replaceAll('*', '') ?? '-')).toBe(true)
    expect(conflict?.AccountId).toBe('******789012')
  }
  const first = await ask({ MaxItems: 1 })
  const second = await ask({ MaxItems: 1, Marker: first.NextMarker })
  expect([...(first.DomainConflicts ?? []), ...(second.DomainConflicts ?? [])]).toEqual(DomainConflicts)
  const nobody = { DomainControlValidationResource: { DistributionTenantId: 'dt_nobody' } }
  expect(await refusal(ask(nobody))).toMatchObject({ code: 'EntityNotFound', status: 404 })
})

test('VerifyDnsConfiguration: nobody is asked, for the domains of a tenant or for one of them', async () => {
  const { client, tenant } = await start()
  const verify = async (Identifier: string, Domain?: string) => {
    const answer = await client.send(new CF.VerifyDnsConfigurationCommand({ Identifier, Domain }))
    return answer.DnsConfigurationList?.map(each => [each.Domain, each.Status])
  }
  const [{ Domain } = {}] = tenant.tenant.Domains ?? []
  const expected = [[Domain, 'unknown-configuration']]
  for (const identifier of [tenant.Id, tenant.tenant.Name ?? '', tenant.tenant.Arn ?? ''])
    expect(await verify(identifier)).toEqual(expected)
  expect(await verify(tenant.Id, Domain)).toEqual(expected)
  expect(await refusal(verify(tenant.Id, 'elsewhere.example.com'))).toMatchObject({ code: 'EntityNotFound' })
  expect(await refusal(verify('dt_nobody'))).toMatchObject({ code: 'EntityNotFound', status: 404 })
})

test('GetManagedCertificateDetails: a certificate that was asked for is issued by the clock', async () => {
  const { client, emulator, template, tenant } = await start()
  const details = async (Identifier: string) =>
    (await client.send(new CF.GetManagedCertificateDetailsCommand({ Identifier }))).ManagedCertificateDetails
  expect(await refusal(details(tenant.Id))).toMatchObject({ code: 'EntityNotFound', status: 404 })
  const other = await createTenant(client, template.Id, {
    Domains: [{ Domain: 'new.example.com' }],
    ManagedCertificateRequest: { ValidationTokenHost: 'self-hosted' }
  })
  const pending = await details(other.Id)
  expect(pending).toMatchObject({
    CertificateStatus: 'pending-validation',
    ValidationTokenHost: 'self-hosted',
    ValidationTokenDetails: [{ Domain: 'new.example.com' }]
  })
  expect(pending?.CertificateArn).toMatch(/^arn:aws:acm:us-east-1:123456789012:certificate\/[0-9a-f-]{36}$/)
  emulator.clock.advance(60)
  expect(await details(other.tenant.Name ?? '')).toEqual({ ...pending, CertificateStatus: 'issued' })
  await updateTenant(client, tenant, { ManagedCertificateRequest: { ValidationTokenHost: 'cloudfront' } })
  expect(await details(tenant.Id)).toMatchObject({ CertificateStatus: 'pending-validation' })
})
