import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { createDistribution, getDistribution, updateDistribution } from './distribution-calls.ts'
import { refusal } from './refusal.ts'
import { CERTIFICATE, listOf, sample, type Sample, times } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'

/** A distribution with a certificate and these aliases. */
const withAliases = (...names: string[]) =>
  sample(config => {
    config.ViewerCertificate = {
      ACMCertificateArn: CERTIFICATE,
      SSLSupportMethod: 'sni-only',
      MinimumProtocolVersion: 'TLSv1.2_2021'
    }
    if (names.length > 0) config.Aliases = listOf(...names)
  })
const changed = (config: Sample, change: (config: Sample) => void) => {
  change(config)
  return config
}

const associate = (client: CF.CloudFrontClient, TargetDistributionId: string, Alias: string) =>
  client.send(new CF.AssociateAliasCommand({ TargetDistributionId, Alias }))
const conflicts = async (client: CF.CloudFrontClient, DistributionId: string, Alias: string, paging = {}) => {
  const input = { DistributionId, Alias, ...paging }
  return (await client.send(new CF.ListConflictingAliasesCommand(input))).ConflictingAliasesList
}
const aliasesOf = async (client: CF.CloudFrontClient, Id: string) => (await getDistribution(client, Id)).config.Aliases

describe('AssociateAlias', () => {
  test('moves an alias in one step: both distributions have a new version and are InProgress', async () => {
    const { client, emulator } = await startEmulator({ propagationSeconds: 60 })
    const source = await createDistribution(client, withAliases('a.example.com', 'b.example.com'))
    const target = await createDistribution(client, withAliases('c.example.com'))
    emulator.clock.advance(60)
    expect((await associate(client, target.Id, 'a.example.com')).$metadata.httpStatusCode).toBe(200)
    const now = [await getDistribution(client, source.Id), await getDistribution(client, target.Id)]
    expect(now.map(({ config }) => config.Aliases)).toEqual([
      { Quantity: 1, Items: ['b.example.com'] },
      { Quantity: 2, Items: ['c.example.com', 'a.example.com'] }
    ])
    expect(now.map(({ distribution }) => distribution.Status)).toEqual(['InProgress', 'InProgress'])
    expect(now[0]?.ETag).not.toBe(source.ETag)
    expect(now[1]?.ETag).not.toBe(target.ETag)
  })

  test('takes the last alias of its source, too, which can then be updated as it is', async () => {
    const { client } = await startEmulator()
    const { Id } = await createDistribution(client, withAliases('a.example.com'))
    const target = await createDistribution(client, withAliases())
    await associate(client, target.Id, 'a.example.com')
    expect(await aliasesOf(client, Id)).toEqual({ Quantity: 0 })
    await updateDistribution(client, await getDistribution(client, Id), { Comment: 'moved away' })
  })

  test('adds an alias that nobody has, and changes nothing when it is repeated', async () => {
    const { client } = await startEmulator()
    const { Id } = await createDistribution(client, withAliases())
    await associate(client, Id, 'a.example.com')
    const { ETag } = await getDistribution(client, Id)
    await associate(client, Id, 'a.example.com')
    expect((await getDistribution(client, Id)).ETag).toBe(ETag)
  })

  test('answers NoSuchDistribution for an unknown target', async () => {
    const { client } = await startEmulator()
    const call = associate(client, 'E1234567890ABC', 'a.example.com')
    expect(await refusal(call)).toMatchObject({ code: 'NoSuchDistribution', status: 404 })
  })

  test.each([
    ['a target without a certificate', sample(), 'a.example.com', 'InvalidArgument'],
    ['what cannot be an alias', withAliases(), 'A.example.com', 'InvalidArgument'],
    ['a staging distribution', changed(withAliases(), each => (each.Staging = true)), 'a.example.com', 'IllegalUpdate'],
    [
      'a multi-tenant distribution',
      changed(withAliases(), each => (each.ConnectionMode = 'tenant-only')),
      'a.example.com',
      'IllegalUpdate'
    ],
    [
      'a target that has 100 aliases',
      withAliases(...times(100, index => `n${index}.example.com`)),
      'a.example.com',
      'TooManyDistributionCNAMEs'
    ]
  ])('refuses %s, and leaves the alias where it is', async (_case, config, alias, code) => {
    const { client } = await startEmulator()
    const source = await createDistribution(client, withAliases('a.example.com'))
    const { Id } = await createDistribution(client, config)
    expect(await refusal(associate(client, Id, alias))).toMatchObject({ code, status: 400 })
    expect(await aliasesOf(client, source.Id)).toEqual({ Quantity: 1, Items: ['a.example.com'] })
  })
})

describe('ListConflictingAliases', () => {
  test('names the same alias and those that overlap by a wildcard, with half of each id hidden', async () => {
    const { client } = await startEmulator()
    const { Id } = await createDistribution(client, withAliases('www.example.com', '*.example.com', 'example.com'))
    await createDistribution(client, withAliases('www.example.org', '*.sub.example.com'))
    const asking = await createDistribution(client, withAliases())
    const hidden = { DistributionId: `*******${Id.slice(7)}`, AccountId: '******789012' }
    expect(await conflicts(client, asking.Id, 'www.example.com')).toEqual({
      MaxItems: 100,
      Quantity: 2,
      Items: [
        { Alias: '*.example.com', ...hidden },
        { Alias: 'www.example.com', ...hidden }
      ]
    })
  })

  test('of a wildcard names everything below it, however deep', async () => {
    const { client } = await startEmulator()
    await createDistribution(client, withAliases('www.example.com', 'a.b.example.com', 'example.com', 'badexample.com'))
    const asking = await createDistribution(client, withAliases())
    const found = await conflicts(client, asking.Id, '*.example.com')
    expect(found?.Items?.map(({ Alias }) => Alias)).toEqual(['a.b.example.com', 'www.example.com'])
  })

  test('leaves out the distribution that asks, and ends with an absent NextMarker', async () => {
    const { client } = await startEmulator()
    await createDistribution(client, withAliases('a.example.com', 'b.example.com', 'c.example.com'))
    const { Id } = await createDistribution(client, withAliases('*.example.com'))
    const first = await conflicts(client, Id, '*.example.com', { MaxItems: 2 })
    expect(first).toMatchObject({ MaxItems: 2, Quantity: 2, NextMarker: 'b.example.com' })
    const second = await conflicts(client, Id, '*.example.com', { MaxItems: 2, Marker: first?.NextMarker })
    expect(second?.Items?.map(({ Alias }) => Alias)).toEqual(['c.example.com'])
    expect(second).not.toHaveProperty('NextMarker')
    expect(await conflicts(client, Id, 'elsewhere.org')).toEqual({ MaxItems: 100, Quantity: 0 })
  })

  test('refuses an unknown distribution, one without a certificate, and what cannot be an alias', async () => {
    const { client } = await startEmulator()
    const bare = await createDistribution(client)
    const asking = await createDistribution(client, withAliases())
    const code = async (id: string, alias: string) => (await refusal(conflicts(client, id, alias))).code
    expect(await code('E1234567890ABC', 'a.example.com')).toBe('NoSuchDistribution')
    expect(await code(bare.Id, 'a.example.com')).toBe('InvalidArgument')
    expect(await code(asking.Id, 'not an alias')).toBe('InvalidArgument')
  })
})
