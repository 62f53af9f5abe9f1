import * as CF from '@aws-sdk/client-cloudfront'
import { expect, test } from 'vitest'
import { createDistribution, invalidate } from './distribution-calls.ts'
import { createKey, createReferences } from './own-references.ts'
import { CERTIFICATE, listOf, sample, type Sample } from './sample-config.ts'
import { startEmulator } from './start-emulator.ts'
import { createMultiTenant, createTenant, invalidateTenant, WEB_ACL } from './tenant-calls.ts'

type PaginatorName = Extract<keyof typeof CF, `paginate${string}`>

interface Made {
  /** What the list needs to be asked for. */
  readonly input?: object
  /** What its items are told apart by. */
  readonly label?: string
  readonly labels: readonly unknown[]
}

/** Makes three items of a list, one after the other. */
const three = async (make: (n: number) => Promise<unknown>) => {
  const made: unknown[] = []
  for (const n of [1, 2, 3]) made.push(await make(n))
  return made
}

const distributionsWith = (client: CF.CloudFrontClient, change: (config: Sample) => void) =>
  three(async () => (await createDistribution(client, sample(change))).Id)

const certified = (config: Sample) => {
  config.ViewerCertificate = {
    ACMCertificateArn: CERTIFICATE,
    SSLSupportMethod: 'sni-only',
    MinimumProtocolVersion: 'TLSv1.2_2021'
  }
}

