import { randomUUID } from 'node:crypto'
import * as CF from '@aws-sdk/client-cloudfront'
import { type QuotaName } from '../../../src/emulator/quotas.ts'
import { createDistribution, updateDistribution } from '../distribution-calls.ts'
import { createKey, EncodedKey } from '../own-references.ts'
import { bucket, CACHING_OPTIMIZED, listOf, sample } from '../sample-config.ts'
import { createMultiTenant, createTenant, updateTenant } from '../tenant-calls.ts'

/** Sends a family's operation and gives its answer, whatever the family. */
export type Send = (operation: string, input?: object) => Promise<Answer>
export type Answer = Record<string, unknown> & { readonly ETag?: string; readonly Location?: string }

/** Ids of what a family refers to. */
export type Prepared = Readonly<Record<string, string>>

/** What the rules that all families share need to know of one: a new family is tested by one of these. */
export interface FamilyCase {
  readonly entity: string
  /** Operations that are not called after the entity; `null` for one that there is not. */
  readonly operations?: Partial<Record<'get' | 'getConfig' | 'list' | 'update' | 'delete', string | null>>
  /** What its operations call it by, which is a member of the entity, too. */
  readonly label?: string
  /** The member of answers that shows it, if that is not called like the entity. */
  readonly shown?: string
  /** Makes what must be there before. */
  readonly prepare?: (client: CF.CloudFrontClient) => Promise<Prepared>
  /** What creates the nth; the same n has the same name or caller reference. */
  readonly input: (n: number, prepared: Prepared) => object
  /** What an update says to make the nth another. */
  readonly change: (n: number, prepared: Prepared) => object
  readonly errors: {
    readonly missing: string
    readonly clash: string
    readonly tooMany: string
    readonly inUse: string
  }
  readonly quota: QuotaName
  /** Only what has reached the edge can be deleted: such a family is tested without any time for that. */
  readonly mustBeDeployed?: true
  /** Names can change, so that they can clash in an update as well. */
  readonly renamed?: true
  /** Makes something refer to it; what it gives takes that back. */
  readonly use: (client: CF.CloudFrontClient, shown: Record<string, unknown>) => Promise<() => Promise<unknown>>
}

/** A distribution whose default behavior has these members. */
function inBehavior(members: (shown: Record<string, unknown>) => Partial<CF.DefaultCacheBehavior>): FamilyCase['use'] {
  return async (client, shown) => {
    const config = sample(each => Object.assign(each.DefaultCacheBehavior, members(shown)))
    const user = await createDistribution(client, config)
    const DefaultCacheBehavior: CF.DefaultCacheBehavior = {
      ...user.config.DefaultCacheBehavior,
      ...sample().DefaultCacheBehavior,
      OriginRequestPolicyId: undefined,
      ResponseHeadersPolicyId: undefined,
      RealtimeLogConfigArn: undefined,
      TrustedKeyGroups: { Enabled: false, Quantity: 0 },
      FieldLevelEncryptionId: '',
      FunctionAssociations: { Quantity: 0 }
    }
    return () => updateDistribution(client, user, { DefaultCacheBehavior })
  }
}

const CODE = Buffer.from('function handler(event) { return event.request }')

/** A distribution with these members, which it then does without. */
function inConfig(members: (shown: Record<string, unknown>) => Partial<CF.DistributionConfig>): FamilyCase['use'] {
  return async (client, shown) => {
    const given = members(shown)
    const user = await createDistribution(
      client,
      sample(config => Object.assign(config, given))
    )
    const without = Object.fromEntries(Object.keys(given).map(name => [name, undefined]))
    return () => updateDistribution(client, user, without)
  }
}

/** What the families that came later have in common. */
const NEWER_ERRORS: FamilyCase['errors'] = {
  missing: 'EntityNotFound',
  clash: 'EntityAlreadyExists',
  tooMany: 'EntityLimitExceeded',
  inUse: 'CannotDeleteEntityWhileInUse'
}

/** A distribution whose origin is this bucket. */
function inOrigin(change: (shown: Record<string, unknown>) => Partial<CF.Origin>): FamilyCase['use'] {
  return async (client, shown) => {
    const origins = listOf(bucket('bucket', change(shown)))
    const user = await createDistribution(
      client,
      sample(config => Object.assign(config, { Origins: origins }))
    )
    const [Origin = {}] = user.config.Origins?.Items ?? []
    return () =>
      updateDistribution(client, user, {
        Origins: listOf({ ...Origin, VpcOriginConfig: undefined, ...bucket('bucket') })
      })
  }
}

