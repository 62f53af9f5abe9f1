import type * as CF from '@aws-sdk/client-cloudfront'
import { type QuotaName } from './quotas.ts'
import { type Present } from './wire/handlers.ts'

export type Config = Present<CF.DistributionConfig>
export type Origin = Present<CF.Origin>
export type OriginGroup = Present<CF.OriginGroup>
export type Behavior = Present<CF.DefaultCacheBehavior> & { readonly PathPattern?: string }
export type ForwardedValues = Present<CF.ForwardedValues>
export type ErrorResponse = Present<CF.CustomErrorResponse>
export type Tag = Present<CF.Tag>
export type AnycastIpListContent = Omit<Present<CF.CreateAnycastIpListRequest>, 'Tags'>
export type TrustStoreContent = Omit<Present<CF.CreateTrustStoreRequest>, 'Tags'>
export type StreamingConfig = Present<CF.StreamingDistributionConfig>
export type RealtimeLogConfig = Present<CF.CreateRealtimeLogConfigRequest>
export type PublicKeyConfig = Present<CF.PublicKeyConfig>
export type KeyGroupConfig = Present<CF.KeyGroupConfig>
export type EncryptionConfig = Present<CF.FieldLevelEncryptionConfig>
export type EncryptionProfile = Present<CF.FieldLevelEncryptionProfileConfig>
export type VpcOriginContent = Omit<Present<CF.CreateVpcOriginRequest>, 'Tags'>
export type AccessIdentityConfig = Present<CF.CloudFrontOriginAccessIdentityConfig>
export type AccessControlConfig = Present<CF.OriginAccessControlConfig>
export type ConnectionGroupContent = Omit<Present<CF.CreateConnectionGroupRequest>, 'Tags'>
export type DeploymentPolicyConfig = Present<CF.ContinuousDeploymentPolicyConfig>
export type CachePolicyConfig = Present<CF.CachePolicyConfig>
export type OriginRequestPolicyConfig = Present<CF.OriginRequestPolicyConfig>
export type ResponseHeadersPolicyConfig = Present<CF.ResponseHeadersPolicyConfig>

/** A stored distribution: plain JSON, times in milliseconds since 1970. */
export interface DistributionRecord {
  readonly id: string
  readonly etag: string
  readonly domainName: string
  readonly createdAt: number
  readonly modifiedAt: number
  /** When its status becomes `Deployed`. */
  readonly deployedAt: number
  readonly config: Config
  readonly tags: readonly Tag[]
}

export interface InvalidationRecord {
  readonly id: string
  /** The distribution or the distribution tenant whose cache it clears; their ids never coincide. */
  readonly distributionId: string
  readonly callerReference: string
  readonly paths: readonly string[]
  readonly createdAt: number
  /** When its status becomes `Completed`. */
  readonly completedAt: number
}

/** What CloudFront assigns once, at creation, by the model's member names. */
export interface Assigned extends Readonly<Record<string, unknown>> {
  /** If its operations identify it by a name. */
  readonly Id?: string
}

/** A stored resource of a family (`families/family.ts`). */
export interface FamilyRecord<Config> {
  /** What its operations identify it by: an id, or a name that cannot change. */
  readonly id: string
  readonly etag: string
  readonly createdAt: number
  readonly modifiedAt: number
  /** When it reaches its family's final state. */
  readonly readyAt: number
  readonly config: Config
  readonly assigned?: Assigned
  readonly tags?: readonly Tag[]
  /** Its last published version, in a family with stages. */
  readonly live?: Pick<FamilyRecord<Config>, 'etag' | 'modifiedAt' | 'config'>
  /** The stage that is shown, if it is not the one that updates change; never stored. */
  readonly stage?: 'LIVE'
}

/** A CloudFront function of one stage, its code in base64. */
export interface FunctionContent {
  readonly Name: string
  readonly FunctionConfig: Present<CF.FunctionConfig>
  readonly FunctionCode: string
}

/** A key value store without its pairs, which are stored separately. */
export type KeyValueStoreContent = Pick<
  Present<CF.CreateKeyValueStoreCommandInput>,
  'Name' | 'Comment' | 'ImportSource'
>

export type AccessControlRecord = FamilyRecord<AccessControlConfig>

