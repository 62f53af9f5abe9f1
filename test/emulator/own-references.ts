import { generateKeyPairSync } from 'node:crypto'
import * as CF from '@aws-sdk/client-cloudfront'
import { createVpcOrigin } from '../helpers/vpc-origin.ts'

export type OwnReferences = Awaited<ReturnType<typeof createReferences>>

/** One of each kind that a distribution can name, as it names it. */
export async function createReferences(client: CF.CloudFrontClient) {
  const Name = 'own'
  const nothing = {
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' }
  } as const
  const { CachePolicy } = await client.send(new CF.CreateCachePolicyCommand({ CachePolicyConfig: { Name, MinTTL: 0 } }))
  const { OriginRequestPolicy } = await client.send(
    new CF.CreateOriginRequestPolicyCommand({ OriginRequestPolicyConfig: { Name, ...nothing } })
  )
  const { ResponseHeadersPolicy } = await client.send(
    new CF.CreateResponseHeadersPolicyCommand({ ResponseHeadersPolicyConfig: { Name } })
  )
  const { OriginAccessControl } = await client.send(
    new CF.CreateOriginAccessControlCommand({
      OriginAccessControlConfig: {
        Name,
        SigningProtocol: 'sigv4',
        SigningBehavior: 'always',
        OriginAccessControlOriginType: 's3'
      }
    })
  )
  const { FieldLevelEncryption } = await client.send(
    new CF.CreateFieldLevelEncryptionConfigCommand({ FieldLevelEncryptionConfig: { CallerReference: Name } })
  )
  const vpcOrigin = await createVpcOrigin(client, Name)
  const { AnycastIpList } = await client.send(new CF.CreateAnycastIpListCommand({ Name, IpCount: 3 }))
  const { TrustStore } = await client.send(
    new CF.CreateTrustStoreCommand({
      Name,
      CaCertificatesBundleSource: {
        CaCertificatesBundleS3Location: { Bucket: 'certificates', Key: 'ca.pem', Region: 'us-east-1' }
      }
    })
  )
  const { KeyGroup } = await client.send(
    new CF.CreateKeyGroupCommand({ KeyGroupConfig: { Name, Items: [await createKey(client, Name)] } })
  )
  return {
    anycastIpList: AnycastIpList?.Id ?? '',
    trustStore: TrustStore?.Id ?? '',
    connectionFunction: await createPublishedConnectionFunction(client, Name),
    keyGroup: KeyGroup?.Id ?? '',
    encryptionConfig: FieldLevelEncryption?.Id ?? '',
    vpcOrigin: vpcOrigin.id,
    logConfigArn: await createRealtimeLogConfig(client, 'site'),
    cachePolicy: CachePolicy?.Id ?? '',
    originRequestPolicy: OriginRequestPolicy?.Id ?? '',
    responseHeadersPolicy: ResponseHeadersPolicy?.Id ?? '',
    accessControl: OriginAccessControl?.Id ?? '',
    functionArn: await createPublishedFunction(client, Name)
  }
}

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const EncodedKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** A public key for signed URLs, by its id. */
export async function createKey(client: CF.CloudFrontClient, Name: string): Promise<string> {
  const { PublicKey } = await client.send(
    new CF.CreatePublicKeyCommand({ PublicKeyConfig: { Name, CallerReference: Name, EncodedKey } })
  )
  return PublicKey?.Id ?? ''
}

/** A real-time log configuration, by its ARN. */
export async function createRealtimeLogConfig(client: CF.CloudFrontClient, Name: string): Promise<string> {
  const KinesisStreamConfig = {
    RoleARN: 'arn:aws:iam::123456789012:role/logs',
    StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/logs'
  }
  const { RealtimeLogConfig } = await client.send(
    new CF.CreateRealtimeLogConfigCommand({
      Name,
      SamplingRate: 100,
      Fields: ['timestamp'],
      EndPoints: [{ StreamType: 'Kinesis', KinesisStreamConfig }]
    })
  )
  return RealtimeLogConfig?.ARN ?? ''
}

/** A function that a distribution may have, by its ARN. */
export async function createPublishedFunction(client: CF.CloudFrontClient, Name: string): Promise<string> {
  const { ETag } = await client.send(
    new CF.CreateFunctionCommand({
      Name,
      FunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      FunctionCode: Buffer.from('function handler(event) { return event.request }')
    })
  )
  const { FunctionSummary } = await client.send(new CF.PublishFunctionCommand({ Name, IfMatch: ETag }))
  return FunctionSummary?.FunctionMetadata?.FunctionARN ?? ''
}

/** A connection function that a distribution may have, by its id. */
async function createPublishedConnectionFunction(client: CF.CloudFrontClient, Name: string): Promise<string> {
  const { ConnectionFunctionSummary, ETag } = await client.send(
    new CF.CreateConnectionFunctionCommand({
      Name,
      ConnectionFunctionConfig: { Comment: '', Runtime: 'cloudfront-js-2.0' },
      ConnectionFunctionCode: Buffer.from('function connectionHandler(connection) { connection.allow() }')
    })
  )
  const Id = ConnectionFunctionSummary?.Id
  await client.send(new CF.PublishConnectionFunctionCommand({ Id, IfMatch: ETag }))
  return Id ?? ''
}
