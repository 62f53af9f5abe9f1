import { withParameters } from '../../delivery/tenants.ts'
import { type Config, isMultiTenant, type Origin, type QuotasRecord } from '../records.ts'
import { customHeaderRules } from './origin-headers.ts'
import { checkRules, isWithin, repeated, type Rule } from './rule.ts'

const WEBSITE_HOST = /\.s3-website[.-][a-z0-9-]+\.amazonaws\.com(\.cn)?$/i
const BUCKET_HOST = /^[a-z0-9._-]{1,255}\.s3([.-](dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/i
/** The other kinds of origin that can have an origin access control. */
const SIGNED_HOST =
  /(\.lambda-url\.[a-z0-9-]+\.on\.aws|\.mediapackagev2\.[a-z0-9-]+\.amazonaws\.com|\.data\.mediastore\.[a-z0-9-]+\.amazonaws\.com)$/i
const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/
const ENTITY_ID = /^E[A-Z0-9]{9,23}$/
const OAI = /^origin-access-identity\/cloudfront\/E[A-Z0-9]{9,23}$/
const NOT_AN_ORIGIN = 'The specified origin server does not exist or is not valid.'

/** Whether a host is a bucket's REST endpoint, not its website endpoint. */
export function isBucketHost(host: string): boolean {
  return BUCKET_HOST.test(host) && !WEBSITE_HOST.test(host)
}

/** Whether a text has the format in which origins reference an origin access identity. */
export function isAccessIdentity(path: string): boolean {
  return OAI.test(path)
}

const oac = (origin: Origin) => origin.OriginAccessControlId || undefined
const oai = (origin: Origin) => origin.S3OriginConfig?.OriginAccessIdentity || undefined
const endpoint = (origin: Origin) => origin.CustomOriginConfig ?? origin.VpcOriginConfig
const readTimeout = (origin: Origin) => (endpoint(origin) ?? origin.S3OriginConfig)?.OriginReadTimeout
/** Ports on which an origin may listen. */
export const isPort = (port: number) => port === 80 || port === 443 || isWithin(port, 1024, 65_535)
const kinds = (origin: Origin) =>
  [origin.S3OriginConfig, origin.CustomOriginConfig, origin.VpcOriginConfig].filter(kind => kind !== undefined).length

/** Developer Guide, "Values that you specify" (origin settings); API reference, Origin; public issues where named. */
export const originRules: readonly Rule<Origin>[] = [
  { code: 'InvalidArgument', message: 'The parameter origin id must not be empty.', brokenBy: ({ Id }) => Id === '' },
  {
    // aws/aws-cdk #25110
    code: 'InvalidArgument',
    message: 'The parameter origin name cannot contain a colon.',
    brokenBy: ({ DomainName }) => DomainName.includes(':')
  },
  {
    // laurilehmijoki/s3_website #83
    code: 'InvalidArgument',
    message: 'The parameter origin name must be a domain name.',
    brokenBy: ({ DomainName }) => !HOST.test(DomainName) || IPV4.test(DomainName)
  },
  {
    // ansible-collections/community.aws #1819
    code: 'InvalidOrigin',
    message: 'You must specify either a CustomOrigin or an S3Origin. You cannot specify both.',
    brokenBy: origin => kinds(origin) > 1
  },
  {
    // boto/boto3 #3804: an origin access control on a bucket needs S3OriginConfig, if only with an empty identity.
    code: 'InvalidOrigin',
    message: NOT_AN_ORIGIN,
    brokenBy: origin =>
      isBucketHost(origin.DomainName) && !origin.S3OriginConfig && (oac(origin) !== undefined || kinds(origin) === 0)
  },
  {
    // hashicorp/terraform-provider-aws #33214
    code: 'InvalidArgument',
    message: 'The parameter Origin DomainName does not refer to a valid S3 bucket.',
    brokenBy: origin => !endpoint(origin) && !isBucketHost(origin.DomainName)
  },
  {
    code: 'IllegalOriginAccessConfiguration',
    message: 'An origin cannot have both an origin access control and an origin access identity.',
    brokenBy: origin => oac(origin) !== undefined && oai(origin) !== undefined
  },
  {
    code: 'InvalidOriginAccessIdentity',
    message: 'The specified origin access identity does not exist or is not valid.',
    brokenBy: origin => oai(origin) !== undefined && !isAccessIdentity(oai(origin) ?? '')
  },
  {
    code: 'InvalidOriginAccessControl',
    message: 'The specified origin access control does not exist or is not valid.',
    brokenBy: origin => oac(origin) !== undefined && !ENTITY_ID.test(oac(origin) ?? '')
  },
  {
    // The text is from aws/aws-cdk #26405.
    code: 'InvalidOriginAccessControl',
    message: 'Illegal configuration: The origin type and OAC origin type differ.',
    brokenBy: origin => oac(origin) !== undefined && origin.VpcOriginConfig !== undefined
  },
  {
    code: 'InvalidDomainNameForOriginAccessControl',
    message: 'An origin with this kind of domain name cannot have an origin access control.',
    brokenBy: origin => oac(origin) !== undefined && !origin.S3OriginConfig && !SIGNED_HOST.test(origin.DomainName)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter OriginPath must begin with / and must not end with it, and has at most 255 characters.',
    brokenBy: ({ OriginPath = '' }) => OriginPath !== '' && (!/^\/.*[^/]$/s.test(OriginPath) || OriginPath.length > 255)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameters HTTPPort and HTTPSPort must be 80, 443 or from 1024 to 65535.',
    brokenBy: ({ CustomOriginConfig: custom }) =>
      custom !== undefined && !(isPort(custom.HTTPPort) && isPort(custom.HTTPSPort))
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ResponseCompletionTimeout must not be less than OriginReadTimeout.',
    brokenBy: origin => (origin.ResponseCompletionTimeout ?? Infinity) < (readTimeout(origin) ?? 0)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ConnectionAttempts must be from 1 to 3.',
    brokenBy: ({ ConnectionAttempts }) => !isWithin(ConnectionAttempts, 1, 3)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter ConnectionTimeout must be from 1 to 10 seconds.',
    brokenBy: ({ ConnectionTimeout }) => !isWithin(ConnectionTimeout, 1, 10)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter OriginShieldRegion must name a region when Origin Shield is on.',
    brokenBy: ({ OriginShield: shield }) =>
      shield !== undefined &&
      (shield.Enabled || Boolean(shield.OriginShieldRegion)) &&
      !/^[a-z]{2}-[a-z]+-\d$/.test(shield.OriginShieldRegion ?? '')
  }
]

/** The maximum is a quota of the account (Developer Guide, quotas: "Response timeout per origin"). */
function timeoutRules({ originTimeoutSeconds: longest }: QuotasRecord): readonly Rule<Origin>[] {
  return [
    {
      code: 'InvalidOriginReadTimeout',
      message: `The parameter OriginReadTimeout must be from 1 to ${longest} seconds.`,
      brokenBy: origin => !isWithin(readTimeout(origin), 1, longest)
    },
    {
      code: 'InvalidOriginKeepaliveTimeout',
      message: `The parameter OriginKeepaliveTimeout must be from 1 to ${longest} seconds.`,
      brokenBy: origin => !isWithin(endpoint(origin)?.OriginKeepaliveTimeout, 1, longest)
    }
  ]
}

const listRules: readonly Rule<Config>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter Origins must have at least one origin.',
    brokenBy: ({ Origins }) => Origins.Items.length === 0
  },
  {
    code: 'InvalidArgument',
    message: config => `The parameter origin id is used more than once: ${repeated(targetIds(config)).join(', ')}.`,
    brokenBy: config => repeated(targetIds(config)).length > 0
  }
]