/** That it is attached to a distribution is recorded in the distribution's configuration only. */
export type DeploymentPolicyRecord = FamilyRecord<DeploymentPolicyConfig>

/** A connection function of one stage, its code in base64. */
export interface ConnectionFunctionContent {
  readonly Name: string
  readonly ConnectionFunctionConfig: Present<CF.FunctionConfig>
  readonly ConnectionFunctionCode: string
}

/** Whether a distribution has additional metrics; kept by the distribution's id. */
export interface MonitoringRecord {
  readonly distributionId: string
  readonly status: CF.RealtimeMetricsSubscriptionStatus
}

export interface ManagedCertificate {
  readonly arn: string
  readonly tokenHost: CF.ValidationTokenHost
  /** When its status becomes `issued`. */
  readonly issuedAt: number
}

/** A distribution tenant: domains of its own, served with the settings of a multi-tenant distribution. */
export type TenantContent = Omit<Present<CF.CreateDistributionTenantRequest>, 'Tags' | 'ManagedCertificateRequest'> & {
  /** The certificate that was requested last. */
  readonly ManagedCertificate?: ManagedCertificate
}

/** Who else may use a resource of the account, stored by its ARN. */
export interface ResourcePolicyRecord {
  readonly arn: string
  readonly document: string
}

/** The account's quotas; the defaults are in `quotas.ts`. */
export type QuotasRecord = Readonly<Record<QuotaName, number>>

export const QUOTAS = 'quotas'
export const TRUST = 'trusted-references'
export const DISTRIBUTIONS = 'distributions'
export const INVALIDATIONS = 'invalidations'
export const ACCESS_CONTROLS = 'origin-access-controls'
export const REALTIME_LOG_CONFIGS = 'realtime-log-configs'
export const PUBLIC_KEYS = 'public-keys'
export const KEY_GROUPS = 'key-groups'
export const ENCRYPTION_CONFIGS = 'field-level-encryption-configs'
export const ENCRYPTION_PROFILES = 'field-level-encryption-profiles'
export const ANYCAST_IP_LISTS = 'anycast-ip-lists'
export const TRUST_STORES = 'trust-stores'
export const CONNECTION_FUNCTIONS = 'connection-functions'
export const STREAMING_DISTRIBUTIONS = 'streaming-distributions'
export const RESOURCE_POLICIES = 'resource-policies'
export const VPC_ORIGINS = 'vpc-origins'
export const ACCESS_IDENTITIES = 'origin-access-identities'
export const DEPLOYMENT_POLICIES = 'continuous-deployment-policies'
export const MONITORING = 'monitoring-subscriptions'
export const TENANTS = 'distribution-tenants'
export const CONNECTION_GROUPS = 'connection-groups'
export const CACHE_POLICIES = 'cache-policies'
export const ORIGIN_REQUEST_POLICIES = 'origin-request-policies'
export const FUNCTIONS = 'functions'
export const KEY_VALUE_STORES = 'key-value-stores'
export const RESPONSE_HEADERS_POLICIES = 'response-headers-policies'

/** The default cache behavior and all others. */
export function behaviorsOf(config: Config): Behavior[] {
  return [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])]
}

export function aliasesOf(config: Config): readonly string[] {
  return config.Aliases?.Items ?? []
}

export function domainsOf({ Domains }: TenantContent): readonly string[] {
  return Domains.map(({ Domain }) => Domain)
}

/** The domain names of the staging distributions that a policy routes viewers to. */
export function stagingNamesOf(config: DeploymentPolicyConfig): readonly string[] {
  return config.StagingDistributionDnsNames.Items ?? []
}

/** A multi-tenant distribution: its settings are a template for tenants, and some members do not apply to it. */
export function isMultiTenant(config: Config): boolean {
  return config.ConnectionMode === 'tenant-only'
}

/** The certificate that was given, in either of its members. */
export function certificateOf(certificate: NonNullable<Config['ViewerCertificate']>): { arn?: string; iamId?: string } {
  const { ACMCertificateArn, IAMCertificateId, Certificate, CertificateSource } = certificate
  const arn = ACMCertificateArn || (CertificateSource === 'acm' ? Certificate : undefined)
  const iamId = IAMCertificateId || (CertificateSource === 'iam' ? Certificate : undefined)
  return { ...(arn && { arn }), ...(iamId && { iamId }) }
}