const rows: Record<PaginatorName, (client: CF.CloudFrontClient) => Promise<Made>> = {
  paginateListCloudFrontOriginAccessIdentities: async client => ({
    labels: await three(async n => {
      const CloudFrontOriginAccessIdentityConfig = { CallerReference: `identity-${n}`, Comment: '' }
      const answer = await client.send(
        new CF.CreateCloudFrontOriginAccessIdentityCommand({ CloudFrontOriginAccessIdentityConfig })
      )
      return answer.CloudFrontOriginAccessIdentity?.Id
    })
  }),
  paginateListConnectionFunctions: async client => ({
    labels: await three(async n => {
      const answer = await client.send(
        new CF.CreateConnectionFunctionCommand({
          Name: `function-${n}`,
          ConnectionFunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
          ConnectionFunctionCode: Buffer.from('function connectionHandler(connection) { connection.allow() }')
        })
      )
      return answer.ConnectionFunctionSummary?.Id
    })
  }),
  paginateListConnectionGroups: async client => ({
    labels: await three(
      async n => (await client.send(new CF.CreateConnectionGroupCommand({ Name: `group-${n}` }))).ConnectionGroup?.Id
    )
  }),
  paginateListDistributions: async client => ({ labels: await distributionsWith(client, () => undefined) }),
  paginateListDistributionsByConnectionFunction: async client => {
    const { connectionFunction: Id } = await createReferences(client)
    await createDistribution(client)
    return {
      input: { ConnectionFunctionIdentifier: Id },
      labels: await distributionsWith(client, config => (config.ConnectionFunctionAssociation = { Id }))
    }
  },
  paginateListDistributionsByConnectionMode: async client => {
    await createDistribution(client)
    return {
      input: { ConnectionMode: 'tenant-only' },
      labels: await three(async () => (await createMultiTenant(client)).Id)
    }
  },
  paginateListDistributionsByTrustStore: async client => {
    const { trustStore: TrustStoreId } = await createReferences(client)
    await createDistribution(client)
    return {
      input: { TrustStoreIdentifier: TrustStoreId },
      labels: await distributionsWith(client, config => {
        config.ViewerMtlsConfig = { Mode: 'required', TrustStoreConfig: { TrustStoreId } }
      })
    }
  },
  paginateListDistributionTenants: async client => {
    const { Id } = await createMultiTenant(client)
    return { labels: await three(async () => (await createTenant(client, Id)).Id) }
  },
  paginateListDistributionTenantsByCustomization: async client => {
    const { Id } = await createMultiTenant(client)
    await createTenant(client, Id)
    const Customizations: CF.Customizations = { WebAcl: { Action: 'override', Arn: WEB_ACL } }
    return {
      input: { WebACLArn: WEB_ACL },
      labels: await three(async () => (await createTenant(client, Id, { Customizations })).Id)
    }
  },
  paginateListDomainConflicts: async client => {
    const asking = await createDistribution(client, sample(certified))
    return {
      input: { Domain: '*.example.com', DomainControlValidationResource: { DistributionId: asking.Id } },
      label: 'Domain',
      labels: await three(async n => {
        const alias = `shop-${n}.example.com`
        await createDistribution(
          client,
          sample(config => {
            certified(config)
            config.Aliases = listOf(alias)
          })
        )
        return alias
      })
    }
  },
  paginateListInvalidations: async client => {
    const { Id } = await createDistribution(client)
    return {
      input: { DistributionId: Id },
      labels: await three(async n => (await invalidate(client, Id, [`/${n}`])).Id)
    }
  },
  paginateListInvalidationsForDistributionTenant: async client => {
    const tenant = await createTenant(client, (await createMultiTenant(client)).Id)
    return {
      input: { Id: tenant.Id },
      labels: await three(async n => (await invalidateTenant(client, tenant.Id, [`/${n}`])).Id)
    }
  },
  paginateListKeyValueStores: async client => ({
    labels: await three(
      async n => (await client.send(new CF.CreateKeyValueStoreCommand({ Name: `store-${n}` }))).KeyValueStore?.Id
    )
  }),
  paginateListOriginAccessControls: async client => ({
    labels: await three(async n => {
      const OriginAccessControlConfig: CF.OriginAccessControlConfig = {
        Name: `access-${n}`,
        SigningProtocol: 'sigv4',
        SigningBehavior: 'always',
        OriginAccessControlOriginType: 's3'
      }
      const answer = await client.send(new CF.CreateOriginAccessControlCommand({ OriginAccessControlConfig }))
      return answer.OriginAccessControl?.Id
    })
  }),
  paginateListPublicKeys: async client => ({ labels: await three(n => createKey(client, `key-${n}`)) }),
  paginateListStreamingDistributions: async client => ({
    labels: await three(async n => {
      const StreamingDistributionConfig: CF.StreamingDistributionConfig = {
        CallerReference: `streaming-${n}`,
        S3Origin: { DomainName: 'videos.s3.amazonaws.com', OriginAccessIdentity: '' },
        Comment: '',
        TrustedSigners: { Enabled: false, Quantity: 0 },
        Enabled: false
      }
      const answer = await client.send(new CF.CreateStreamingDistributionCommand({ StreamingDistributionConfig }))
      return answer.StreamingDistribution?.Id
    })
  }),
  paginateListTrustStores: async client => ({
    labels: await three(async n => {
      const CaCertificatesBundleS3Location = { Bucket: 'certificates', Key: 'ca.pem', Region: 'us-east-1' }
      const answer = await client.send(
        new CF.CreateTrustStoreCommand({
          Name: `store-${n}`,
          CaCertificatesBundleSource: { CaCertificatesBundleS3Location }
        })
      )
      return answer.TrustStore?.Id
    })
  })
}

type Paginate = (config: CF.CloudFrontPaginationConfiguration, input: object) => AsyncIterable<object>

test('the SDK has no paginator that is not tried here', () => {
  expect(Object.keys(CF).filter(name => name.startsWith('paginate'))).toEqual(Object.keys(rows).sort())
})

test.each(Object.entries(rows))('%s sees every item once, two to a page', async (name, make) => {
  const { client } = await startEmulator()
  const { input = {}, label = 'Id', labels } = await make(client)
  const paginate = CF[name as PaginatorName] as unknown as Paginate
  const pages: unknown[][] = []
  for await (const page of paginate({ client, pageSize: 2 }, input)) {
    pages.push(itemsOf(page).map(item => (item as Record<string, unknown>)[label]))
  }
  expect(pages.map(({ length }) => length)).toEqual([2, 1])
  expect(pages.flat().sort()).toEqual([...labels].sort())
})

/** The list of an answer: a member of it, or `Items` of one. */
function itemsOf(page: object): unknown[] {
  for (const member of Object.values(page) as unknown[]) {
    if (Array.isArray(member)) return member
    if (typeof member === 'object' && member && 'Items' in member && Array.isArray(member.Items)) return member.Items
  }
  return []
}
