import type * as CF from '@aws-sdk/client-cloudfront'
import { type Present } from './wire/handlers.ts'

export type Config = Present<CF.DistributionConfig>
export type Origin = Present<CF.Origin>
export type OriginGroup = Present<CF.OriginGroup>
export type Behavior = Present<CF.DefaultCacheBehavior> & { readonly PathPattern?: string }
export type ForwardedValues = Present<CF.ForwardedValues>
export type ErrorResponse = Present<CF.CustomErrorResponse>
export type Tag = Present<CF.Tag>
export type AccessControlConfig = Present<CF.OriginAccessControlConfig>
export type Customizations = Present<CF.Customizations>
export type Parameter = Present<CF.Parameter>
export type DeploymentPolicyConfig = Present<CF.ContinuousDeploymentPolicyConfig>

/** A distribution as it is kept: JSON in and out, times in milliseconds since 1970. */
export interface DistributionRecord {
  readonly id: string
  readonly etag: string
  readonly domainName: string
  readonly createdAt: number
  readonly modifiedAt: number
  /** From then on its status is `Deployed`. */
  readonly deployedAt: number
  readonly config: Config
  readonly tags: readonly Tag[]
}

export interface InvalidationRecord {
  readonly id: string
  /** Of the distribution, or of the distribution tenant, whose cache it clears: their ids are never the same. */
  readonly distributionId: string
  readonly callerReference: string
  readonly paths: readonly string[]
  readonly createdAt: number
  /** From then on its status is `Completed`. */
  readonly completedAt: number
}

export interface AccessControlRecord {
  readonly id: string
  readonly etag: string
  readonly config: AccessControlConfig
}

/** A continuous deployment policy. Which distribution has it attached is said by the distribution's configuration alone. */
export interface DeploymentPolicyRecord {
  readonly id: string
  readonly etag: string
  readonly modifiedAt: number
  readonly config: DeploymentPolicyConfig
}

/** Whether a distribution has additional metrics; kept by the distribution's id. */
export interface MonitoringRecord {
  readonly distributionId: string
  readonly status: CF.RealtimeMetricsSubscriptionStatus
}

/** A distribution tenant: domains of its own, served with the settings of a multi-tenant distribution. */
export interface TenantRecord {
  readonly id: string
  readonly etag: string
  readonly name: string
  readonly distributionId: string
  readonly connectionGroupId: string
  readonly domains: readonly string[]
  readonly customizations: Customizations
  readonly parameters: readonly Parameter[]
  readonly enabled: boolean
  readonly tags: readonly Tag[]
  readonly createdAt: number
  readonly modifiedAt: number
  /** From then on its status is `Deployed`. */
  readonly deployedAt: number
}

/** Where the viewers of tenants arrive. */
export interface ConnectionGroupRecord {
  readonly id: string
  readonly etag: string
  readonly name: string
  readonly routingEndpoint: string
  readonly ipv6Enabled: boolean
  readonly anycastIpListId: string | undefined
  readonly enabled: boolean
  /** Made by CloudFront for the first tenant that names no group; every further one without a group gets it, too. */
  readonly isDefault: boolean
  readonly tags: readonly Tag[]
  readonly createdAt: number
  readonly modifiedAt: number
  /** From then on its status is `Deployed`. */
  readonly deployedAt: number
}

/** What the account may have; by default as in `quotas.ts`. */
export interface QuotasRecord {
  /** The longest that an origin may be given to answer, and a connection to it may be kept. */
  readonly originTimeoutSeconds: number
}

export const QUOTAS = 'quotas'
export const DISTRIBUTIONS = 'distributions'
export const INVALIDATIONS = 'invalidations'
export const ACCESS_CONTROLS = 'origin-access-controls'
export const DEPLOYMENT_POLICIES = 'continuous-deployment-policies'
export const MONITORING = 'monitoring-subscriptions'
export const TENANTS = 'distribution-tenants'
export const CONNECTION_GROUPS = 'connection-groups'

/** The default behaviour and all others. */
export function behaviorsOf(config: Config): Behavior[] {
  return [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])]
}

export function aliasesOf(config: Config): readonly string[] {
  return config.Aliases?.Items ?? []
}

/** The domain names of the staging distributions that a policy sends viewers to. */
export function stagingNamesOf(config: DeploymentPolicyConfig): readonly string[] {
  return config.StagingDistributionDnsNames.Items ?? []
}

/** A multi-tenant distribution: its settings are a template for tenants, and some members are not for it. */
export function isMultiTenant(config: Config): boolean {
  return config.ConnectionMode === 'tenant-only'
}

/** The certificate that was given, by either of its names. */
export function certificateOf(certificate: NonNullable<Config['ViewerCertificate']>): { arn?: string; iamId?: string } {
  const { ACMCertificateArn, IAMCertificateId, Certificate, CertificateSource } = certificate
  const arn = ACMCertificateArn || (CertificateSource === 'acm' ? Certificate : undefined)
  const iamId = IAMCertificateId || (CertificateSource === 'iam' ? Certificate : undefined)
  return { ...(arn && { arn }), ...(iamId && { iamId }) }
}
