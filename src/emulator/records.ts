import type * as CF from '@aws-sdk/client-cloudfront'
import { type Present } from './wire/handlers.ts'

export type Config = Present<CF.DistributionConfig>
export type Origin = Present<CF.Origin>
export type OriginGroup = Present<CF.OriginGroup>
export type Behavior = Present<CF.DefaultCacheBehavior> & { readonly PathPattern?: string }
export type ForwardedValues = Present<CF.ForwardedValues>
export type ErrorResponse = Present<CF.CustomErrorResponse>
export type Tag = Present<CF.Tag>

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
  readonly distributionId: string
  readonly callerReference: string
  readonly paths: readonly string[]
  readonly createdAt: number
  /** From then on its status is `Completed`. */
  readonly completedAt: number
}

export const DISTRIBUTIONS = 'distributions'
export const INVALIDATIONS = 'invalidations'

/** The default behaviour and all others. */
export function behaviorsOf(config: Config): Behavior[] {
  return [config.DefaultCacheBehavior, ...(config.CacheBehaviors?.Items ?? [])]
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
