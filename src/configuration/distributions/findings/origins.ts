import { mayBeBucket, originKindOf } from '../origin-kind.ts'
import { forwardsHost } from './forwarding.ts'
import { behaviorsTo, eachOrigin, type FindingRule, type OriginJson, withOrigin } from './rule.ts'

const OLD_TLS = ['SSLv3', 'TLSv1', 'TLSv1.1']

export const isLoadBalancer = ({ domainName }: OriginJson) => originKindOf(domainName) === 'load-balancer'
const usesTls = ({ customOriginConfig: custom }: OriginJson) =>
  custom !== undefined && custom.originProtocolPolicy !== 'http-only'
const overHttp = (origin: OriginJson) => ({
  ...origin,
  customOriginConfig: { ...origin.customOriginConfig, originProtocolPolicy: 'http-only' }
})

export const originRules: readonly FindingRule[] = [
  {
    /**
     * CloudFront Developer Guide, "HTTP 403 status code (Permission Denied)": a private bucket without OAC or OAI; Amazon S3
     * User Guide, "Blocking public access".
     */
    code: 'S3_ORIGIN_WITHOUT_ACCESS',
    severity: 'severe',
    find: config =>
      eachOrigin(config, ({ s3OriginConfig: s3, originAccessControlId: control, domainName }, index) => {
        if (!s3 || s3.originAccessIdentity || control) return undefined
        return {
          detail:
            'CloudFront does not sign its requests to this bucket: if it is private, as is the norm, every request gets 403.',
          ...(mayBeBucket(domainName) && {
            fixed: withOrigin(config, index, origin => ({ ...origin, originAccess: 'managed' }))
          })
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Restrict access to an Amazon S3 origin": origin access identity (legacy, not recommended). */
    code: 'S3_ORIGIN_ACCESS_IDENTITY_LEGACY',
    severity: 'info',
    find: config =>
      eachOrigin(config, ({ s3OriginConfig: s3 }) =>
        s3?.originAccessIdentity
          ? {
              at: ['s3OriginConfig', 'originAccessIdentity'],
              detail:
                'An origin access identity fails, or needs workarounds, with objects encrypted with KMS, with PUT and DELETE, ' +
                "and in Regions opened after 2022; AWS recommends an origin access control. Allow it in the bucket's policy " +
                'before you switch.'
            }
          : undefined
      )
  },
  {
    /** CloudFront Developer Guide, "Use various origins", "Using an Amazon S3 bucket": as a custom origin it takes no access control. */
    code: 'S3_HOST_AS_CUSTOM_ORIGIN',
    severity: 'warning',
    find: config =>
      eachOrigin(config, ({ customOriginConfig: custom, domainName }, index) => {
        if (!custom || originKindOf(domainName) !== 's3-bucket') return undefined
        return {
          at: ['customOriginConfig'],
          detail: 'As a custom origin, this bucket gets unsigned requests, so it must be public.',
          fixed: withOrigin(config, index, ({ customOriginConfig: _, ...origin }) => ({
            ...origin,
            s3OriginConfig: { originAccessIdentity: '' },
            originAccess: 'managed'
          }))
        }
      })
  },
  {
    /** Amazon S3 User Guide, "Website endpoints": no HTTPS, and publicly readable content only. */
    code: 'S3_WEBSITE_PUBLIC',
    severity: 'info',
    find: config =>
      eachOrigin(config, ({ domainName }) =>
        originKindOf(domainName) === 's3-website'
          ? {
              at: ['domainName'],
              detail:
                'A website endpoint is public, and traffic to it is not encrypted. The bucket\'s own host with "originAccess": ' +
                '"managed" avoids both.'
            }
          : undefined
      )
  },
  {
    /**
     * Amazon S3 User Guide, "Request routing": redirects of new buckets, 400 in Regions launched after 20 March 2019;
     * CloudFront Developer Guide, "HTTP 3xx status codes": not followed.
     */
    code: 'S3_HOST_WITHOUT_REGION',
    severity: 'info',
    find: config =>
      eachOrigin(config, ({ domainName }) =>
        /\.s3\.amazonaws\.com$/i.test(domainName)
          ? {
              at: ['domainName'],
              detail:
                'Under this name, a new bucket outside us-east-1 may answer with redirects, which viewers get, and one in a ' +
                'Region launched after March 2019 answers 400. The name with the Region (bucket.s3.eu-west-1.amazonaws.com) ' +
                'works immediately.'
            }
          : undefined
      )
  },
  {
    /**
     * CloudFront Developer Guide, "Require HTTPS for communication between CloudFront and your custom origin": names of the
     * certificate.
     */
    code: 'LOAD_BALANCER_CERTIFICATE',
    severity: 'severe',
    find: config =>
      eachOrigin(config, (origin, index) => {
        if (!isLoadBalancer(origin) || !usesTls(origin) || alwaysGetsHost(config, origin)) return undefined
        return {
          at: ['customOriginConfig', 'originProtocolPolicy'],
          detail:
            "No certificate of yours can cover the load balancer's default name, so HTTPS fails with 502. Use your own name " +
            'that points to it, forward the Host header, or connect over HTTP.',
          fixed: withOrigin(config, index, overHttp)
        }
      })
  },
  {
    /**
     * Amazon S3 User Guide, "Website endpoints": HTTP only. Nor can the public name of an EC2 instance have a
     * certificate.
     */
    code: 'ORIGIN_WITHOUT_TLS',
    severity: 'severe',
    find: config =>
      eachOrigin(config, (origin, index) => {
        const kind = originKindOf(origin.domainName)
        if (!usesTls(origin) || (kind !== 's3-website' && kind !== 'ec2-instance')) return undefined
        if (kind === 'ec2-instance' && alwaysGetsHost(config, origin)) return undefined
        return {
          at: ['customOriginConfig', 'originProtocolPolicy'],
          detail:
            kind === 's3-website'
              ? 'A website endpoint supports HTTP only: requests over HTTPS fail with 502 or 504.'
              : 'No certificate covers the public name of an EC2 instance: requests over HTTPS fail with 502.',
          fixed: withOrigin(config, index, overHttp)
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Minimum origin SSL protocol": the newest that the origin supports. */
    code: 'ORIGIN_TLS_OLD',
    severity: 'warning',
    find: config =>
      eachOrigin(config, (origin, index) => {
        const old = origin.customOriginConfig?.originSslProtocols?.filter(protocol => OLD_TLS.includes(protocol)) ?? []
        if (old.length === 0 || !usesTls(origin)) return undefined
        return {
          at: ['customOriginConfig', 'originSslProtocols'],
          detail: `${old.join(', ')} to the origin can be broken; all current servers support TLSv1.2.`,
          fixed: withOrigin(config, index, ({ customOriginConfig, ...rest }) => ({
            ...rest,
            customOriginConfig: { ...customOriginConfig, originSslProtocols: ['TLSv1.2'] }
          }))
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Require HTTPS for communication between CloudFront and your custom origin". */
    code: 'ORIGIN_UNENCRYPTED',
    severity: 'info',
    find: config =>
      eachOrigin(config, origin => {
        if (!origin.customOriginConfig || usesTls(origin)) return undefined
        // Other kinds of hosts cannot be reached over HTTPS under their own names.
        if (originKindOf(origin.domainName) !== 'custom') return undefined
        if (/(^|\.)localhost$/i.test(origin.domainName)) return undefined
        return {
          at: ['customOriginConfig', 'originProtocolPolicy'],
          detail: 'What viewers send over HTTPS is sent to the origin unencrypted.'
        }
      })
  },
  {
    /**
     * CloudFront Developer Guide, "HTTP 403 status code (Permission Denied)", stacked distributions: with two in a chain of
     * requests CloudFront answers 403.
     */
    code: 'ORIGIN_IS_ALIAS',
    severity: 'severe',
    find: config =>
      eachOrigin(config, ({ domainName }) => {
        const alias = config.aliases?.find(candidate => candidate.toLowerCase() === domainName.toLowerCase())
        return alias === undefined
          ? undefined
          : {
              at: ['domainName'],
              detail:
                `${alias} is an alias of this distribution: once its DNS record points here, CloudFront sends requests to itself ` +
                'and answers 403. Use a different name for the origin.'
            }
      })
  },
  {
    /** CloudFront API Reference, CacheBehavior, TargetOriginId: an origin gets requests of the behaviors that name it. */
    code: 'ORIGIN_UNUSED',
    severity: 'info',
    find: config =>
      eachOrigin(config, (origin, index) => {
        const grouped = config.originGroups?.some(({ members }) =>
          members.some(({ originId }) => originId === origin.id)
        )
        if (grouped || behaviorsTo(config, origin).length > 0) return undefined
        return {
          detail: 'No behavior and no origin group uses this origin.',
          fixed: { ...config, origins: config.origins.filter((_, at) => at !== index) }
        }
      })
  },
  {
    /** CloudFront Developer Guide, "Optimize high availability with CloudFront origin failover". */
    code: 'ORIGIN_GROUP_SAME_HOST',
    severity: 'warning',
    find: config =>
      (config.originGroups ?? []).flatMap(({ members }, index) => {
        const hosts = members.map(({ originId }) => config.origins.find(({ id }) => id === originId)?.domainName)
        const [first] = hosts
        return first !== undefined && hosts.length > 1 && hosts.every(host => host === first)
          ? [{ path: ['originGroups', index, 'members'], detail: `Both members use ${first}, so they fail together.` }]
          : []
      })
  },
  {
    /**
     * CloudFront Developer Guide, "Optimize high availability with CloudFront origin failover": three attempts of ten seconds
     * by default.
     */
    code: 'ORIGIN_GROUP_SLOW_FAILOVER',
    severity: 'info',
    find: config =>
      (config.originGroups ?? []).flatMap(({ members: [primary] }) => {
        const index = config.origins.findIndex(({ id }) => id === primary?.originId)
        const origin = config.origins[index]
        const seconds = (origin?.connectionAttempts ?? 3) * (origin?.connectionTimeout ?? 10)
        if (!origin || seconds < 30) return []
        return [
          {
            path: ['origins', index],
            detail: `If it cannot be reached, each viewer waits ${seconds} seconds before the second origin is tried.`,
            fixed: withOrigin(config, index, given => ({ ...given, connectionAttempts: 2, connectionTimeout: 3 }))
          }
        ]
      })
  }
]

/** If so, the certificate may be for the viewer's Host instead. */
function alwaysGetsHost(config: Parameters<typeof behaviorsTo>[0], origin: OriginJson): boolean {
  const placed = behaviorsTo(config, origin)
  return placed.length > 0 && placed.every(({ behavior }) => forwardsHost(behavior))
}