/** The possible targets of a cache behavior: origins and origin groups share one set of ids. */
export function targetIds({ Origins, OriginGroups }: Config): string[] {
  return [...Origins.Items, ...(OriginGroups?.Items ?? [])].map(({ Id }) => Id)
}

export function checkOrigins(config: Config, quotas: QuotasRecord): void {
  checkRules(config, listRules)
  const rules = [...originRules, ...timeoutRules(quotas)]
  for (const origin of config.Origins.Items) {
    checkRules(isMultiTenant(config) ? withSampleParameters(origin) : origin, rules)
    checkRules(origin.CustomHeaders?.Items ?? [], customHeaderRules)
  }
}

/**
 * An origin of a multi-tenant distribution may have parameters in its domain name and path, which each tenant fills in: it is
 * checked with some text in their place [D:tenant-customization].
 */
function withSampleParameters(origin: Origin): Origin {
  const { DomainName, OriginPath, S3OriginConfig } = origin
  const host = withParameters(DomainName, 'x')
  const isAnyBucket = host === 'x' && S3OriginConfig !== undefined
  return {
    ...origin,
    DomainName: isAnyBucket ? 'x.s3.amazonaws.com' : host,
    ...(OriginPath !== undefined && { OriginPath: withParameters(OriginPath.replace(/^(?=\{\{)/, '/'), 'x') })
  }
}