export const cases: readonly FamilyCase[] = [
  {
    entity: 'KeyValueStore',
    operations: { get: 'DescribeKeyValueStore', getConfig: null },
    label: 'Name',
    input: n => ({ Name: `store-${n}`, Comment: `of ${n}` }),
    change: n => ({ Name: `store-${n}`, Comment: `no longer of ${n}` }),
    errors: {
      missing: 'EntityNotFound',
      clash: 'EntityAlreadyExists',
      tooMany: 'EntityLimitExceeded',
      inUse: 'CannotDeleteEntityWhileInUse'
    },
    quota: 'keyValueStores',
    use: async (client, { ARN }) => {
      const FunctionConfig: CF.FunctionConfig = {
        Comment: '',
        Runtime: 'cloudfront-js-2.0',
        KeyValueStoreAssociations: listOf({ KeyValueStoreARN: String(ARN) })
      }
      const Name = 'reads-it'
      const { ETag } = await client.send(new CF.CreateFunctionCommand({ Name, FunctionConfig, FunctionCode: CODE }))
      return () => client.send(new CF.DeleteFunctionCommand({ Name, IfMatch: ETag }))
    }
  },
  {
    entity: 'Function',
    operations: { get: 'DescribeFunction', getConfig: null },
    label: 'Name',
    shown: 'FunctionSummary',
    input: n => ({
      Name: `function-${n}`,
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: CODE
    }),
    change: () => ({ FunctionConfig: { Comment: 'changed', Runtime: 'cloudfront-js-2.0' }, FunctionCode: CODE }),
    errors: {
      missing: 'NoSuchFunctionExists',
      clash: 'FunctionAlreadyExists',
      tooMany: 'TooManyFunctions',
      inUse: 'FunctionInUse'
    },
    quota: 'functions',
    use: async (client, { Name }) => {
      const { FunctionARN } = await publishFunction(client, String(Name))
      return inBehavior(() => ({
        FunctionAssociations: { Quantity: 1, Items: [{ FunctionARN, EventType: 'viewer-request' }] }
      }))(client, {})
    }
  },
  {
    entity: 'OriginAccessControl',
    input: n => ({ OriginAccessControlConfig: accessControl(n) }),
    change: n => ({ OriginAccessControlConfig: { ...accessControl(n), SigningBehavior: 'never' } }),
    errors: {
      missing: 'NoSuchOriginAccessControl',
      clash: 'OriginAccessControlAlreadyExists',
      tooMany: 'TooManyOriginAccessControls',
      inUse: 'OriginAccessControlInUse'
    },
    quota: 'originAccessControls',
    renamed: true,
    use: async (client, { Id }) => {
      const Origins = listOf(bucket('bucket', { OriginAccessControlId: String(Id) }))
      const user = await createDistribution(client, { ...sample(), Origins })
      return () =>
        updateDistribution(client, user, {
          Origins: listOf({ ...user.config.Origins?.Items?.[0], OriginAccessControlId: '' }) as CF.Origins
        })
    }
  },
  {
    entity: 'PublicKey',
    input: n => ({ PublicKeyConfig: signersKey(n) }),
    change: n => ({ PublicKeyConfig: { ...signersKey(n), Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchPublicKey',
      clash: 'PublicKeyAlreadyExists',
      tooMany: 'TooManyPublicKeys',
      inUse: 'PublicKeyInUse'
    },
    quota: 'publicKeys',
    use: async (client, { Id }) => {
      const KeyGroupConfig = { Name: 'user', Items: [String(Id)] }
      const { KeyGroup, ETag } = await client.send(new CF.CreateKeyGroupCommand({ KeyGroupConfig }))
      return () => client.send(new CF.DeleteKeyGroupCommand({ Id: KeyGroup?.Id, IfMatch: ETag }))
    }
  },
  {
    entity: 'KeyGroup',
    prepare: async client => ({ key: await createKey(client, randomUUID()) }),
    input: (n, { key }) => ({ KeyGroupConfig: { Name: `group-${n}`, Items: [key] } }),
    change: (n, { key }) => ({ KeyGroupConfig: { Name: `group-${n}`, Items: [key], Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchResource',
      clash: 'KeyGroupAlreadyExists',
      tooMany: 'TooManyKeyGroups',
      inUse: 'ResourceInUse'
    },
    quota: 'keyGroups',
    renamed: true,
    use: inBehavior(({ Id }) => ({ TrustedKeyGroups: { Enabled: true, ...listOf(String(Id)) } }))
  },
  {
    entity: 'CachePolicy',
    input: n => ({ CachePolicyConfig: { Name: `cache-${n}`, MinTTL: n } }),
    change: n => ({ CachePolicyConfig: { Name: `cache-${n}`, MinTTL: n, DefaultTTL: 1000 } }),
    errors: {
      missing: 'NoSuchCachePolicy',
      clash: 'CachePolicyAlreadyExists',
      tooMany: 'TooManyCachePolicies',
      inUse: 'CachePolicyInUse'
    },
    quota: 'cachePolicies',
    renamed: true,
    use: inBehavior(({ Id }) => ({ CachePolicyId: String(Id) }))
  },
  {
    entity: 'OriginRequestPolicy',
    input: n => ({ OriginRequestPolicyConfig: originRequest(n) }),
    change: n => ({ OriginRequestPolicyConfig: { ...originRequest(n), Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchOriginRequestPolicy',
      clash: 'OriginRequestPolicyAlreadyExists',
      tooMany: 'TooManyOriginRequestPolicies',
      inUse: 'OriginRequestPolicyInUse'
    },
    quota: 'originRequestPolicies',
    renamed: true,
    use: inBehavior(({ Id }) => ({ CachePolicyId: CACHING_OPTIMIZED, OriginRequestPolicyId: String(Id) }))
  },
  {
    entity: 'ResponseHeadersPolicy',
    input: n => ({ ResponseHeadersPolicyConfig: { Name: `response-${n}` } }),
    change: n => ({ ResponseHeadersPolicyConfig: { Name: `response-${n}`, Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchResponseHeadersPolicy',
      clash: 'ResponseHeadersPolicyAlreadyExists',
      tooMany: 'TooManyResponseHeadersPolicies',
      inUse: 'ResponseHeadersPolicyInUse'
    },
    quota: 'responseHeadersPolicies',
    renamed: true,
    use: inBehavior(({ Id }) => ({ ResponseHeadersPolicyId: String(Id) }))
  },
  {
    entity: 'CloudFrontOriginAccessIdentity',
    input: n => ({ CloudFrontOriginAccessIdentityConfig: { CallerReference: `identity-${n}`, Comment: '' } }),
    change: n => ({ CloudFrontOriginAccessIdentityConfig: { CallerReference: `identity-${n}`, Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchCloudFrontOriginAccessIdentity',
      clash: 'CloudFrontOriginAccessIdentityAlreadyExists',
      tooMany: 'TooManyCloudFrontOriginAccessIdentities',
      inUse: 'CloudFrontOriginAccessIdentityInUse'
    },
    quota: 'originAccessIdentities',
    use: inOrigin(({ Id }) => ({
      S3OriginConfig: { OriginAccessIdentity: `origin-access-identity/cloudfront/${String(Id)}` }
    }))
  },
  {
    entity: 'ConnectionGroup',
    operations: { getConfig: null },
    // Only what is disabled can be deleted.
    input: n => ({ Name: `group-${n}`, Enabled: false }),
    change: () => ({ Ipv6Enabled: false }),
    errors: NEWER_ERRORS,
    quota: 'connectionGroups',
    async use(client, { Id }) {
      const { Id: distributionId } = await createMultiTenant(client)
      const tenant = await createTenant(client, distributionId, { ConnectionGroupId: String(Id) })
      return async () => {
        const { ETag } = await updateTenant(client, tenant, { Enabled: false })
        await client.send(new CF.DeleteDistributionTenantCommand({ Id: tenant.Id, IfMatch: ETag }))
      }
    }
  },
  {
    entity: 'VpcOrigin',
    operations: { getConfig: null },
    input: n => ({ VpcOriginEndpointConfig: endpoint(n) }),
    change: n => ({ VpcOriginEndpointConfig: { ...endpoint(n), HTTPPort: 8080 } }),
    errors: NEWER_ERRORS,
    quota: 'vpcOrigins',
    mustBeDeployed: true,
    renamed: true,
    use: inOrigin(({ Id }) => ({ S3OriginConfig: undefined, VpcOriginConfig: { VpcOriginId: String(Id) } }))
  },
  {
    entity: 'RealtimeLogConfig',
    operations: { getConfig: null },
    label: 'Name',
    input: n => ({
      Name: `logs-${n}`,
      SamplingRate: 100,
      Fields: ['timestamp', 'c-ip'],
      EndPoints: [
        {
          StreamType: 'Kinesis',
          KinesisStreamConfig: {
            RoleARN: 'arn:aws:iam::123456789012:role/logs',
            StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/logs'
          }
        }
      ]
    }),
    change: () => ({ SamplingRate: 1 }),
    errors: {
      missing: 'NoSuchRealtimeLogConfig',
      clash: 'RealtimeLogConfigAlreadyExists',
      tooMany: 'TooManyRealtimeLogConfigs',
      inUse: 'RealtimeLogConfigInUse'
    },
    quota: 'realtimeLogConfigs',
    use: inBehavior(({ ARN }) => ({ RealtimeLogConfigArn: String(ARN) }))
  },
  {
    entity: 'FieldLevelEncryptionConfig',
    operations: { get: 'GetFieldLevelEncryption', getConfig: 'GetFieldLevelEncryptionConfig' },
    shown: 'FieldLevelEncryption',
    input: n => ({ FieldLevelEncryptionConfig: { CallerReference: `encryption-${n}` } }),
    change: n => ({ FieldLevelEncryptionConfig: { CallerReference: `encryption-${n}`, Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchFieldLevelEncryptionConfig',
      clash: 'FieldLevelEncryptionConfigAlreadyExists',
      tooMany: 'TooManyFieldLevelEncryptionConfigs',
      inUse: 'FieldLevelEncryptionConfigInUse'
    },
    quota: 'fieldLevelEncryptionConfigs',
    use: inBehavior(({ Id }) => ({ FieldLevelEncryptionId: String(Id) }))
  },
  {
    entity: 'FieldLevelEncryptionProfile',
    prepare: async client => ({ key: await createKey(client, randomUUID()) }),
    input: (n, { key }) => ({ FieldLevelEncryptionProfileConfig: encryptionProfile(n, key) }),
    change: (n, { key }) => ({
      FieldLevelEncryptionProfileConfig: { ...encryptionProfile(n, key), Comment: 'changed' }
    }),
    errors: {
      missing: 'NoSuchFieldLevelEncryptionProfile',
      clash: 'FieldLevelEncryptionProfileAlreadyExists',
      tooMany: 'TooManyFieldLevelEncryptionProfiles',
      inUse: 'FieldLevelEncryptionProfileInUse'
    },
    quota: 'fieldLevelEncryptionProfiles',
    use: async (client, { Id }) => {
      const FieldLevelEncryptionConfig: CF.FieldLevelEncryptionConfig = {
        CallerReference: 'uses the profile',
        QueryArgProfileConfig: {
          ForwardWhenQueryArgProfileIsUnknown: true,
          QueryArgProfiles: listOf({ QueryArg: 'profile', ProfileId: String(Id) })
        }
      }
      const made = await client.send(new CF.CreateFieldLevelEncryptionConfigCommand({ FieldLevelEncryptionConfig }))
      const user = { Id: made.FieldLevelEncryption?.Id, IfMatch: made.ETag }
      return () => client.send(new CF.DeleteFieldLevelEncryptionConfigCommand(user))
    }
  },
  {
    entity: 'AnycastIpList',
    operations: { getConfig: null },
    input: n => ({ Name: `list-${n}`, IpCount: 3 }),
    change: () => ({ IpAddressType: 'dualstack' }),
    errors: NEWER_ERRORS,
    quota: 'anycastIpLists',
    use: inConfig(({ Id }) => ({ AnycastIpListId: String(Id) }))
  },
  {
    entity: 'TrustStore',
    operations: { getConfig: null },
    input: n => ({ Name: `store-${n}`, CaCertificatesBundleSource: bundle('ca.pem') }),
    change: () => ({ CaCertificatesBundleSource: bundle('other.pem'), UseClientCertificateOCSPEndpoint: true }),
    errors: NEWER_ERRORS,
    quota: 'trustStores',
    use: inConfig(({ Id }) => ({
      ViewerMtlsConfig: { Mode: 'required', TrustStoreConfig: { TrustStoreId: String(Id) } }
    }))
  },
  {
    entity: 'ConnectionFunction',
    operations: { get: 'DescribeConnectionFunction', getConfig: null },
    shown: 'ConnectionFunctionSummary',
    input: n => ({
      Name: `function-${n}`,
      ConnectionFunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      ConnectionFunctionCode: CODE
    }),
    change: () => ({
      ConnectionFunctionConfig: { Comment: 'changed', Runtime: 'cloudfront-js-2.0' },
      ConnectionFunctionCode: CODE
    }),
    errors: NEWER_ERRORS,
    quota: 'connectionFunctions',
    use: async (client, { Id }) => {
      const { ETag: IfMatch } = await client.send(new CF.DescribeConnectionFunctionCommand({ Identifier: String(Id) }))
      await client.send(new CF.PublishConnectionFunctionCommand({ Id: String(Id), IfMatch }))
      return inConfig(() => ({ ConnectionFunctionAssociation: { Id: String(Id) } }))(client, {})
    }
  },
  {
    entity: 'StreamingDistribution',
    input: n => ({ StreamingDistributionConfig: streaming(n) }),
    change: n => ({ StreamingDistributionConfig: { ...streaming(n), Comment: 'changed' } }),
    errors: {
      missing: 'NoSuchStreamingDistribution',
      clash: 'StreamingDistributionAlreadyExists',
      tooMany: 'TooManyStreamingDistributions',
      inUse: 'StreamingDistributionNotDisabled'
    },
    quota: 'streamingDistributions',
    mustBeDeployed: true,
    use: async (client, { Id: given }) => {
      const Id = String(given)
      const enable = async (Enabled: boolean) => {
        const { ETag: IfMatch } = await client.send(new CF.GetStreamingDistributionCommand({ Id }))
        const StreamingDistributionConfig = { ...streaming(1), Enabled }
        await client.send(new CF.UpdateStreamingDistributionCommand({ Id, IfMatch, StreamingDistributionConfig }))
      }
      await enable(true)
      return () => enable(false)
    }
  }
]

function originRequest(n: number): CF.OriginRequestPolicyConfig {
  return {
    Name: `request-${n}`,
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' }
  }
}

async function publishFunction(client: CF.CloudFrontClient, Name: string): Promise<{ FunctionARN: string }> {
  const { ETag } = await client.send(new CF.DescribeFunctionCommand({ Name }))
  const { FunctionSummary } = await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: ETag }))
  return { FunctionARN: FunctionSummary?.FunctionMetadata?.FunctionARN ?? '' }
}

function accessControl(n: number): CF.OriginAccessControlConfig {
  return {
    Name: `access-${n}`,
    SigningProtocol: 'sigv4',
    SigningBehavior: 'always',
    OriginAccessControlOriginType: 's3'
  }
}

function endpoint(n: number): CF.VpcOriginEndpointConfig {
  return {
    Name: `origin-${n}`,
    Arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/0123456789abcdef',
    HTTPPort: 80,
    HTTPSPort: 443,
    OriginProtocolPolicy: 'https-only'
  }
}

function encryptionProfile(n: number, PublicKeyId: string | undefined): CF.FieldLevelEncryptionProfileConfig {
  return {
    Name: `profile-${n}`,
    CallerReference: `profile-${n}`,
    EncryptionEntities: listOf({
      PublicKeyId,
      ProviderId: 'shop',
      FieldPatterns: listOf('card*')
    })
  }
}

function bundle(Key: string): CF.CaCertificatesBundleSource {
  return { CaCertificatesBundleS3Location: { Bucket: 'certificates', Key, Region: 'us-east-1' } }
}

function streaming(n: number): CF.StreamingDistributionConfig {
  return {
    CallerReference: `streaming-${n}`,
    S3Origin: { DomainName: 'videos.s3.amazonaws.com', OriginAccessIdentity: '' },
    Comment: '',
    TrustedSigners: { Enabled: false, Quantity: 0 },
    Enabled: false
  }
}

function signersKey(n: number): CF.PublicKeyConfig {
  return { CallerReference: `key-${n}`, Name: `key-${n}`, EncodedKey }
}
